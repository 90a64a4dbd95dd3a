//! The first run: a tenant without users is claimed with a code that only the operator has seen.
//!
//! There is no default password. The code is drawn at random, its hash is kept as the setting `claim_code`, and it is
//! shown once, on the terminal of whoever started the program.

use std::fmt::Write as _;

use domain::TenantId;
use sha2::{Digest, Sha256};
use store::Who;

use crate::{App, Error};

/// The name of the setting that holds the hash.
pub const CLAIM_CODE: &str = "claim_code";

/// Crockford's base 32: no letter that is taken for a digit, and none that makes words.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Twenty letters of five bits: 100 bits.
const LENGTH: usize = 20;
const GROUP: usize = 5;

/// Makes a new claim code for a tenant that has no user, and puts it in the place of an older one. Gives the code to
/// show, or nothing if the tenant has been claimed.
pub async fn offer_claim_code(app: &App, tenant: TenantId) -> Result<Option<String>, Error> {
    let mut writer = app.store.write(&Who::program(tenant), app.clock.now()).await?;
    if !writer.users().await?.is_empty() {
        return Ok(None);
    }
    let drawn: [u8; LENGTH] = app.dice.draw();
    let letters = drawn.map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
    let groups: Vec<String> = letters.chunks(GROUP).map(|group| group.iter().collect()).collect();
    let code = groups.join("-");
    writer.set_setting(CLAIM_CODE, &claim_code_hash(&code)).await?;
    writer.commit().await?;
    Ok(Some(code))
}

/// What is kept of a code, however it was typed: hyphens, spaces and case do not matter, and letters that look like
/// digits count as them.
pub fn claim_code_hash(typed: &str) -> String {
    let plain: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        })
        .collect();
    Sha256::digest(plain.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_however_it_is_typed() {
        let right = claim_code_hash("0A1BC-DEFGH");
        assert_eq!(right, claim_code_hash(" oalbc defgh"));
        assert_ne!(right, claim_code_hash("0A1BC-DEFGJ"));
    }
}
