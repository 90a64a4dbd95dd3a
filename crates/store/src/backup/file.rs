//! The file of a backup: lines in gzip, and a trailer that tells whether they are as they were written.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read, Write},
};

use domain::TenantId;
use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{BackupError, BackupSummary};
use crate::vault::to_hex;

const FORMAT: u32 = 1;

/// No trailer is longer: it has a number for each table.
const LONGEST_TRAILER: u64 = 1 << 20;

/// A row, every value as text.
pub(super) type Values = Vec<Option<String>>;

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    hamn: String,
    format: u32,
    pub(super) migration: i64,
    pub(super) made_at: Timestamp,
    pub(super) database: String,
}

impl Header {
    pub(super) fn new(migration: i64, made_at: Timestamp, database: &str) -> Self {
        Self { hamn: "backup".to_owned(), format: FORMAT, migration, made_at, database: database.to_owned() }
    }
}

/// A line of the body that is not a row.
#[derive(Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum Line {
    /// What follows belongs to a tenant.
    Tenant { tenant: Uuid },
    /// What follows are rows of a table.
    Table { table: String, columns: Vec<String> },
}

/// The last line, in a gzip member of its own, so that it can speak of every byte before it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trailer {
    /// How many rows each table has.
    rows: BTreeMap<String, u64>,
    /// The digest of the lines between header and trailer: the same for the same content of either database.
    content: String,
    /// The digest of the file up to here.
    sha256: String,
}

impl Trailer {
    /// As it stands in the file. It is not compressed: the same content has one form only, which reading compares.
    fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut member = GzEncoder::new(Vec::new(), Compression::none());
        serde_json::to_writer(&mut member, self)?;
        member.write_all(b"\n")?;
        member.finish()
    }
}

/// What passes is digested.
pub(super) struct Digested<T> {
    inner: T,
    digest: Sha256,
}

impl<T> Digested<T> {
    fn new(inner: T) -> Self {
        Self { inner, digest: Sha256::new() }
    }

    fn hex(&self) -> String {
        to_hex(&self.digest.clone().finalize())
    }
}

impl<W: Write> Write for Digested<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.digest.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: BufRead> Read for Digested<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(bytes)?;
        self.digest.update(&bytes[..count]);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Digested<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What is consumed was filled in before, so this gives it once more and reads nothing.
        if let Ok(buffer) = self.inner.fill_buf() {
            self.digest.update(&buffer[..count.min(buffer.len())]);
        }
        self.inner.consume(count);
    }
}

/// Where lines go.
pub(super) struct Sink<W> {
    out: W,
    content: Digested<io::Sink>,
    pub(super) rows: BTreeMap<String, u64>,
    pub(super) tenants: u64,
}

impl Sink<io::Sink> {
    /// Keeps nothing but the digest.
    pub(super) fn of_content() -> Self {
        Self { out: io::sink(), content: Digested::new(io::sink()), rows: BTreeMap::new(), tenants: 0 }
    }
}

impl<W: Write> Sink<GzEncoder<Digested<W>>> {
    /// Begins a file.
    pub(super) fn begin(file: W, header: &Header) -> Result<Self, BackupError> {
        let out = GzEncoder::new(Digested::new(file), Compression::default());
        let mut sink = Self { out, content: Digested::new(io::sink()), rows: BTreeMap::new(), tenants: 0 };
        let line = line(header)?;
        sink.out.write_all(&line).map_err(BackupError::Write)?;
        Ok(sink)
    }

    /// Ends it with the trailer, and gives the number of tenants and rows.
    pub(super) fn finish(self) -> Result<(u64, BTreeMap<String, u64>), BackupError> {
        let content = self.content();
        let Self { out, rows, tenants, .. } = self;
        let mut file = out.finish().map_err(BackupError::Write)?;
        let trailer = Trailer { rows, content, sha256: file.hex() };
        let bytes = trailer.to_bytes().map_err(BackupError::Write)?;
        file.write_all(&bytes).and_then(|()| file.flush()).map_err(BackupError::Write)?;
        Ok((tenants, trailer.rows))
    }
}

impl<W: Write> Sink<W> {
    /// Writes a line of the body.
    pub(super) fn body(&mut self, content: &impl Serialize) -> Result<(), BackupError> {
        let line = line(content)?;
        self.content.digest.update(&line);
        self.out.write_all(&line).map_err(BackupError::Write)
    }

    /// The digest of the body so far.
    pub(super) fn content(&self) -> String {
        self.content.hex()
    }
}

