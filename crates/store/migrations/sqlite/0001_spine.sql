-- The spine: tenants, actors, users, people and households, the safety chain, homes, and what every write leaves
-- behind. tenant_id is the first column of every key; no foreign key crosses tenants; ids are random.
-- Where the key is most of the row, the table is its own index (WITHOUT ROWID): a row is then written in one place.

CREATE TABLE tenant (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- Named values of one installation or tenant: the actor of last resort, the hash of the first-run claim code.
CREATE TABLE setting (
    tenant_id BLOB NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE actor (
    tenant_id BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    email TEXT,
    phone TEXT,
    from_day TEXT NOT NULL,
    to_day TEXT,
    verified_at TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;

CREATE TABLE user_account (
    tenant_id BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    language TEXT NOT NULL,
    disabled_at TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email_key)
) STRICT;

CREATE TABLE membership (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    actor_id BLOB NOT NULL,
    role TEXT NOT NULL,
    cleared INTEGER NOT NULL,
    state TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES user_account (tenant_id, id),
    FOREIGN KEY (tenant_id, actor_id) REFERENCES actor (tenant_id, id)
) STRICT;
CREATE INDEX membership_by_user ON membership (tenant_id, user_id);
CREATE INDEX membership_by_actor ON membership (tenant_id, actor_id);

-- An e-mailed one-time link. Only hashes are kept; it opens only in the browser that asked for it.
CREATE TABLE sign_in_link (
    tenant_id BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    user_id BLOB NOT NULL,
    browser_hash BLOB,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES user_account (tenant_id, id)
) STRICT;
CREATE INDEX sign_in_link_by_user ON sign_in_link (tenant_id, user_id);

-- A signed-in browser: of a user (with the membership in use), or of a household that gave its paper code and PIN.
CREATE TABLE session (
    tenant_id BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    user_id BLOB,
    membership_id BLOB,
    household_id BLOB,
    viewing_role TEXT,
    viewing_actor_id BLOB,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES user_account (tenant_id, id)
) STRICT;
CREATE INDEX session_by_user ON session (tenant_id, user_id);
CREATE INDEX session_by_household ON session (tenant_id, household_id);

-- Failed and rate-limited tries: by account, by network, by paper code.
CREATE TABLE attempt (
    tenant_id BLOB NOT NULL,
    key TEXT NOT NULL,
    since TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    tenant_id BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    given TEXT NOT NULL,
    family TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    original_given TEXT NOT NULL,
    original_family TEXT NOT NULL,
    original_patronymic TEXT NOT NULL,
    birth TEXT NOT NULL,
    sex TEXT,
    languages TEXT NOT NULL,
    interpreter INTEGER NOT NULL,
    unaccompanied INTEGER NOT NULL,
    protection TEXT NOT NULL,
    phone TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;

-- Normalised words of a person's names in every script, for search by prefix with range operators.
CREATE TABLE person_token (
    tenant_id BLOB NOT NULL,
    token TEXT NOT NULL,
    person_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, token, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_token_by_person ON person_token (tenant_id, person_id);

-- Identifiers are a dated list, sealed, with a keyed blind index; never a key, and none is normal.
CREATE TABLE identifier (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    issuer TEXT,
    value_sealed BLOB NOT NULL,
    value_index BLOB NOT NULL,
    verification TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT;
CREATE INDEX identifier_by_value ON identifier (tenant_id, value_index);
CREATE INDEX identifier_by_person ON identifier (tenant_id, person_id);

CREATE TABLE status_period (
    tenant_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    status TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    PRIMARY KEY (tenant_id, person_id, from_day),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE household (
    tenant_id BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    -- What people say aloud and write on paper; random, no order in it.
    reference TEXT NOT NULL,
    head_id BLOB NOT NULL,
    arrived_on TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    registered_by_actor BLOB NOT NULL,
    registered_by_user BLOB NOT NULL,
    -- The strongest protection of any member: it reaches the household and its home.
    protection TEXT NOT NULL,
    area TEXT,
    note_sealed BLOB,
    closed_on TEXT,
    -- Read model of the chain, kept with every write to a link: what waits, and the first deadline of an open link.
    waiting INTEGER NOT NULL,
    open_links INTEGER NOT NULL,
    gaps INTEGER NOT NULL,
    next_deadline TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, reference),
    FOREIGN KEY (tenant_id, head_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, registered_by_actor) REFERENCES actor (tenant_id, id)
) STRICT;
CREATE INDEX household_by_arrival ON household (tenant_id, arrived_on, id);
CREATE INDEX household_by_deadline ON household (tenant_id, next_deadline);
CREATE INDEX household_by_registration ON household (tenant_id, registered_at);

-- The key that seals a household's sensitive columns; destroying it destroys them in every copy.
CREATE TABLE household_key (
    tenant_id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    key_sealed BLOB NOT NULL,
    PRIMARY KEY (tenant_id, household_id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE household_member (
    tenant_id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    relation TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    PRIMARY KEY (tenant_id, household_id, person_id, from_day, relation),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX household_member_by_person ON household_member (tenant_id, person_id);

-- Split and merge keep how households are related.
CREATE TABLE household_kinship (
    tenant_id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    other_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL,
    PRIMARY KEY (tenant_id, household_id, other_id, kind, on_day),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Which actors stand in which relation to a household: accountable, referred, registered, placed. It is derived, and
-- it is what the access decision and the SQL scope of every list both read.
CREATE TABLE household_actor (
    tenant_id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    actor_id BLOB NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (tenant_id, household_id, actor_id, relation),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, actor_id) REFERENCES actor (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX household_actor_by_actor ON household_actor (tenant_id, actor_id, relation, household_id);

CREATE TABLE duty (
    tenant_id BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    target TEXT,
    legal_owner BLOB NOT NULL,
    executing BLOB NOT NULL,
    law TEXT NOT NULL,
    decision TEXT,
    from_day TEXT NOT NULL,
    to_day TEXT,
    confirmed_on TEXT,
    confirmed_by BLOB,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, legal_owner) REFERENCES actor (tenant_id, id),
    FOREIGN KEY (tenant_id, executing) REFERENCES actor (tenant_id, id)
) STRICT;
CREATE INDEX duty_by_kind ON duty (tenant_id, kind);

CREATE TABLE link (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    person_id BLOB,
    kind TEXT NOT NULL,
    duty_id BLOB,
    accountable BLOB NOT NULL,
    deadline TEXT,
    next_step TEXT NOT NULL,
    -- The word of the state, for lists; detail holds what the state carries.
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    open INTEGER NOT NULL,
    -- The day after which it is late: the deadline, or the day a pause ends.
    due_on TEXT,
    -- Since when accountability lies where it fell back to, and nobody has taken the link up.
    fell_back_on TEXT,
    -- Since when the rules ask for it otherwise, or no longer, and nobody has decided what to do.
    undecided_since TEXT,
    -- The highest escalation step already told about the present deadline.
    escalated INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, duty_id) REFERENCES duty (tenant_id, id),
    FOREIGN KEY (tenant_id, accountable) REFERENCES actor (tenant_id, id)
) STRICT;
CREATE INDEX link_by_household ON link (tenant_id, household_id);
CREATE INDEX link_by_accountable ON link (tenant_id, accountable, duty_id, due_on) WHERE open = TRUE;
CREATE INDEX link_by_due ON link (tenant_id, due_on) WHERE open = TRUE;
CREATE INDEX link_fell_back ON link (tenant_id, fell_back_on) WHERE fell_back_on IS NOT NULL;
CREATE INDEX link_undecided ON link (tenant_id, undecided_since) WHERE undecided_since IS NOT NULL;
CREATE INDEX link_without_duty ON link (tenant_id, kind) WHERE open = TRUE AND duty_id IS NULL;

CREATE TABLE consent (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    -- The one person the consent is about; none for the whole household.
    person_id BLOB,
    receiver BLOB NOT NULL,
    fields TEXT NOT NULL,
    how TEXT NOT NULL,
    given_on TEXT NOT NULL,
    withdrawn_on TEXT,
    recorded_by BLOB NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, receiver) REFERENCES actor (tenant_id, id)
) STRICT;
CREATE INDEX consent_by_household ON consent (tenant_id, household_id);

CREATE TABLE referral (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    link_id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    from_actor BLOB NOT NULL,
    to_actor BLOB NOT NULL,
    -- The basis in the data protection regulation and the ground for lifting secrecy are two separate things.
    gdpr_basis TEXT NOT NULL,
    osl_ground TEXT NOT NULL,
    fields TEXT NOT NULL,
    message_sealed BLOB,
    -- The word of the state, for lists; detail holds what ground and state carry.
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    sent_on TEXT NOT NULL,
    answer_by TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES link (tenant_id, id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, from_actor) REFERENCES actor (tenant_id, id),
    FOREIGN KEY (tenant_id, to_actor) REFERENCES actor (tenant_id, id)
) STRICT;
CREATE INDEX referral_by_link ON referral (tenant_id, link_id);
CREATE INDEX referral_by_household ON referral (tenant_id, household_id);
CREATE INDEX referral_by_receiver ON referral (tenant_id, to_actor, state, answer_by);
CREATE INDEX referral_by_sender ON referral (tenant_id, from_actor, state, answer_by);

CREATE TABLE home (
    tenant_id BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    area TEXT NOT NULL,
    address_sealed BLOB,
    owner_actor BLOB NOT NULL,
    conditions TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    -- The strongest protection of a household that lives here now or later.
    protection TEXT NOT NULL,
    beds INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, owner_actor) REFERENCES actor (tenant_id, id)
) STRICT;
CREATE INDEX home_by_area ON home (tenant_id, area, name);
CREATE INDEX home_by_owner ON home (tenant_id, owner_actor);

-- Who opens the home: they see it, and when it is in use.
CREATE TABLE home_host (
    tenant_id BLOB NOT NULL,
    home_id BLOB NOT NULL,
    user_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, home_id, user_id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES home (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES user_account (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX home_host_by_user ON home_host (tenant_id, user_id);

CREATE TABLE room (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    home_id BLOB NOT NULL,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES home (tenant_id, id)
) STRICT;
CREATE INDEX room_by_home ON room (tenant_id, home_id);

CREATE TABLE bed (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    home_id BLOB NOT NULL,
    room_id BLOB NOT NULL,
    label TEXT NOT NULL,
    -- Raised by every stay in this bed: the row that racing placements of one bed must both write.
    claims INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES home (tenant_id, id),
    FOREIGN KEY (tenant_id, room_id) REFERENCES room (tenant_id, id)
) STRICT;
CREATE INDEX bed_by_home ON bed (tenant_id, home_id);

CREATE TABLE bed_block (
    tenant_id BLOB NOT NULL,
    bed_id BLOB NOT NULL,
    home_id BLOB NOT NULL,
    from_night TEXT NOT NULL,
    to_night TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (tenant_id, bed_id, from_night),
    FOREIGN KEY (tenant_id, bed_id) REFERENCES bed (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bed_block_by_night ON bed_block (tenant_id, to_night, from_night);
CREATE INDEX bed_block_by_home ON bed_block (tenant_id, home_id, to_night);

CREATE TABLE stay (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    home_id BLOB NOT NULL,
    from_night TEXT NOT NULL,
    to_night TEXT NOT NULL,
    -- People who stay without a bed of their own (an infant in the parents' bed).
    extra_people INTEGER NOT NULL,
    -- Called off before its first night: the promise is gone, its beds are free, the row stays.
    cancelled_on TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES home (tenant_id, id),
    CHECK (from_night < to_night)
) STRICT;
CREATE INDEX stay_by_household ON stay (tenant_id, household_id, to_night);
CREATE INDEX stay_by_home ON stay (tenant_id, home_id, to_night);
CREATE INDEX stay_by_night ON stay (tenant_id, to_night, from_night, home_id, extra_people);

CREATE TABLE stay_bed (
    tenant_id BLOB NOT NULL,
    stay_id BLOB NOT NULL,
    bed_id BLOB NOT NULL,
    person_id BLOB,
    home_id BLOB NOT NULL,
    from_night TEXT NOT NULL,
    to_night TEXT NOT NULL,
    PRIMARY KEY (tenant_id, stay_id, bed_id),
    FOREIGN KEY (tenant_id, stay_id) REFERENCES stay (tenant_id, id),
    FOREIGN KEY (tenant_id, bed_id) REFERENCES bed (tenant_id, id),
    CHECK (from_night < to_night)
) STRICT, WITHOUT ROWID;
CREATE INDEX stay_bed_by_bed ON stay_bed (tenant_id, bed_id, to_night);
CREATE INDEX stay_bed_by_home ON stay_bed (tenant_id, home_id, to_night);
-- How full every home is on a night is counted from this index alone.
CREATE INDEX stay_bed_by_night ON stay_bed (tenant_id, to_night, from_night, home_id, bed_id);

-- Who sleeps there without a bed of their own; stay.extra_people is their number.
CREATE TABLE stay_without_bed (
    tenant_id BLOB NOT NULL,
    stay_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, stay_id, person_id),
    FOREIGN KEY (tenant_id, stay_id) REFERENCES stay (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- A paper code with a PIN: opens "my chain" without an account. Only hashes are kept.
CREATE TABLE newcomer_code (
    tenant_id BLOB NOT NULL,
    code_hash BLOB NOT NULL,
    household_id BLOB NOT NULL,
    pin_hash TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    issued_by BLOB NOT NULL,
    revoked_at TEXT,
    PRIMARY KEY (tenant_id, code_hash),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id)
) STRICT;
CREATE INDEX newcomer_code_by_household ON newcomer_code (tenant_id, household_id);

-- A newcomer's own word: "this is wrong", "I want another", "no".
CREATE TABLE wish (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    link_id BLOB,
    kind TEXT NOT NULL,
    text_sealed BLOB,
    language TEXT NOT NULL,
    said_at TEXT NOT NULL,
    answered_at TEXT,
    answered_by BLOB,
    answer_sealed BLOB,
    version INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id)
) STRICT;
CREATE INDEX wish_by_household ON wish (tenant_id, household_id);
CREATE INDEX wish_unanswered ON wish (tenant_id, said_at) WHERE answered_at IS NULL;

-- Every change, in one sequence per tenant, each row sealed to the one before. Mail, live pages and audit read it.
-- It holds ids and names of fields, never values.
CREATE TABLE change_log (
    tenant_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    user_id BLOB,
    actor_id BLOB,
    household_id BLOB,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id BLOB NOT NULL,
    detail TEXT NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (tenant_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_log_by_household ON change_log (tenant_id, household_id, seq);
CREATE INDEX change_log_by_time ON change_log (tenant_id, at);
CREATE INDEX change_log_by_object ON change_log (tenant_id, object_id, seq);

CREATE TABLE change_head (
    tenant_id BLOB NOT NULL PRIMARY KEY REFERENCES tenant (id),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Who read a person's record, and why. The person can be told.
CREATE TABLE access_log (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    at TEXT NOT NULL,
    household_id BLOB NOT NULL,
    user_id BLOB,
    actor_id BLOB NOT NULL,
    role TEXT NOT NULL,
    purpose TEXT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX access_log_by_household ON access_log (tenant_id, household_id, at);

-- The answer a write got, under the idempotency key of its form: a repeat gets the same answer.
CREATE TABLE answer (
    tenant_id BLOB NOT NULL,
    key BLOB NOT NULL,
    by_id BLOB NOT NULL,
    body_hash BLOB NOT NULL,
    answer TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_by_age ON answer (tenant_id, at);

-- Mail waiting to leave: written in the transaction of its cause.
CREATE TABLE message (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    -- letter, or sign_in: a request for a one-time link, which looks the same for known and unknown addresses.
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_sealed BLOB NOT NULL,
    created_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    sent_at TEXT,
    failure TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX message_due ON message (tenant_id, due_at) WHERE sent_at IS NULL;

-- A claim on work that only one process may do at a time; it expires if the process dies.
CREATE TABLE lease (
    tenant_id BLOB NOT NULL,
    name TEXT NOT NULL,
    holder BLOB NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

-- A file uploaded for import, kept between preview and confirmation.
CREATE TABLE import_file (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    uploaded_by BLOB NOT NULL,
    uploaded_at TEXT NOT NULL,
    -- Last, so that a look at the other columns does not walk through all of a large file.
    content_sealed BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;

-- What was imported, so that the same file read again makes nothing twice. A municipality's own reference may be
-- telling, so only keyed hashes are kept: of the reference, and of two signs (name and birth date of the head; name and
-- address of a home) of which one must be the same for it to be the same household or home.
CREATE TABLE import_reference (
    tenant_id BLOB NOT NULL REFERENCES tenant (id),
    kind TEXT NOT NULL,
    reference_index BLOB NOT NULL,
    name_index BLOB NOT NULL,
    second_index BLOB NOT NULL,
    household_id BLOB,
    home_id BLOB,
    imported_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, kind, reference_index),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES home (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_reference_by_household ON import_reference (tenant_id, household_id);

-- What somebody said of two people who look alike: the same person, one family, or neither. The lesser id comes first, so
-- that a pair has one row. The latest word stands.
CREATE TABLE likeness (
    tenant_id BLOB NOT NULL REFERENCES tenant (id),
    person_id BLOB NOT NULL,
    other_id BLOB NOT NULL,
    verdict TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    decided_by BLOB NOT NULL,
    PRIMARY KEY (tenant_id, person_id, other_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, other_id) REFERENCES person (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX likeness_by_other ON likeness (tenant_id, other_id);
