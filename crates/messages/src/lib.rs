#![doc = include_str!("../README.md")]

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};

/// A letter ready to leave. The body may hold a one-time link, so a letter never prints itself.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Letter {
    /// A stable name for the letter: a repeat after a crash has the same one.
    pub id: String,
    /// The receiver's address.
    pub to: String,
    /// The subject: never a name, never a number of a person.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The address is not one.
    #[error("the address cannot be written to: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The letter could not be put together.
    #[error("the letter could not be put together: {0}")]
    Letter(#[from] lettre::error::Error),
    /// The mail server refused or could not be reached.
    #[error("the mail server did not take the letter: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
    /// The folder could not be written.
    #[error("the mail folder could not be written: {0}")]
    Folder(#[from] std::io::Error),
}

/// Where letters go.
#[derive(Clone)]
pub enum Post {
    /// A mail server.
    Smtp {
        /// The connection, with its own pool.
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// The sender.
        from: Mailbox,
    },
    /// A folder with two files per letter, one for mail programs (`.eml`) and one for the mailbox page (`.json`): the
    /// demo's post.
    Folder {
        /// Where the files lie.
        path: PathBuf,
        /// The sender.
        from: Mailbox,
    },
    /// Kept in memory: the tests' post.
    Memory(Arc<Mutex<Vec<Letter>>>),
}

impl Post {
    /// Post through a mail server named by an address such as `smtps://user:password@mail.example:465`.
    pub fn smtp(url: &str, from: &str) -> Result<Self, PostError> {
        Ok(Self::Smtp {
            transport: Box::new(AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build()),
            from: from.parse()?,
        })
    }

    /// Post into a folder.
    pub fn folder(path: PathBuf, from: &str) -> Result<Self, PostError> {
        std::fs::create_dir_all(&path)?;
        Ok(Self::Folder { path, from: from.parse()? })
    }

    /// Post into memory.
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// Sends one letter.
    pub async fn send(&self, letter: &Letter) -> Result<(), PostError> {
        match self {
            Self::Smtp { transport, from } => {
                transport.send(compose(letter, from)?).await?;
            }
            Self::Folder { path, from } => {
                let eml = compose(letter, from)?.formatted();
                let json = serde_json::to_vec(letter).map_err(std::io::Error::from)?;
                for (content, ending) in [(eml, "eml"), (json, "json")] {
                    // Written beside and renamed, so that a reader never sees half a letter; a repeat replaces itself.
                    let draft = path.join(format!("{}.part", letter.id));
                    tokio::fs::write(&draft, content).await?;
                    tokio::fs::rename(draft, path.join(format!("{}.{ending}", letter.id))).await?;
                }
            }
            Self::Memory(letters) => {
                letters.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(letter.clone());
            }
        }
        Ok(())
    }
}

/// The latest letters of a folder, newest first, at most `most`. A file that is no letter is left out.
pub fn letters_in(folder: &std::path::Path, most: usize) -> std::io::Result<Vec<Letter>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|ending| ending == "json") {
            files.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    files.sort_by(|one, other| other.cmp(one));
    let letters = files
        .into_iter()
        .take(most)
        .filter_map(|(_, path)| serde_json::from_slice(&std::fs::read(path).ok()?).ok());
    Ok(letters.collect())
}

fn compose(letter: &Letter, from: &Mailbox) -> Result<lettre::Message, PostError> {
    Ok(lettre::Message::builder()
        .message_id(Some(format!("<{}@hamn>", letter.id)))
        .from(from.clone())
        .to(letter.to.parse()?)
        .subject(&letter.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(letter.body.clone())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(body: &str) -> Letter {
        Letter {
            id: "one".into(),
            to: "asa@hamn.example".into(),
            subject: "Logga in".into(),
            body: body.into(),
        }
    }

    #[tokio::test]
    async fn a_letter_in_the_folder_can_be_read_and_a_repeat_replaces_itself() {
        let folder = tempfile::tempdir().unwrap();
        let post = Post::folder(folder.path().to_owned(), "Hamn <noreply@hamn.example>").unwrap();
        post.send(&letter("first")).await.unwrap();
        post.send(&letter("again")).await.unwrap();
        let files: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 2, "{files:?}");
        let text = std::fs::read_to_string(folder.path().join("one.eml")).unwrap();
        assert!(text.contains("To: asa@hamn.example") && text.contains("again"), "{text}");
        let letters = letters_in(folder.path(), 10).unwrap();
        assert!(letters.len() == 1 && letters[0].body == "again");
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let post = Post::folder(folder.path().to_owned(), "noreply@hamn.example").unwrap();
        let mut wrong = letter("text");
        wrong.to = "a@b@c\nBcc: x@y.example".into();
        assert!(matches!(post.send(&wrong).await, Err(PostError::Address(_))));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
