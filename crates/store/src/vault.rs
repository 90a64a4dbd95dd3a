//! Sealing of sensitive columns.
//!
//! Keys form a ladder: the root key (a file outside the database) derives one key per tenant (HKDF-SHA256, RFC 5869);
//! the tenant's key wraps one random key per household; that key seals the household's notes and addresses with
//! XChaCha20-Poly1305. The tenant, table, column and row are the associated data, so a ciphertext that somebody moves to
//! another row does not open. Destroying a household's key destroys its sealed columns in every backup made from then
//! on, without touching them.

use std::{fs, io::Write as _, path::Path, sync::Arc};

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use domain::TenantId;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::{Error, ambient::Dice};

/// A 256-bit key. It never prints itself.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Reads the root key from its file (64 hexadecimal digits), or makes the file if there is none.
    pub fn from_file(path: &Path, dice: &dyn Dice) -> Result<Self, Error> {
        let unreadable = |cause: std::io::Error| {
            Error::Key(format!("could not use the key file {}: {cause}", path.display()))
        };
        if path.exists() {
            let text = fs::read_to_string(path).map_err(unreadable)?;
            let bytes = from_hex(text.trim()).ok_or_else(|| {
                Error::Key(format!(
                    "the key file {} must hold 64 hexadecimal digits; restore it from your backup",
                    path.display()
                ))
            })?;
            return Ok(Self(bytes));
        }
        let key = Self(dice.draw());
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(unreadable)?;
        writeln!(file, "{}", to_hex(&key.0)).map_err(unreadable)?;
        file.sync_all().map_err(unreadable)?;
        Ok(key)
    }

    /// A key from 32 bytes, for tests and for keys drawn at random.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// Bytes as hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Where a sealed value lives: part of what is authenticated.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's id.
    pub row: Uuid,
}

/// The keys of one tenant.
#[derive(Clone)]
pub struct Vault {
    tenant: TenantId,
    wrap: Key,
    index: Key,
    chain: Key,
    dice: Arc<dyn Dice>,
}

impl Vault {
    /// Derives the tenant's keys from the root key.
    pub fn new(root: &Key, tenant: TenantId, dice: Arc<dyn Dice>) -> Self {
        let hkdf = Hkdf::<Sha256>::new(Some(tenant.uuid().as_bytes()), &root.0);
        let derive = |purpose: &str| {
            let mut key = [0; 32];
            // Expansion fails only for outputs above 255 blocks; this is one block.
            hkdf.expand(purpose.as_bytes(), &mut key)
                .unwrap_or_else(|_| unreachable!("32 bytes is one block"));
            Key(key)
        };
        Self {
            tenant,
            wrap: derive("hamn wrap"),
            index: derive("hamn index"),
            chain: derive("hamn chain"),
            dice,
        }
    }

    /// Draws a new household key and wraps it for the store.
    pub fn new_household_key(&self, household: Uuid) -> (Key, Vec<u8>) {
        let key = Key(self.dice.draw());
        let sealed = self.seal_with(&self.wrap, wrapped_key(household), &key.0);
        (key, sealed)
    }

    /// Unwraps a household key.
    pub fn household_key(&self, household: Uuid, sealed: &[u8]) -> Result<Key, Error> {
        let place = wrapped_key(household);
        let bytes = self.open_with(&self.wrap, place, sealed)?;
        let bytes =
            bytes.try_into().map_err(|_| Error::Sealed { table: place.table, column: place.column })?;
        Ok(Key(bytes))
    }

    /// Seals a value under the tenant's own key, for records that belong to no household.
    pub fn seal(&self, place: Place, value: &[u8]) -> Vec<u8> {
        self.seal_with(&self.wrap, place, value)
    }

