//! Who signs in: somebody in every role, and some people with several hats.

use std::collections::HashMap;

use domain::Role;

use crate::actors::Seat;
use crate::data::Data;
use crate::dice::Dice;
use crate::model::{ActorRef, ImaginedActor, ImaginedMembership, ImaginedUser, Sex};
use crate::naming;

/// Seats, the role held there, and by how many users.
const STAFF: [(Seat, Role, usize); 33] = [
    (Seat::Executive, Role::Coordinator, 2),
    (Seat::Executive, Role::Administrator, 1),
    (Seat::Executive, Role::Reader, 2),
    (Seat::SocialUnit, Role::Coordinator, 1),
    (Seat::SocialUnit, Role::CaseWorker, 4),
    (Seat::SocialUnit, Role::Desk, 3),
    (Seat::SchoolUnit, Role::CaseWorker, 2),
    (Seat::WorkUnit, Role::CaseWorker, 2),
    (Seat::GuardianBoard, Role::CaseWorker, 1),
    (Seat::CultureUnit, Role::CaseWorker, 1),
    (Seat::Premises, Role::CaseWorker, 1),
    (Seat::HousingCompany, Role::CaseWorker, 1),
    (Seat::Region, Role::CaseWorker, 2),
    (Seat::MigrationAgency, Role::CaseWorker, 1),
    (Seat::SocialBoard, Role::Reader, 1),
    (Seat::Humanitarian, Role::PartnerCoordinator, 1),
    (Seat::Humanitarian, Role::Volunteer, 5),
    (Seat::Parish, Role::PartnerCoordinator, 1),
    (Seat::Parish, Role::Volunteer, 4),
    (Seat::Shelter, Role::PartnerCoordinator, 1),
    (Seat::SportsClub, Role::PartnerCoordinator, 1),
    (Seat::SportsClub, Role::Volunteer, 3),
    (Seat::StudyAssociation, Role::PartnerCoordinator, 1),
    (Seat::StudyAssociation, Role::Volunteer, 3),
    (Seat::UkrainianAssociation, Role::PartnerCoordinator, 1),
    (Seat::UkrainianAssociation, Role::Volunteer, 3),
    (Seat::HostNetwork, Role::PartnerCoordinator, 1),
    (Seat::HostNetwork, Role::Host, HOSTS),
    (Seat::LegalClinic, Role::PartnerCoordinator, 1),
    (Seat::LegalClinic, Role::Volunteer, 2),
    (Seat::Retired, Role::PartnerCoordinator, 1),
    (Seat::Retired, Role::Volunteer, 4),
    (Seat::Music, Role::PartnerCoordinator, 1),
];

/// How many hosts sign in. The other hosts are reached through the network's coordinator.
const HOSTS: usize = 6;

/// Second hats: whoever is first in the seat and role on the left also holds the one on the right.
const SECOND_HATS: [(Seat, Role, Seat, Role); 5] = [
    (Seat::Executive, Role::Coordinator, Seat::SocialUnit, Role::CaseWorker),
    (Seat::Humanitarian, Role::Volunteer, Seat::Retired, Role::Volunteer),
    (Seat::HostNetwork, Role::PartnerCoordinator, Seat::Parish, Role::Volunteer),
    (Seat::HostNetwork, Role::Host, Seat::Music, Role::Volunteer),
    (Seat::UkrainianAssociation, Role::PartnerCoordinator, Seat::Humanitarian, Role::Volunteer),
];

pub(crate) fn imagine(data: &Data, actors: &[ImaginedActor], dice: &mut Dice) -> Vec<ImaginedUser> {
    debug_assert_eq!(actors.len(), Seat::ALL.len(), "users sit in the seats that the actors fill");
    let mut taken: HashMap<String, u32> = HashMap::new();
    let mut users: Vec<ImaginedUser> = Vec::new();
    for (seat, role, count) in STAFF {
        for _ in 0..count {
            let (name, language) = if seat == Seat::UkrainianAssociation {
                (naming::ukrainian(data, dice), "uk")
            } else {
                let woman = seat == Seat::Shelter || dice.chance(620);
                let sex = if woman { Sex::Female } else { Sex::Male };
                (naming::swedish(data, sex, dice), "sv")
            };
            let email = address(&name, &mut taken);
            let memberships = vec![ImaginedMembership { actor: seat.actor(), role }];
            users.push(ImaginedUser { name, email, language, memberships });
        }
    }
    for (seat, role, other, hat) in SECOND_HATS {
        let first = users.iter_mut().find(|user| holds(user, seat.actor(), role));
        if let Some(user) = first {
            user.memberships.push(ImaginedMembership { actor: other.actor(), role: hat });
        }
    }
    users
}

/// Whether the user has the role there.
pub(crate) fn holds(user: &ImaginedUser, actor: ActorRef, role: Role) -> bool {
    user.memberships.contains(&ImaginedMembership { actor, role })
}

/// An address under `hamn.example`, a domain that can never receive mail (RFC 2606). Namesakes get a number.
fn address(name: &str, taken: &mut HashMap<String, u32>) -> String {
    let local: String = name
        .to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            'å' | 'ä' | 'á' | 'à' => Some('a'),
            'ö' | 'ø' => Some('o'),
            'é' | 'è' | 'ë' => Some('e'),
            'ü' => Some('u'),
            ' ' => Some('.'),
            letter if letter.is_ascii_alphanumeric() || letter == '-' => Some(letter),
            _ => None,
        })
        .collect();
    let count = taken.entry(local.clone()).or_insert(0);
    *count += 1;
    if *count == 1 { format!("{local}@hamn.example") } else { format!("{local}{count}@hamn.example") }
}
