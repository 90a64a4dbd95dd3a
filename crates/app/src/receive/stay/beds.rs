//! Which beds a household gets when nobody chooses them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{BedId, Block, Home, PersonId, RoomId, Stay};

use super::{Place, Sleeping};

/// The beds of a request, those chosen and those found; nothing if there are not enough free ones.
///
/// A household stays together and by itself if it can: in the smallest room without others that holds all of it, else
/// in the largest ones, and rooms with other households come last.
pub(super) fn assign(
    home: &Home,
    existing: &[Stay],
    blocks: &[Block],
    input: &Place,
) -> Option<Vec<(BedId, Option<PersonId>)>> {
    let mut chosen: Vec<(BedId, Option<PersonId>)> = Vec::new();
    let mut waiting: Vec<PersonId> = Vec::new();
    for (person, sleeping) in &input.people {
        match sleeping {
            Sleeping::In(bed) => chosen.push((*bed, Some(*person))),
            Sleeping::AnyBed => waiting.push(*person),
            Sleeping::WithoutBed | Sleeping::Elsewhere => {}
        }
    }
    if waiting.is_empty() {
        return Some(chosen);
    }
    let taken: BTreeSet<BedId> = existing
        .iter()
        .filter(|stay| stay.nights.overlaps(&input.nights))
        .flat_map(|stay| stay.beds.iter().map(|(bed, _)| *bed))
        .chain(
            blocks
                .iter()
                .filter(|block| block.interval.overlaps(&input.nights))
                .flat_map(|block| block.beds.clone()),
        )
        .chain(chosen.iter().map(|(bed, _)| *bed))
        .collect();
    let others: BTreeMap<RoomId, bool> = home
        .rooms
        .iter()
        .map(|room| {
            let shared = existing.iter().any(|stay| {
                stay.nights.overlaps(&input.nights) && room.beds.iter().any(|bed| stay.has_bed(bed.id))
            });
            (room.id, shared)
        })
        .collect();
    let wanted = waiting.len();
    let mut rooms: Vec<(bool, usize, Vec<BedId>)> = home
        .rooms
        .iter()
        .map(|room| {
            let free: Vec<BedId> =
                room.beds.iter().map(|bed| bed.id).filter(|bed| !taken.contains(bed)).collect();
            // A room that holds everybody is better the fewer beds it leaves over; of smaller ones the largest.
            let misfit = if free.len() >= wanted { free.len() - wanted } else { usize::MAX - free.len() };
            (others.get(&room.id).copied().unwrap_or(false), misfit, free)
        })
        .collect();
    rooms.sort_by_key(|(shared, misfit, _)| (*shared, *misfit));
    let free: Vec<BedId> = rooms.into_iter().flat_map(|(.., free)| free).collect();
    if free.len() < wanted {
        return None;
    }
    chosen.extend(free.into_iter().zip(waiting.into_iter().map(Some)));
    Some(chosen)
}

#[cfg(test)]
mod tests {
    use domain::{Bed, Conditions, HomeId, HomeKind, HouseholdId, Interval, Room, StayId};
    use jiff::civil::date;

    use super::*;

    fn id<T: From<uuid::Uuid>>(number: u128) -> T {
        uuid::Uuid::from_u128(number).into()
    }

    fn nights() -> Interval {
        Interval::between(date(2026, 3, 1), date(2026, 3, 8)).unwrap()
    }

    /// Rooms of 4, 2 and 1 beds: beds 1 to 4, 5 and 6, 7.
    fn home() -> Home {
        let room = |number: u128, beds: std::ops::RangeInclusive<u128>| Room {
            id: id(number),
            name: String::new(),
            beds: beds.map(|bed| Bed { id: id(bed), label: String::new() }).collect(),
        };
        Home {
            id: id(1),
            name: String::new(),
            kind: HomeKind::Collective,
            conditions: Conditions::new(),
            rooms: vec![room(1, 1..=4), room(2, 5..=6), room(3, 7..=7)],
            interval: nights(),
            address: None,
        }
    }

    fn there(bed: u128) -> Stay {
        Stay {
            id: StayId::from(uuid::Uuid::from_u128(bed)),
            household: HouseholdId::from(uuid::Uuid::from_u128(99)),
            home: HomeId::from(uuid::Uuid::from_u128(1)),
            beds: vec![(id(bed), None)],
            without_bed: BTreeSet::new(),
            nights: nights(),
        }
    }

    fn beds_for(people: u128, existing: &[Stay]) -> Option<Vec<u128>> {
        let people = (1..=people).map(|person| (id(person), Sleeping::AnyBed)).collect();
        let input = Place { home: id(1), nights: nights(), people, moving: None };
        let beds = assign(&home(), existing, &[], &input)?;
        Some(beds.into_iter().map(|(bed, _)| bed.uuid().as_u128()).collect())
    }

    #[test]
    fn a_household_stays_together_in_the_room_that_fits() {
        assert_eq!(beds_for(1, &[]), Some(vec![7]));
        assert_eq!(beds_for(2, &[]), Some(vec![5, 6]));
        assert_eq!(beds_for(3, &[]), Some(vec![1, 2, 3]));
        assert_eq!(beds_for(5, &[]), Some(vec![1, 2, 3, 4, 5]));
        assert_eq!(beds_for(7, &[]).map(|beds| beds.len()), Some(7));
        assert_eq!(beds_for(8, &[]), None);
    }

    #[test]
    fn rooms_with_others_come_last() {
        assert_eq!(beds_for(1, &[there(7), there(5)]), Some(vec![1]));
        assert_eq!(beds_for(3, &[there(1)]), Some(vec![5, 6, 7]));
        assert_eq!(beds_for(4, &[there(1)]), Some(vec![5, 6, 7, 2]));
    }
}
