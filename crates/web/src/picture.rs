//! Pictures drawn on the server. Each has its table or list on the same page: a picture never says more than the text.

use askama::Template;
use domain::{Link, LinkStateCode};
use jiff::civil::Date;
use languages::Direction;

/// How a station of the chain looks: a shape that survives a grey printer, and a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// Past its date. The order is the one in which a station of several links shows them: what needs an eye first.
    Overdue,
    Gap,
    Waiting,
    OnTrack,
    Planned,
    Paused,
    Done,
    NotNeeded,
}

impl Mark {
    /// Every mark, in the order of the key.
    pub(crate) const ALL: [Self; 8] = [
        Self::Done,
        Self::OnTrack,
        Self::Waiting,
        Self::Overdue,
        Self::Gap,
        Self::Planned,
        Self::Paused,
        Self::NotNeeded,
    ];

    /// How a link looks on a day.
    pub(crate) fn of(link: &Link, today: Date) -> Self {
        match link.state.code() {
            _ if link.is_overdue(today) => Self::Overdue,
            LinkStateCode::Planned => Self::Planned,
            LinkStateCode::Referred => Self::Waiting,
            LinkStateCode::Accepted | LinkStateCode::Ongoing => Self::OnTrack,
            LinkStateCode::Done => Self::Done,
            LinkStateCode::NotNeeded => Self::NotNeeded,
            LinkStateCode::Paused => Self::Paused,
        }
    }

    /// The name in classes and symbols.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Gap => "gap",
            Self::Waiting => "waiting",
            Self::OnTrack => "on-track",
            Self::Planned => "planned",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::NotNeeded => "not-needed",
        }
    }

    /// Nothing more has to happen here.
    pub(crate) fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::NotNeeded)
    }
}

/// A phase of the chain as drawn.
pub(crate) struct PhaseSketch<'a> {
    pub(crate) name: &'a str,
    pub(crate) is_now: bool,
    /// Mark, name and state of each station.
    pub(crate) stations: Vec<(Mark, &'a str, &'a str)>,
}

struct Band {
    x: String,
    width: String,
    text_x: String,
    name: String,
    is_now: bool,
}

struct Spot {
    mark: &'static str,
    x: String,
    use_x: String,
    stem: (u16, u16),
    name_y: u16,
    state_y: u16,
    name: String,
    state: String,
    whole: String,
}

/// The chain at a glance.
#[derive(Template)]
#[template(path = "receive/chain_picture.html")]
struct ChainPicture<'a> {
    label: &'a str,
    bands: Vec<Band>,
    spots: Vec<Spot>,
    line: (String, String),
    done: Option<(String, String)>,
    harbour: String,
}

const WIDTH: f64 = 1120.0;
const PAD: f64 = 16.0;
/// Room at the end for the harbour.
const END: f64 = 64.0;
/// How wide a letter of a label is, about.
const LETTER: f64 = 7.0;

