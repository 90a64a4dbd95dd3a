//! Users, memberships, the first run, looking through another role, and the log.

pub mod audit;
pub mod claim;
pub mod user;
pub mod view_as;

/// Whether a text can be written a letter to. Only the letter that arrives proves an address.
pub fn is_address(text: &str) -> bool {
    let plain = text.len() <= 254 && !text.chars().any(|sign| sign.is_whitespace() || sign.is_control());
    plain
        && text
            .split_once('@')
            .is_some_and(|(who, place)| !who.is_empty() && place.contains('.') && !place.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_are_told_from_slips_of_the_pen() {
        assert!(is_address("sara.lind@hamnvik.example"));
        for slip in [
            "",
            "sara",
            "@hamnvik.example",
            "sara@hamnvik",
            "sara@a@b.example",
            "sa ra@b.example",
            "a@b.example\nBcc: c@d.example",
        ] {
            assert!(!is_address(slip), "{slip}");
        }
    }
}
