-- The spine: tenants, actors, users, people and households, the safety chain, homes, and what every write leaves
-- behind. tenant_id is the first column of every key; no foreign key crosses tenants; ids are random.

CREATE TABLE tenant (
    id uuid NOT NULL PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    time_zone text NOT NULL,
    created_at timestamptz NOT NULL
);

-- Named values of one installation or tenant: the actor of last resort, the hash of the first-run claim code.
CREATE TABLE setting (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    name text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE actor (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    email text,
    phone text,
    from_day date NOT NULL,
    to_day date,
    verified_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE user_account (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    language text NOT NULL,
    disabled_at timestamptz,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email_key)
);

CREATE TABLE membership (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    actor_id uuid NOT NULL,
    role text NOT NULL,
    cleared boolean NOT NULL,
    state text NOT NULL,
    from_day date NOT NULL,
    to_day date,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES user_account (tenant_id, id),
    FOREIGN KEY (tenant_id, actor_id) REFERENCES actor (tenant_id, id)
);
CREATE INDEX membership_by_user ON membership (tenant_id, user_id);
CREATE INDEX membership_by_actor ON membership (tenant_id, actor_id);

-- An e-mailed one-time link. Only hashes are kept; it opens only in the browser that asked for it.
CREATE TABLE sign_in_link (
    tenant_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    browser_hash bytea,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES user_account (tenant_id, id)
);
CREATE INDEX sign_in_link_by_user ON sign_in_link (tenant_id, user_id);

-- A signed-in browser: of a user (with the membership in use), or of a household that gave its paper code and PIN.
CREATE TABLE session (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    user_id uuid,
    membership_id uuid,
    household_id uuid,
    viewing_role text,
    viewing_actor_id uuid,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES user_account (tenant_id, id)
);
CREATE INDEX session_by_user ON session (tenant_id, user_id);
CREATE INDEX session_by_household ON session (tenant_id, household_id);

-- Failed and rate-limited tries: by account, by network, by paper code.
CREATE TABLE attempt (
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    since timestamptz NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (tenant_id, key)
);

CREATE TABLE person (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    given text NOT NULL,
    family text NOT NULL,
    patronymic text NOT NULL,
    original_given text NOT NULL,
    original_family text NOT NULL,
    original_patronymic text NOT NULL,
    birth text NOT NULL,
    sex text,
    languages text NOT NULL,
    interpreter boolean NOT NULL,
    unaccompanied boolean NOT NULL,
    protection text NOT NULL,
    phone text,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- Normalised words of a person's names in every script, for search by prefix with range operators.
CREATE TABLE person_token (
    tenant_id uuid NOT NULL,
    token text NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, token, person_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX person_token_by_person ON person_token (tenant_id, person_id);

-- Identifiers are a dated list, sealed, with a keyed blind index; never a key, and none is normal.
CREATE TABLE identifier (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL,
    issuer text,
    value_sealed bytea NOT NULL,
    value_index bytea NOT NULL,
    verification text NOT NULL,
    from_day date NOT NULL,
    to_day date,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX identifier_by_value ON identifier (tenant_id, value_index);
CREATE INDEX identifier_by_person ON identifier (tenant_id, person_id);

CREATE TABLE status_period (
    tenant_id uuid NOT NULL,
    person_id uuid NOT NULL,
    status text NOT NULL,
    from_day date NOT NULL,
    to_day date,
    PRIMARY KEY (tenant_id, person_id, from_day),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);

CREATE TABLE household (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    -- What people say aloud and write on paper; random, no order in it.
    reference text NOT NULL,
    head_id uuid NOT NULL,
    arrived_on date NOT NULL,
    registered_at timestamptz NOT NULL,
    registered_by_actor uuid NOT NULL,
    registered_by_user uuid NOT NULL,
    -- The strongest protection of any member: it reaches the household and its home.
    protection text NOT NULL,
    area text,
    note_sealed bytea,
    closed_on date,
    -- Read model of the chain, kept with every write to a link: what waits, and the first deadline of an open link.
    waiting bigint NOT NULL,
    open_links bigint NOT NULL,
    gaps bigint NOT NULL,
    next_deadline date,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, reference),
    FOREIGN KEY (tenant_id, head_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, registered_by_actor) REFERENCES actor (tenant_id, id)
);
CREATE INDEX household_by_arrival ON household (tenant_id, arrived_on, id);
CREATE INDEX household_by_deadline ON household (tenant_id, next_deadline);
CREATE INDEX household_by_registration ON household (tenant_id, registered_at);

-- The key that seals a household's sensitive columns; destroying it destroys them in every copy.
CREATE TABLE household_key (
    tenant_id uuid NOT NULL,
    household_id uuid NOT NULL,
    key_sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, household_id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id)
);

CREATE TABLE household_member (
    tenant_id uuid NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid NOT NULL,
    relation text NOT NULL,
    from_day date NOT NULL,
    to_day date,
    PRIMARY KEY (tenant_id, household_id, person_id, from_day, relation),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX household_member_by_person ON household_member (tenant_id, person_id);

-- Split and merge keep how households are related.
CREATE TABLE household_kinship (
    tenant_id uuid NOT NULL,
    household_id uuid NOT NULL,
    other_id uuid NOT NULL,
    kind text NOT NULL,
    on_day date NOT NULL,
    PRIMARY KEY (tenant_id, household_id, other_id, kind, on_day),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id)
);

-- Which actors stand in which relation to a household: accountable, referred, registered, placed. It is derived, and
-- it is what the access decision and the SQL scope of every list both read.
CREATE TABLE household_actor (
    tenant_id uuid NOT NULL,
    household_id uuid NOT NULL,
    actor_id uuid NOT NULL,
    relation text NOT NULL,
    PRIMARY KEY (tenant_id, household_id, actor_id, relation),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, actor_id) REFERENCES actor (tenant_id, id)
);
CREATE INDEX household_actor_by_actor ON household_actor (tenant_id, actor_id, relation, household_id);

CREATE TABLE duty (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    kind text NOT NULL,
    target text,
    legal_owner uuid NOT NULL,
    executing uuid NOT NULL,
    law text NOT NULL,
    decision text,
    from_day date NOT NULL,
    to_day date,
    confirmed_on date,
    confirmed_by uuid,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, legal_owner) REFERENCES actor (tenant_id, id),
    FOREIGN KEY (tenant_id, executing) REFERENCES actor (tenant_id, id)
);
CREATE INDEX duty_by_kind ON duty (tenant_id, kind);

