//! Who receives: boards and units, region and state, and ten kinds of associations, small and large.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::data::Place;
use crate::dice::Dice;
use crate::model::{ActorKind, ActorRef, ImaginedActor, Support};

/// A seat at the table. The order is that of the actors in an imagined municipality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seat {
    Executive,
    SocialBoard,
    SocialUnit,
    SchoolBoard,
    SchoolUnit,
    WorkBoard,
    WorkUnit,
    GuardianBoard,
    CultureBoard,
    CultureUnit,
    Premises,
    HousingCompany,
    Region,
    MigrationAgency,
    Humanitarian,
    Parish,
    Shelter,
    SportsClub,
    StudyAssociation,
    UkrainianAssociation,
    HostNetwork,
    LegalClinic,
    Retired,
    Music,
}

impl Seat {
    pub(crate) const ALL: [Seat; 24] = [
        Seat::Executive,
        Seat::SocialBoard,
        Seat::SocialUnit,
        Seat::SchoolBoard,
        Seat::SchoolUnit,
        Seat::WorkBoard,
        Seat::WorkUnit,
        Seat::GuardianBoard,
        Seat::CultureBoard,
        Seat::CultureUnit,
        Seat::Premises,
        Seat::HousingCompany,
        Seat::Region,
        Seat::MigrationAgency,
        Seat::Humanitarian,
        Seat::Parish,
        Seat::Shelter,
        Seat::SportsClub,
        Seat::StudyAssociation,
        Seat::UkrainianAssociation,
        Seat::HostNetwork,
        Seat::LegalClinic,
        Seat::Retired,
        Seat::Music,
    ];

    pub(crate) fn actor(self) -> ActorRef {
        ActorRef(self as usize)
    }

    fn kind(self) -> ActorKind {
        match self {
            Seat::Executive
            | Seat::SocialBoard
            | Seat::SchoolBoard
            | Seat::WorkBoard
            | Seat::GuardianBoard
            | Seat::CultureBoard => ActorKind::MunicipalBoard,
            Seat::SocialUnit | Seat::SchoolUnit | Seat::WorkUnit | Seat::CultureUnit | Seat::Premises => {
                ActorKind::MunicipalUnit
            }
            Seat::HousingCompany => ActorKind::MunicipalCompany,
            Seat::Region => ActorKind::Region,
            Seat::MigrationAgency => ActorKind::StateAuthority,
            Seat::HostNetwork | Seat::Retired => ActorKind::InformalGroup,
            Seat::Humanitarian
            | Seat::Parish
            | Seat::Shelter
            | Seat::SportsClub
            | Seat::StudyAssociation
            | Seat::UkrainianAssociation
            | Seat::LegalClinic
            | Seat::Music => ActorKind::Association,
        }
    }

    fn part_of(self) -> Option<ActorRef> {
        let board = match self {
            Seat::SocialUnit => Seat::SocialBoard,
            Seat::SchoolUnit => Seat::SchoolBoard,
            Seat::WorkUnit => Seat::WorkBoard,
            Seat::CultureUnit => Seat::CultureBoard,
            Seat::Premises | Seat::HousingCompany => Seat::Executive,
            _ => return None,
        };
        Some(board.actor())
    }

    fn supports(self) -> &'static [Support] {
        match self {
            Seat::Executive | Seat::Premises | Seat::HousingCompany | Seat::HostNetwork => {
                &[Support::Housing]
            }
            Seat::SocialBoard | Seat::SocialUnit => &[
                Support::Arrival,
                Support::Housing,
                Support::Livelihood,
                Support::Crisis,
                Support::Counselling,
            ],
            Seat::SchoolBoard | Seat::SchoolUnit => &[Support::School],
            Seat::WorkBoard | Seat::WorkUnit => &[Support::Language, Support::Work],
            Seat::GuardianBoard => &[Support::Guardian],
            Seat::CultureBoard | Seat::CultureUnit | Seat::SportsClub | Seat::Music => &[Support::Leisure],
            Seat::Region => &[Support::Health, Support::Crisis],
            Seat::MigrationAgency => &[Support::Permit],
            Seat::Humanitarian => &[Support::Arrival, Support::Crisis, Support::Tracing],
            Seat::Parish => &[Support::Arrival, Support::Crisis, Support::Leisure],
            Seat::Shelter => &[Support::Shelter, Support::Crisis],
            Seat::StudyAssociation => &[Support::Language],
            Seat::UkrainianAssociation => &[Support::Arrival, Support::Leisure, Support::Counselling],
            Seat::LegalClinic => &[Support::Counselling],
            Seat::Retired => &[Support::Language, Support::Leisure],
        }
    }
}

/// Invented places that associations are named after. None is a locality; a test holds them against the list.
const INVENTED_PLACES: [&str; 12] = [
    "Hamnviken",
    "Ejdergrundet",
    "Måsberget",
    "Trutholmen",
    "Sälrevet",
    "Lanternudden",
    "Tångskäret",
    "Drivvedsviken",
    "Vindöret",
    "Bojsundet",
    "Ankarklinten",
    "Seglarberget",
];