    /// Opens what [`Vault::seal`] sealed.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        self.open_with(&self.wrap, place, sealed)
    }

    /// Seals a value under a household's key.
    pub fn seal_with(&self, key: &Key, place: Place, value: &[u8]) -> Vec<u8> {
        let nonce: [u8; 24] = self.dice.draw();
        let aad = self.associated_data(place);
        let mut sealed = nonce.to_vec();
        let cipher = XChaCha20Poly1305::new((&key.0).into());
        let body = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: value, aad: &aad })
            .unwrap_or_else(|_| unreachable!("encryption fails only above 256 GiB"));
        sealed.extend(body);
        sealed
    }

    /// Opens what [`Vault::seal_with`] sealed.
    pub fn open_with(&self, key: &Key, place: Place, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let fails = || Error::Sealed { table: place.table, column: place.column };
        let (nonce, body) = sealed.split_first_chunk::<24>().ok_or_else(fails)?;
        let cipher = XChaCha20Poly1305::new((&key.0).into());
        cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: &self.associated_data(place) })
            .map_err(|_| fails())
    }

    /// A keyed blind index: equal values meet, and nothing can be read back without the key.
    pub fn blind_index(&self, kind: &str, value: &str) -> Vec<u8> {
        mac(&self.index, &[kind.as_bytes(), &[0], value.as_bytes()]).to_vec()
    }

    /// The seal of one change on top of the one before.
    pub fn chain_hash(&self, previous: &[u8], entry: &[u8]) -> [u8; 32] {
        mac(&self.chain, &[previous, entry])
    }

    fn associated_data(&self, place: Place) -> Vec<u8> {
        let mut data = self.tenant.uuid().as_bytes().to_vec();
        data.extend(place.table.as_bytes());
        data.push(0);
        data.extend(place.column.as_bytes());
        data.push(0);
        data.extend(place.row.as_bytes());
        data
    }
}

fn wrapped_key(row: Uuid) -> Place {
    Place { table: "household_key", column: "key_sealed", row }
}

fn mac(key: &Key, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key.0)
        .unwrap_or_else(|_| unreachable!("any length is a key"));
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counter(std::sync::atomic::AtomicU8);
    impl Dice for Counter {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    fn vault(tenant: u8) -> Vault {
        Vault::new(&Key([7; 32]), TenantId::from_random([tenant; 16]), Arc::new(Counter(0.into())))
    }

    const ROW: Uuid = Uuid::from_bytes([1; 16]);
    const OTHER: Uuid = Uuid::from_bytes([2; 16]);
    fn note(row: Uuid) -> Place {
        Place { table: "household", column: "note_sealed", row }
    }

    #[test]
    fn a_sealed_value_opens_only_where_it_was_sealed() {
        let vault_one = vault(1);
        let (key, wrapped) = vault_one.new_household_key(ROW);
        let sealed = vault_one.seal_with(&key, note(ROW), b"canary");
        assert!(!sealed.windows(6).any(|part| part == b"canary"));

        let key = vault_one.household_key(ROW, &wrapped).unwrap();
        assert_eq!(vault_one.open_with(&key, note(ROW), &sealed).unwrap(), b"canary");
        assert!(vault_one.open_with(&key, note(OTHER), &sealed).is_err(), "moved to another row");
        let column = Place { column: "area", ..note(ROW) };
        assert!(vault_one.open_with(&key, column, &sealed).is_err(), "moved to another column");
        assert!(vault(2).open_with(&key, note(ROW), &sealed).is_err(), "moved to another tenant");
        assert!(vault_one.household_key(OTHER, &wrapped).is_err(), "a key moved to another household");
        assert!(vault_one.open_with(&key, note(ROW), &sealed[..20]).is_err(), "cut off");
    }

    #[test]
    fn blind_indexes_meet_within_a_tenant_and_kind_only() {
        let one = vault(1);
        assert_eq!(
            one.blind_index("personnummer", "191212121212"),
            one.blind_index("personnummer", "191212121212")
        );
        assert_ne!(one.blind_index("personnummer", "191212121212"), one.blind_index("lma", "191212121212"));
        assert_ne!(
            one.blind_index("personnummer", "191212121212"),
            vault(2).blind_index("personnummer", "191212121212")
        );
    }

    #[test]
    fn the_key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hamn.key");
        let dice = Counter(9.into());
        let first = Key::from_file(&path, &dice).unwrap();
        let second = Key::from_file(&path, &dice).unwrap();
        assert_eq!(first.0, second.0);
        std::fs::write(&path, "short").unwrap();
        assert!(Key::from_file(&path, &dice).unwrap_err().to_string().contains("64 hexadecimal digits"));
    }
}