CREATE TABLE link (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    person_id uuid,
    kind text NOT NULL,
    duty_id uuid,
    accountable uuid NOT NULL,
    deadline date,
    next_step text NOT NULL,
    -- The word of the state, for lists; detail holds what the state carries.
    state text NOT NULL,
    detail text NOT NULL,
    open boolean NOT NULL,
    -- The day after which it is late: the deadline, or the day a pause ends.
    due_on date,
    -- Since when accountability lies where it fell back to, and nobody has taken the link up.
    fell_back_on date,
    -- Since when the rules ask for it otherwise, or no longer, and nobody has decided what to do.
    undecided_since date,
    -- The highest escalation step already told about the present deadline.
    escalated bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, duty_id) REFERENCES duty (tenant_id, id),
    FOREIGN KEY (tenant_id, accountable) REFERENCES actor (tenant_id, id)
);
CREATE INDEX link_by_household ON link (tenant_id, household_id);
CREATE INDEX link_by_accountable ON link (tenant_id, accountable, duty_id, due_on) WHERE open = TRUE;
CREATE INDEX link_by_due ON link (tenant_id, due_on) WHERE open = TRUE;
CREATE INDEX link_fell_back ON link (tenant_id, fell_back_on) WHERE fell_back_on IS NOT NULL;
CREATE INDEX link_undecided ON link (tenant_id, undecided_since) WHERE undecided_since IS NOT NULL;
CREATE INDEX link_without_duty ON link (tenant_id, kind) WHERE open = TRUE AND duty_id IS NULL;

CREATE TABLE consent (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    -- The one person the consent is about; none for the whole household.
    person_id uuid,
    receiver uuid NOT NULL,
    fields text NOT NULL,
    how text NOT NULL,
    given_on date NOT NULL,
    withdrawn_on date,
    recorded_by uuid NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, receiver) REFERENCES actor (tenant_id, id)
);
CREATE INDEX consent_by_household ON consent (tenant_id, household_id);