pub(crate) fn imagine(place: &Place, today: Date, dice: &mut Dice) -> Vec<ImaginedActor> {
    let start = dice.index(INVENTED_PLACES.len());
    let mut places = INVENTED_PLACES
        .iter()
        .cycle()
        .skip(start)
        .take(INVENTED_PLACES.len())
        .filter(|invented| place.localities.iter().all(|locality| !locality.name.contains(*invented)));
    let home = places.next().copied().unwrap_or("Hamnen");
    let other = places.next().copied().unwrap_or(home);
    Seat::ALL
        .into_iter()
        .map(|seat| {
            let public = !matches!(seat.kind(), ActorKind::Association | ActorKind::InformalGroup);
            // Everybody was there before the first household.
            let months = if public { 60 } else { dice.between(13, 60) };
            ImaginedActor {
                name: name(seat, home, other),
                kind: seat.kind(),
                part_of: seat.part_of(),
                principal: seat == Seat::Executive,
                supports: seat.supports(),
                email: format!("{}@hamn.example", mailbox(seat)),
                // 031-390 06 00 to 99 are kept free for fiction by PTS. A group of friends has no switchboard.
                phone: (seat.kind() != ActorKind::InformalGroup)
                    .then(|| format!("031-390 06 {:02}", seat as usize)),
                from: today.saturating_sub(months.months()),
            }
        })
        .collect()
}

fn name(seat: Seat, home: &str, other: &str) -> String {
    let fixed = match seat {
        Seat::Executive => "Kommunstyrelsen",
        Seat::SocialBoard => "Socialnämnden",
        Seat::SocialUnit => "Socialförvaltningen",
        Seat::SchoolBoard => "Barn- och utbildningsnämnden",
        Seat::SchoolUnit => "Barn- och utbildningsförvaltningen",
        Seat::WorkBoard => "Arbetsmarknads- och vuxenutbildningsnämnden",
        Seat::WorkUnit => "Arbetsmarknads- och vuxenutbildningsförvaltningen",
        Seat::GuardianBoard => "Överförmyndarnämnden",
        Seat::CultureBoard => "Kultur- och fritidsnämnden",
        Seat::CultureUnit => "Kultur- och fritidsförvaltningen",
        Seat::Premises => "Lokalförsörjningen",
        Seat::Region => "Regionen, hälso- och sjukvård",
        Seat::MigrationAgency => "Migrationsverket",
        Seat::HousingCompany => return format!("{home}s bostads AB"),
        Seat::Humanitarian => return format!("{home}s humanitära krets"),
        Seat::Parish => return format!("{home}s församling"),
        Seat::Shelter => return "Kvinnojouren Fyrskeppet".to_owned(),
        Seat::SportsClub => return format!("{home}s idrottsförening"),
        Seat::StudyAssociation => return format!("Studiekretsarna i {other}"),
        Seat::UkrainianAssociation => return format!("Ukrainska föreningen i {home}"),
        Seat::HostNetwork => return format!("Värdnätverket {other}"),
        Seat::LegalClinic => return format!("Juristjouren i {home}"),
        Seat::Retired => return format!("Pensionärerna på {other}s brygga"),
        Seat::Music => return format!("{other}s sång- och musiksällskap"),
    };
    fixed.to_owned()
}

fn mailbox(seat: Seat) -> &'static str {
    match seat {
        Seat::Executive => "kommunstyrelsen",
        Seat::SocialBoard => "socialnamnden",
        Seat::SocialUnit => "socialforvaltningen",
        Seat::SchoolBoard => "utbildningsnamnden",
        Seat::SchoolUnit => "utbildningsforvaltningen",
        Seat::WorkBoard => "arbetsmarknadsnamnden",
        Seat::WorkUnit => "arbetsmarknadsforvaltningen",
        Seat::GuardianBoard => "overformyndarnamnden",
        Seat::CultureBoard => "kulturnamnden",
        Seat::CultureUnit => "kulturforvaltningen",
        Seat::Premises => "lokalforsorjningen",
        Seat::HousingCompany => "bostadsbolaget",
        Seat::Region => "regionen",
        Seat::MigrationAgency => "migrationsverket",
        Seat::Humanitarian => "kretsen",
        Seat::Parish => "forsamlingen",
        Seat::Shelter => "kvinnojouren",
        Seat::SportsClub => "idrottsforeningen",
        Seat::StudyAssociation => "studiekretsarna",
        Seat::UkrainianAssociation => "ukrainska.foreningen",
        Seat::HostNetwork => "vardnatverket",
        Seat::LegalClinic => "juristjouren",
        Seat::Retired => "pensionarerna",
        Seat::Music => "musiksallskapet",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    #[test]
    fn a_seat_is_where_its_number_says() {
        for (place, seat) in Seat::ALL.into_iter().enumerate() {
            assert_eq!(seat.actor(), ActorRef(place));
        }
    }

    #[test]
    fn invented_places_are_no_localities() {
        let data = Data::embedded().unwrap();
        for locality in data.places.iter().flat_map(|place| &place.localities) {
            for invented in INVENTED_PLACES {
                assert!(!locality.name.contains(invented), "{} is a real place", locality.name);
            }
        }
    }
}