/// Draws the chain as SVG; `label` is what a screen reader says in its place. In right-to-left languages it is mirrored,
/// so that the chain runs the way one reads.
pub(crate) fn chain(phases: &[PhaseSketch<'_>], label: &str, direction: Direction) -> String {
    let mirror = |x: f64| if direction == Direction::Rtl { WIDTH - x } else { x };
    // The left edge of something wide, which is its other edge in the mirror.
    let edge = |x: f64, width: f64| if direction == Direction::Rtl { WIDTH - x - width } else { x };
    let number = |x: f64| format!("{x:.1}");

    let drawn: Vec<&PhaseSketch<'_>> = phases.iter().filter(|phase| !phase.stations.is_empty()).collect();
    // A phase with one station still needs room for its name.
    let slots: Vec<f64> = drawn.iter().map(|phase| count(phase.stations.len().max(2))).collect();
    let step = (WIDTH - 2.0 * PAD - END) / slots.iter().sum::<f64>().max(1.0);
    let (mut bands, mut spots, mut marks) = (Vec::new(), Vec::new(), Vec::new());
    let mut from = PAD;
    for (index, (phase, slots)) in drawn.iter().zip(&slots).enumerate() {
        let width = step * slots;
        let is_last = index + 1 == drawn.len();
        let band = width - 6.0 + if is_last { END } else { 0.0 };
        bands.push(Band {
            x: number(edge(from + 3.0, band)),
            width: number(band),
            text_x: number(mirror(from + 12.0)),
            name: phase.name.to_owned(),
            is_now: phase.is_now,
        });
        let gap = width / count(phase.stations.len());
        for (place, (mark, name, state)) in phase.stations.iter().enumerate() {
            let x = from + gap * (count(place) + 0.5);
            let above = spots.len() % 2 == 0;
            marks.push((*mark, x));
            spots.push(Spot {
                mark: mark.as_str(),
                x: number(mirror(x)),
                use_x: number(edge(x - 16.0, 32.0)),
                stem: if above { (100, 94) } else { (136, 148) },
                name_y: if above { 72 } else { 164 },
                state_y: if above { 88 } else { 180 },
                // Every other label stands on the other side of the line, so each has room for two steps.
                name: shorten(name, 2.0 * step),
                state: shorten(state, 2.0 * step),
                whole: format!("{name}: {state}"),
            });
        }
        from += width;
    }
    let first = marks.first().map_or(PAD, |(_, x)| *x);
    let past: Vec<f64> = marks.iter().take_while(|(mark, _)| mark.is_closed()).map(|(_, x)| *x).collect();
    let picture = ChainPicture {
        label,
        bands,
        spots,
        line: (number(mirror(first)), number(mirror(WIDTH - PAD - 28.0))),
        done: past
            .get(1..)
            .and_then(<[f64]>::last)
            .map(|last| (number(mirror(first)), number(mirror(*last)))),
        harbour: number(edge(WIDTH - PAD - 44.0, 44.0)),
    };
    // Only an out-of-memory formatter fails; the list below the picture says the same.
    picture.render().unwrap_or_default()
}

fn count(number: usize) -> f64 {
    f64::from(u16::try_from(number).unwrap_or(u16::MAX))
}

fn shorten(text: &str, room: f64) -> String {
    let mut width = 0.0;
    let mut short = String::new();
    for letter in text.chars() {
        width += LETTER;
        if width > room - LETTER {
            short.push('…');
            return short;
        }
        short.push(letter);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phases() -> Vec<PhaseSketch<'static>> {
        vec![
            PhaseSketch {
                name: "First hours",
                is_now: false,
                stations: vec![
                    (Mark::Done, "Registration", "Done"),
                    (Mark::NotNeeded, "Home <b>", "Not needed"),
                ],
            },
            PhaseSketch {
                name: "First weeks",
                is_now: true,
                stations: vec![(Mark::Overdue, "School", "Overdue")],
            },
            PhaseSketch { name: "First months", is_now: false, stations: Vec::new() },
        ]
    }

    fn numbers<'a>(svg: &'a str, before: &'a str) -> impl Iterator<Item = f64> + 'a {
        svg.match_indices(before).map(move |(at, _)| {
            let rest = &svg[at + before.len()..];
            rest[..rest.find('"').unwrap()].parse().unwrap()
        })
    }

    #[test]
    fn each_station_is_drawn_once_and_nothing_outside_the_picture() {
        let svg = chain(&phases(), "the chain", Direction::Ltr);
        assert_eq!(svg.matches("<g class=\"station--").count(), 3);
        assert_eq!(svg.matches("<rect class=\"chain-band").count(), 2, "an empty phase has no band");
        assert!(svg.contains("chain-band--now"));
        assert!(svg.contains("Home &#60;b&#62;"), "labels are escaped: {svg}");
        assert!(!svg.contains("style="), "geometry is in attributes: {svg}");
        for x in numbers(&svg, " x=\"") {
            assert!((0.0..=WIDTH).contains(&x), "{x} lies outside");
        }
        assert!(
            svg.contains("chain-line--done"),
            "two closed stations in the beginning are a way behind one"
        );
    }

    #[test]
    fn right_to_left_is_the_mirror() {
        let (ltr, rtl) = (chain(&phases(), "", Direction::Ltr), chain(&phases(), "", Direction::Rtl));
        let stations = |svg: &str| numbers(svg, "x1=\"").collect::<Vec<f64>>();
        let mirrored: Vec<f64> = stations(&ltr).into_iter().map(|x| WIDTH - x).collect();
        for (one, other) in stations(&rtl).iter().zip(&mirrored) {
            assert!((one - other).abs() < 0.2, "{one} is not {other}");
        }
    }

    #[test]
    fn a_label_is_cut_where_its_room_ends() {
        assert_eq!(shorten("Registration", 200.0), "Registration");
        assert_eq!(shorten("Registration", 50.0), "Regist…");
    }
}