CREATE TABLE referral (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    link_id uuid NOT NULL,
    household_id uuid NOT NULL,
    from_actor uuid NOT NULL,
    to_actor uuid NOT NULL,
    -- The basis in the data protection regulation and the ground for lifting secrecy are two separate things.
    gdpr_basis text NOT NULL,
    osl_ground text NOT NULL,
    fields text NOT NULL,
    message_sealed bytea,
    -- The word of the state, for lists; detail holds what ground and state carry.
    state text NOT NULL,
    detail text NOT NULL,
    sent_on date NOT NULL,
    answer_by date NOT NULL,
    changed_at timestamptz NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES link (tenant_id, id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, from_actor) REFERENCES actor (tenant_id, id),
    FOREIGN KEY (tenant_id, to_actor) REFERENCES actor (tenant_id, id)
);
CREATE INDEX referral_by_link ON referral (tenant_id, link_id);
CREATE INDEX referral_by_household ON referral (tenant_id, household_id);
CREATE INDEX referral_by_receiver ON referral (tenant_id, to_actor, state, answer_by);
CREATE INDEX referral_by_sender ON referral (tenant_id, from_actor, state, answer_by);

CREATE TABLE home (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    area text NOT NULL,
    address_sealed bytea,
    owner_actor uuid NOT NULL,
    conditions text NOT NULL,
    from_day date NOT NULL,
    to_day date,
    -- The strongest protection of a household that lives here now or later.
    protection text NOT NULL,
    beds bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, owner_actor) REFERENCES actor (tenant_id, id)
);
CREATE INDEX home_by_area ON home (tenant_id, area, name);
CREATE INDEX home_by_owner ON home (tenant_id, owner_actor);

-- Who opens the home: they see it, and when it is in use.
CREATE TABLE home_host (
    tenant_id uuid NOT NULL,
    home_id uuid NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, home_id, user_id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES home (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES user_account (tenant_id, id)
);
CREATE INDEX home_host_by_user ON home_host (tenant_id, user_id);

CREATE TABLE room (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    home_id uuid NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES home (tenant_id, id)
);
CREATE INDEX room_by_home ON room (tenant_id, home_id);

CREATE TABLE bed (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    home_id uuid NOT NULL,
    room_id uuid NOT NULL,
    label text NOT NULL,
    -- Raised by every stay in this bed: the row that racing placements of one bed must both write.
    claims bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES home (tenant_id, id),
    FOREIGN KEY (tenant_id, room_id) REFERENCES room (tenant_id, id)
);
CREATE INDEX bed_by_home ON bed (tenant_id, home_id);

CREATE TABLE bed_block (
    tenant_id uuid NOT NULL,
    bed_id uuid NOT NULL,
    home_id uuid NOT NULL,
    from_night date NOT NULL,
    to_night date NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (tenant_id, bed_id, from_night),
    FOREIGN KEY (tenant_id, bed_id) REFERENCES bed (tenant_id, id)
);
CREATE INDEX bed_block_by_night ON bed_block (tenant_id, to_night, from_night);
CREATE INDEX bed_block_by_home ON bed_block (tenant_id, home_id, to_night);

CREATE TABLE stay (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    home_id uuid NOT NULL,
    from_night date NOT NULL,
    to_night date NOT NULL,
    -- People who stay without a bed of their own (an infant in the parents' bed).
    extra_people bigint NOT NULL,
    -- Called off before its first night: the promise is gone, its beds are free, the row stays.
    cancelled_on date,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES home (tenant_id, id),
    CHECK (from_night < to_night)
);
CREATE INDEX stay_by_household ON stay (tenant_id, household_id, to_night);
CREATE INDEX stay_by_home ON stay (tenant_id, home_id, to_night);
CREATE INDEX stay_by_night ON stay (tenant_id, to_night, from_night, home_id, extra_people);

CREATE TABLE stay_bed (
    tenant_id uuid NOT NULL,
    stay_id uuid NOT NULL,
    bed_id uuid NOT NULL,
    person_id uuid,
    home_id uuid NOT NULL,
    from_night date NOT NULL,
    to_night date NOT NULL,
    PRIMARY KEY (tenant_id, stay_id, bed_id),
    FOREIGN KEY (tenant_id, stay_id) REFERENCES stay (tenant_id, id),
    FOREIGN KEY (tenant_id, bed_id) REFERENCES bed (tenant_id, id),
    CHECK (from_night < to_night)
);
CREATE INDEX stay_bed_by_bed ON stay_bed (tenant_id, bed_id, to_night);
CREATE INDEX stay_bed_by_home ON stay_bed (tenant_id, home_id, to_night);
-- How full every home is on a night is counted from this index alone.
CREATE INDEX stay_bed_by_night ON stay_bed (tenant_id, to_night, from_night, home_id, bed_id);

-- Who sleeps there without a bed of their own; stay.extra_people is their number.
CREATE TABLE stay_without_bed (
    tenant_id uuid NOT NULL,
    stay_id uuid NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, stay_id, person_id),
    FOREIGN KEY (tenant_id, stay_id) REFERENCES stay (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id)
);

-- A paper code with a PIN: opens "my chain" without an account. Only hashes are kept.
CREATE TABLE newcomer_code (
    tenant_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    household_id uuid NOT NULL,
    pin_hash text NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_by uuid NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, code_hash),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id)
);
CREATE INDEX newcomer_code_by_household ON newcomer_code (tenant_id, household_id);

