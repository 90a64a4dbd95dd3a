//! Referrals and consents: handing a link over with a ground, and answering.
