//! From bytes to text, in pieces.

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::TableError;

/// How a file writes its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, low byte first: “Unicode text” of Windows.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, which holds Latin-1.
    Windows1252,
}

impl Encoding {
    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        }
    }

    /// Finds out how a whole file is written. Looks at all of it: a list may hold its first å on its last line.
    pub(crate) fn detect(bytes: &[u8]) -> Result<Self, TableError> {
        if bytes.is_empty() {
            return Err(TableError::Empty);
        }
        // A zip archive (xlsx, ods) and the older compound file of Excel.
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(TableError::Workbook);
        }
        if bytes.starts_with(b"\xFF\xFE") {
            return Ok(Self::Utf16Le);
        }
        if bytes.starts_with(b"\xFE\xFF") {
            return Ok(Self::Utf16Be);
        }
        let beginning = &bytes[..bytes.len().min(4096)];
        let nulls = |odd: usize| beginning.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd) = (nulls(0), nulls(1));
        if even + odd > 0 {
            // Headings are mostly ASCII, whose other byte is nought.
            let many = beginning.len() / 4;
            return match (even, odd) {
                (0, odd) if odd > many => Ok(Self::Utf16Le),
                (even, 0) if even > many => Ok(Self::Utf16Be),
                _ => Err(TableError::NotText),
            };
        }
        if bytes.starts_with(b"%PDF") || bytes.contains(&0) {
            return Err(TableError::NotText);
        }
        if std::str::from_utf8(bytes).is_ok() {
            return Ok(Self::Utf8);
        }
        // Windows-1252 has hardly a pair of letters that reads as UTF-8, so a file with more whole letters of UTF-8 than
        // broken ones is damaged UTF-8. Reading it as the other would turn every å into “Ã¥”.
        let (mut whole, mut broken, mut line, mut first) = (0_u64, 0_u64, 1_u64, 1_u64);
        for chunk in bytes.utf8_chunks() {
            for letter in chunk.valid().chars() {
                whole += u64::from(!letter.is_ascii());
                line += u64::from(letter == '\n');
            }
            if !chunk.invalid().is_empty() {
                if broken == 0 {
                    first = line;
                }
                broken += 1;
            }
        }
        if whole > broken || bytes.starts_with(b"\xEF\xBB\xBF") {
            return Err(TableError::Damaged { line: first });
        }
        Ok(Self::Windows1252)
    }

    fn decoder(self) -> Decoder {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        }
        .new_decoder_with_bom_removal()
    }
}

/// How much text is decoded at a time.
const PIECE: usize = 64 * 1024;

/// The text of a file, piece by piece.
pub(crate) struct Text<'a> {
    rest: &'a [u8],
    decoder: Decoder,
    piece: String,
    ended: bool,
}

impl<'a> Text<'a> {
    pub(crate) fn new(bytes: &'a [u8], encoding: Encoding) -> Self {
        Self { rest: bytes, decoder: encoding.decoder(), piece: String::with_capacity(PIECE), ended: false }
    }

    /// The next piece; empty only at the end.
    pub(crate) fn next_piece(&mut self) -> &str {
        self.piece.clear();
        while !self.ended && self.piece.is_empty() {
            let (result, read, _) = self.decoder.decode_to_string(self.rest, &mut self.piece, true);
            self.rest = &self.rest[read..];
            self.ended = result == CoderResult::InputEmpty;
        }
        &self.piece
    }
}