-- A newcomer's own word: "this is wrong", "I want another", "no".
CREATE TABLE wish (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    household_id uuid NOT NULL,
    link_id uuid,
    kind text NOT NULL,
    text_sealed bytea,
    language text NOT NULL,
    said_at timestamptz NOT NULL,
    answered_at timestamptz,
    answered_by uuid,
    answer_sealed bytea,
    version bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id)
);
CREATE INDEX wish_by_household ON wish (tenant_id, household_id);
CREATE INDEX wish_unanswered ON wish (tenant_id, said_at) WHERE answered_at IS NULL;

-- Every change, in one sequence per tenant, each row sealed to the one before. Mail, live pages and audit read it.
-- It holds ids and names of fields, never values.
CREATE TABLE change_log (
    tenant_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    user_id uuid,
    actor_id uuid,
    household_id uuid,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id uuid NOT NULL,
    detail text NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX change_log_by_household ON change_log (tenant_id, household_id, seq);
CREATE INDEX change_log_by_time ON change_log (tenant_id, at);
CREATE INDEX change_log_by_object ON change_log (tenant_id, object_id, seq);

CREATE TABLE change_head (
    tenant_id uuid NOT NULL PRIMARY KEY REFERENCES tenant (id),
    seq bigint NOT NULL,
    hash bytea NOT NULL
);

-- Who read a person's record, and why. The person can be told.
CREATE TABLE access_log (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    household_id uuid NOT NULL,
    user_id uuid,
    actor_id uuid NOT NULL,
    role text NOT NULL,
    purpose text NOT NULL,
    what text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX access_log_by_household ON access_log (tenant_id, household_id, at);

-- The answer a write got, under the idempotency key of its form: a repeat gets the same answer.
CREATE TABLE answer (
    tenant_id uuid NOT NULL,
    key uuid NOT NULL,
    by_id uuid NOT NULL,
    body_hash bytea NOT NULL,
    answer text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX answer_by_age ON answer (tenant_id, at);

-- Mail waiting to leave: written in the transaction of its cause.
CREATE TABLE message (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    -- letter, or sign_in: a request for a one-time link, which looks the same for known and unknown addresses.
    kind text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    attempts bigint NOT NULL,
    sent_at timestamptz,
    failure text,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX message_due ON message (tenant_id, due_at) WHERE sent_at IS NULL;

-- A claim on work that only one process may do at a time; it expires if the process dies.
CREATE TABLE lease (
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    holder uuid NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

-- A file uploaded for import, kept between preview and confirmation.
CREATE TABLE import_file (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    uploaded_by uuid NOT NULL,
    uploaded_at timestamptz NOT NULL,
    -- Last, so that a look at the other columns does not walk through all of a large file.
    content_sealed bytea NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- What was imported, so that the same file read again makes nothing twice. A municipality's own reference may be
-- telling, so only keyed hashes are kept: of the reference, and of two signs (name and birth date of the head; name and
-- address of a home) of which one must be the same for it to be the same household or home.
CREATE TABLE import_reference (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    kind text NOT NULL,
    reference_index bytea NOT NULL,
    name_index bytea NOT NULL,
    second_index bytea NOT NULL,
    household_id uuid,
    home_id uuid,
    imported_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, kind, reference_index),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, id),
    FOREIGN KEY (tenant_id, home_id) REFERENCES home (tenant_id, id)
);
CREATE INDEX import_reference_by_household ON import_reference (tenant_id, household_id);

-- What somebody said of two people who look alike: the same person, one family, or neither. The lesser id comes first, so
-- that a pair has one row. The latest word stands.
CREATE TABLE likeness (
    tenant_id uuid NOT NULL REFERENCES tenant (id),
    person_id uuid NOT NULL,
    other_id uuid NOT NULL,
    verdict text NOT NULL,
    decided_at timestamptz NOT NULL,
    decided_by uuid NOT NULL,
    PRIMARY KEY (tenant_id, person_id, other_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    FOREIGN KEY (tenant_id, other_id) REFERENCES person (tenant_id, id)
);
CREATE INDEX likeness_by_other ON likeness (tenant_id, other_id);

-- Text is compared by code point, as SQLite does: one order on both databases, and no index that breaks when a new
-- version of the system's library sorts otherwise. Screens sort names in the reader's language.
DO $$
DECLARE
    place record;
BEGIN
    FOR place IN
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type = 'text' AND table_name <> '_sqlx_migrations'
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE text COLLATE "C"', place.table_name, place.column_name);
    END LOOP;
END
$$;

-- Row-level security: a transaction sees only the tenant it named with SET LOCAL. FORCE makes it hold for the owner too;
-- only a superuser escapes it, and the server refuses to run as one.
ALTER TABLE setting ENABLE ROW LEVEL SECURITY;
ALTER TABLE setting FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON setting USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE actor ENABLE ROW LEVEL SECURITY;
ALTER TABLE actor FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON actor USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE user_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_account FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON user_account USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON membership USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE sign_in_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_link FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON sign_in_link USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON session USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON attempt USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON person USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE person_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_token FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON person_token USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE identifier ENABLE ROW LEVEL SECURITY;
ALTER TABLE identifier FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON identifier USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE status_period ENABLE ROW LEVEL SECURITY;
ALTER TABLE status_period FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON status_period USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE household ENABLE ROW LEVEL SECURITY;
ALTER TABLE household FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON household USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE household_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE household_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON household_key USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE household_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE household_member FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON household_member USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE household_kinship ENABLE ROW LEVEL SECURITY;
ALTER TABLE household_kinship FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON household_kinship USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE household_actor ENABLE ROW LEVEL SECURITY;
ALTER TABLE household_actor FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON household_actor USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE duty ENABLE ROW LEVEL SECURITY;
ALTER TABLE duty FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON duty USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE link ENABLE ROW LEVEL SECURITY;
ALTER TABLE link FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON link USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON consent USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE referral ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON referral USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE home ENABLE ROW LEVEL SECURITY;
ALTER TABLE home FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON home USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE home_host ENABLE ROW LEVEL SECURITY;
ALTER TABLE home_host FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON home_host USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE room ENABLE ROW LEVEL SECURITY;
ALTER TABLE room FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON room USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE bed ENABLE ROW LEVEL SECURITY;
ALTER TABLE bed FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON bed USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE bed_block ENABLE ROW LEVEL SECURITY;
ALTER TABLE bed_block FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON bed_block USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE stay ENABLE ROW LEVEL SECURITY;
ALTER TABLE stay FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON stay USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE stay_bed ENABLE ROW LEVEL SECURITY;
ALTER TABLE stay_bed FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON stay_bed USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE stay_without_bed ENABLE ROW LEVEL SECURITY;
ALTER TABLE stay_without_bed FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON stay_without_bed USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE newcomer_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE newcomer_code FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON newcomer_code USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE wish ENABLE ROW LEVEL SECURITY;
ALTER TABLE wish FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON wish USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE change_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_log FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON change_log USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE change_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE change_head FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON change_head USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE access_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_log FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON access_log USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE answer FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON answer USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE message ENABLE ROW LEVEL SECURITY;
ALTER TABLE message FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON message USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE lease ENABLE ROW LEVEL SECURITY;
ALTER TABLE lease FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON lease USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE import_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_file FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON import_file USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE import_reference ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_reference FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON import_reference USING (tenant_id = current_setting('hamn.tenant')::uuid);
ALTER TABLE likeness ENABLE ROW LEVEL SECURITY;
ALTER TABLE likeness FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON likeness USING (tenant_id = current_setting('hamn.tenant')::uuid);
