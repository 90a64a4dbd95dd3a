//! Protected personal data, and what must therefore never be stored (rule 7).

use serde::{Deserialize, Serialize};

use crate::code::codes;

codes! {
    /// How a person's data is protected by Skatteverket, weakest first.
    Protection, "kind of protection" {
        /// Not protected.
        None = "none",
        /// Sekretessmarkering: a warning that harm is possible, OSL 22 kap. 1 §.
        Confidential = "confidential",
        /// Skyddad folkbokföring: folkbokföringslagen (1991:481) 16 §.
        ProtectedRegistration = "protected_registration",
        /// Fingerade personuppgifter: lag (1991:483).
        FictitiousIdentity = "fictitious_identity",
    }
}

impl Protection {
    /// Whether the person's real address may be stored anywhere at all.
    pub fn stores_address(self) -> bool {
        self < Self::ProtectedRegistration
    }

    /// Whether the person is protected in any way.
    pub fn is_protected(self) -> bool {
        self != Self::None
    }

    /// The strongest of several. A household, and the home it lives in, are protected as strongly as their most
    /// protected member: an unprotected child's address is the protected mother's.
    pub fn strongest(of: impl IntoIterator<Item = Protection>) -> Protection {
        of.into_iter().max().unwrap_or(Protection::None)
    }
}

/// An address that may be stored. There is no other type for an address, and no other way to make one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoredAddress(String);

/// The address may not be stored.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum AddressRefused {
    /// Somebody who lives there is protected.
    #[error(
        "somebody here has {0}: the address is not stored; use Skatteverket's mail forwarding, and tell the way by mouth"
    )]
    Protected(Protection),
    /// Nothing was given.
    #[error("the address is empty: write it, or leave the step out")]
    Blank,
}

impl StoredAddress {
    /// Takes an address for people of whom the most protected has `strongest`.
    pub fn new(text: &str, strongest: Protection) -> Result<Self, AddressRefused> {
        if !strongest.stores_address() {
            return Err(AddressRefused::Protected(strongest));
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressRefused::Blank);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for StoredAddress {
    /// Says that there is an address, not which: what is printed for debugging ends up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredAddress(…)")
    }
}
