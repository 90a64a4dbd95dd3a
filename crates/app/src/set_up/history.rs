//! What has happened to the chain of an imagined household since it arrived: the steps, each with its day, that lead to
//! where the household stands today.
//!
//! Only what and when is decided here. Whether a step is possible is decided by the domain when its day comes.

use std::collections::BTreeMap;

use ::demo::{Pace, Progress};
use domain::{ActorId, HouseholdId, Link, LinkId, LinkKind};
use jiff::{ToSpan as _, civil::Date};

/// What somebody does to a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    /// Moves its last day.
    Reschedule(Date),
    /// Says that it is not needed.
    NotNeeded,
    /// Asks another actor to take over, with an answer by a day.
    Refer(ActorId, Date),
    /// Says yes.
    Accept,
    /// Says no.
    Decline,
    /// Begins.
    Start,
    /// Lets it rest until a day.
    Pause(Date),
    /// Finishes.
    Complete,
}

/// A step on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) day: Date,
    pub(super) household: HouseholdId,
    pub(super) link: LinkId,
    /// Who does it.
    pub(super) by: ActorId,
    pub(super) act: Act,
}

/// To whom a kind of support can be handed over.
pub(super) type Partners = BTreeMap<LinkKind, Vec<ActorId>>;

/// Numbers from a number: the imagined household brings its own chance, so that the same seed tells the same story
/// whatever ids are drawn (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    fn days(&mut self, end: u64) -> i64 {
        i64::try_from(self.below(end)).unwrap_or(0)
    }

    fn permille(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }
}

/// A day some days after another; the ends of the calendar are far away.
fn after(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// Plans a household's story. `links` stand in the order of the chain.
pub(super) fn plan(
    links: &[Link],
    progress: Progress,
    registered: Date,
    today: Date,
    partners: &Partners,
) -> Vec<Event> {
    let mut story = Story { chance: Chance(progress.dice), registered, today, events: Vec::new() };
    let done = links.len() * usize::from(progress.done) / 1000;
    let (past, open) = links.split_at(done.min(links.len()));
    for (place, link) in past.iter().enumerate() {
        story.was_done(link, place + 1, past.len() + 1, partners);
    }
    // The household's pace shows on the first open link that can show it.
    let shows = |link: &&Link| {
        !link.for_unaccompanied_child
            && match progress.pace {
                Pace::Waiting | Pace::Declined => partners.contains_key(&link.kind),
                Pace::Steady | Pace::Overdue => true,
            }
    };
    let shown = open.iter().find(shows).map(|link| link.id);
    for link in open {
        if link.for_unaccompanied_child {
            // A child is in somebody's charge within the day, however slow the rest of the chain is.
            story.was_done(link, 1, 2, partners);
        } else if shown == Some(link.id) {
            story.stands(link, progress.pace, partners);
        } else {
            story.waits_its_turn(link);
        }
    }
    story.events
}

struct Story {
    chance: Chance,
    registered: Date,
    today: Date,
    events: Vec<Event>,
}

impl Story {
    fn add(&mut self, link: &Link, day: Date, by: ActorId, act: Act) {
        let day = day.clamp(self.registered, self.today);
        self.events.push(Event { day, household: link.household, link: link.id, by, act });
    }

    fn partner(&mut self, link: &Link, partners: &Partners) -> Option<ActorId> {
        let partners = partners.get(&link.kind)?;
        let place = usize::try_from(self.chance.below(partners.len() as u64)).unwrap_or(0);
        partners.get(place).copied().filter(|partner| *partner != link.accountable)
    }

    /// A link that is done: near its last day if it has one, else spread over the time here.
    fn was_done(&mut self, link: &Link, place: usize, of: usize, partners: &Partners) {
        let here = (self.today - self.registered).get_days();
        let share =
            i64::from(here) * i64::try_from(place).unwrap_or(0) / i64::try_from(of).unwrap_or(1).max(1);
        let done = match link.deadline {
            Some(deadline) => after(deadline, self.chance.days(8) - 6).min(after(self.registered, share)),
            None => after(self.registered, share),
        }
        .clamp(self.registered, self.today);
        let start = after(done, -self.chance.days(6)).max(self.registered);
        let handed = self.chance.permille(350).then(|| self.partner(link, partners)).flatten();
        let asked = after(start, -3);
        let answered_after = 1 + self.chance.days(2);
        // A day for the question, one for the answer, one to begin: steps of one day have no order of their own.
        match handed {
            Some(partner) if asked >= self.registered && start < done => {
                self.add(link, asked, link.accountable, Act::Refer(partner, after(asked, 7)));
                self.add(link, after(asked, answered_after), partner, Act::Accept);
                self.add(link, start, partner, Act::Start);
                self.add(link, done, partner, Act::Complete);
            }
            _ => {
                self.add(link, start, link.accountable, Act::Start);
                self.add(link, done, link.accountable, Act::Complete);
            }
        }
    }

    /// The link on which the household's pace shows.
    fn stands(&mut self, link: &Link, pace: Pace, partners: &Partners) {
        let partner = match pace {
            Pace::Waiting | Pace::Declined => self.partner(link, partners),
            Pace::Steady | Pace::Overdue => None,
        };
        match (pace, partner) {
            (Pace::Overdue, _) => {
                let late = after(self.today, -1 - self.chance.days(20));
                if late >= self.registered && link.deadline.is_none_or(|deadline| deadline >= self.today) {
                    self.add(link, after(late, -5), link.accountable, Act::Reschedule(late));
                }
            }
            (Pace::Waiting, Some(partner)) => {
                self.keep_in_time(link);
                let asked = after(self.today, -self.chance.days(5)).max(self.registered);
                self.add(link, asked, link.accountable, Act::Refer(partner, after(asked, 3)));
            }
            (Pace::Declined, Some(partner)) => {
                self.keep_in_time(link);
                let answered = after(self.today, -self.chance.days(4));
                let asked = after(answered, -2);
                if asked >= self.registered {
                    self.add(link, asked, link.accountable, Act::Refer(partner, after(asked, 3)));
                    self.add(link, answered, partner, Act::Decline);
                }
            }
            (Pace::Steady | Pace::Waiting | Pace::Declined, _) => {
                self.keep_in_time(link);
                if self.chance.permille(700) {
                    let started = after(self.today, -self.chance.days(10));
                    self.add(link, started, link.accountable, Act::Start);
                }
            }
        }
    }

    /// A link whose turn has not come. Some households do without leisure or tracing; some steps rest.
    fn waits_its_turn(&mut self, link: &Link) {
        let may_be_left_out = matches!(link.kind.as_str(), "leisure" | "tracing" | "health_promotion");
        if may_be_left_out && self.chance.permille(250) {
            self.add(link, after(self.registered, 7), link.accountable, Act::NotNeeded);
            return;
        }
        self.keep_in_time(link);
        if self.chance.permille(30) {
            let until = after(self.today, 5 + self.chance.days(30));
            self.add(link, after(self.registered, 14), link.accountable, Act::Pause(until));
        }
    }

    /// Whoever is accountable looked at the link when its last day came, and set a new one.
    fn keep_in_time(&mut self, link: &Link) {
        if let Some(deadline) = link.deadline.filter(|deadline| *deadline < self.today) {
            let next = after(self.today, 2 + self.chance.days(45));
            self.add(link, deadline, link.accountable, Act::Reschedule(next));
        }
    }
}
