//! How full something is, as a picture: the bar that lists of homes draw, with its words beside it.

use domain::Occupancy;
use languages::{Direction, Speaker};

/// The width that stands for all beds; people beyond the beds stand outside it.
const FULL: u32 = 2000;
const BEYOND: u32 = 190;

/// One part of a bar, in tenths of the picture's units.
pub(crate) struct Part {
    pub(crate) class: &'static str,
    /// The pattern that fills it, for those who do not tell colours apart.
    pub(crate) pattern: bool,
    x: u32,
    width: u32,
}

impl Part {
    pub(crate) fn x(&self) -> String {
        tenths(self.x)
    }

    pub(crate) fn width(&self) -> String {
        tenths(self.width)
    }
}

fn tenths(number: u32) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// A bar with its words.
pub(crate) struct Bar {
    pub(crate) occupancy: Occupancy,
    pub(crate) parts: Vec<Part>,
    /// Where the beds end.
    pub(crate) limit: &'static str,
    pub(crate) label: String,
}

impl Bar {
    pub(crate) fn new(l: &Speaker, occupancy: Occupancy) -> Self {
        let share = |beds: u32| {
            let beds = u64::from(beds) * u64::from(FULL) / u64::from(occupancy.total.max(1));
            u32::try_from(beds).unwrap_or(FULL).min(FULL)
        };
        let mut parts = Vec::new();
        let mut at = 0;
        for (class, pattern, beds) in [
            ("occ-occupied", false, occupancy.occupied),
            ("occ-blocked", true, occupancy.blocked),
            ("occ-allocable", false, occupancy.allocable),
        ] {
            let width = share(beds);
            if width > 0 {
                parts.push(Part { class, pattern, x: at, width });
            }
            at += width;
        }
        if occupancy.over_full > 0 {
            let width = share(occupancy.over_full).clamp(20, BEYOND);
            parts.push(Part { class: "occ-over", pattern: true, x: FULL + 5, width });
        }
        let mirrored = l.direction() == Direction::Rtl;
        if mirrored {
            for part in &mut parts {
                part.x = FULL + 200 - part.x - part.width;
            }
        }
        let label = l.ta(
            "homes-occupancy",
            &[
                ("total", occupancy.total.into()),
                ("occupied", occupancy.occupied.into()),
                ("blocked", occupancy.blocked.into()),
                ("free", occupancy.allocable.into()),
                ("over", occupancy.over_full.into()),
            ],
        );
        Self { occupancy, parts, limit: if mirrored { "20" } else { "200" }, label }
    }

    /// The left edge of the frame.
    pub(crate) fn frame(&self) -> &'static str {
        if self.limit == "20" { "20.5" } else { "0.5" }
    }
}

#[cfg(test)]
mod tests {
    use languages::{Lang, Languages};

    use super::*;

    fn spans(lang: Lang, occupancy: Occupancy) -> Vec<(&'static str, String, String)> {
        let speaker = Languages::load().unwrap().speak(lang);
        Bar::new(&speaker, occupancy).parts.iter().map(|part| (part.class, part.x(), part.width())).collect()
    }

    fn span(class: &'static str, x: &str, width: &str) -> (&'static str, String, String) {
        (class, x.to_owned(), width.to_owned())
    }

    #[test]
    fn the_parts_fill_the_beds_and_people_beyond_stand_outside() {
        let full = Occupancy { total: 8, occupied: 5, blocked: 1, allocable: 2, over_full: 1 };
        assert_eq!(
            spans(Lang::Sv, full),
            [
                span("occ-occupied", "0.0", "125.0"),
                span("occ-blocked", "125.0", "25.0"),
                span("occ-allocable", "150.0", "50.0"),
                span("occ-over", "200.5", "19.0"),
            ]
        );
        assert_eq!(
            spans(Lang::Ar, full)[0],
            span("occ-occupied", "95.0", "125.0"),
            "a page from right to left begins at the right"
        );
        assert!(spans(Lang::Sv, Occupancy::default()).is_empty());
    }
}