fn line(content: &impl Serialize) -> Result<Vec<u8>, BackupError> {
    let mut line = serde_json::to_vec(content).map_err(|cause| BackupError::Write(cause.into()))?;
    line.push(b'\n');
    Ok(line)
}

/// A backup being read. Its end is given only if every byte is as it was written.
pub(super) struct Source<R: Read> {
    lines: BufReader<GzDecoder<Digested<BufReader<R>>>>,
    content: Sha256,
    pub(super) rows: BTreeMap<String, u64>,
    pub(super) header: Header,
    tenants: u64,
    table: Option<String>,
}

/// What is read next.
pub(super) enum Part {
    Tenant(TenantId),
    Table {
        table: String,
        columns: Vec<String>,
    },
    Row(Values),
    /// The end, with the digest of the body.
    End(String),
}

pub(super) fn damaged(why: &str) -> BackupError {
    BackupError::Damaged(why.to_owned())
}

impl From<io::Error> for BackupError {
    /// What fails while a backup is read.
    fn from(cause: io::Error) -> Self {
        let cut_off = cause.kind() == io::ErrorKind::UnexpectedEof;
        Self::Damaged(if cut_off { "it is cut off".to_owned() } else { cause.to_string() })
    }
}

impl<R: Read> Source<R> {
    pub(super) fn open(file: R) -> Result<Self, BackupError> {
        let mut file = BufReader::new(file);
        if !file.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
            return Err(BackupError::NotABackup);
        }
        let mut lines = BufReader::new(GzDecoder::new(Digested::new(file)));
        let mut line = Vec::new();
        lines.read_until(b'\n', &mut line)?;
        // The format is looked at before the rest of the header, which another format may have changed.
        let loose: serde_json::Value = serde_json::from_slice(&line).map_err(|_| BackupError::NotABackup)?;
        if loose["hamn"] != "backup" {
            return Err(BackupError::NotABackup);
        }
        match loose["format"].as_u64().and_then(|format| u32::try_from(format).ok()) {
            Some(FORMAT) => {}
            Some(other) => return Err(BackupError::Format(other)),
            None => return Err(BackupError::NotABackup),
        }
        let header = serde_json::from_value(loose).map_err(|_| damaged("the header is not readable"))?;
        Ok(Self { lines, content: Sha256::new(), rows: BTreeMap::new(), header, tenants: 0, table: None })
    }

    pub(super) fn next(&mut self) -> Result<Part, BackupError> {
        let mut line = Vec::new();
        if self.lines.read_until(b'\n', &mut line)? == 0 {
            return self.end();
        }
        self.content.update(&line);
        let unreadable = |_| damaged("a line is not readable");
        if line.first() == Some(&b'[') {
            let table = self.table.as_ref().ok_or_else(|| damaged("a row stands outside any table"))?;
            *self.rows.entry(table.clone()).or_default() += 1;
            return Ok(Part::Row(serde_json::from_slice(&line).map_err(unreadable)?));
        }
        Ok(match serde_json::from_slice(&line).map_err(unreadable)? {
            Line::Tenant { tenant } => {
                self.tenants += 1;
                self.table = None;
                Part::Tenant(TenantId::from(tenant))
            }
            Line::Table { table, columns } => {
                self.table = Some(table.clone());
                Part::Table { table, columns }
            }
        })
    }

    fn end(&mut self) -> Result<Part, BackupError> {
        let file = self.lines.get_mut().get_mut();
        let mut bytes = Vec::new();
        (&mut file.inner).take(LONGEST_TRAILER).read_to_end(&mut bytes)?;
        let mut text = String::new();
        let member = GzDecoder::new(bytes.as_slice()).read_to_string(&mut text);
        let trailer: Trailer = member
            .ok()
            .and_then(|_| serde_json::from_str(&text).ok())
            .ok_or_else(|| damaged("its last line is missing or not readable"))?;
        if trailer.to_bytes()? != bytes {
            return Err(damaged("something was changed or added at its end"));
        }
        if trailer.sha256 != file.hex() {
            return Err(damaged("it is not what was written"));
        }
        if trailer.content != to_hex(&self.content.clone().finalize()) || trailer.rows != self.rows {
            return Err(damaged("its rows are not those that were written"));
        }
        Ok(Part::End(trailer.content))
    }

    pub(super) fn summary(self) -> BackupSummary {
        BackupSummary {
            made_at: self.header.made_at,
            migration: self.header.migration,
            database: self.header.database,
            tenants: self.tenants,
            rows: self.rows,
        }
    }
}
