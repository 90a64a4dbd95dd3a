//! The demo's mailbox: letters that a real installation would send by mail.

use askama::Template;
use axum::response::Response;
use languages::key;
use messages::Post;

use crate::{Guard, Routes, page::Page, party::Visit, reply::html};

/// The latest letters are enough for an exercise.
const MOST_LETTERS: usize = 50;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/mailbox", Guard::Demo, mailbox)
}

struct Mail {
    to: String,
    subject: String,
    body: String,
    link: Option<String>,
}

#[derive(Template)]
#[template(path = "mailbox.html")]
struct Mailbox {
    page: Page,
    mails: Vec<Mail>,
}

async fn mailbox(visit: Visit) -> Response {
    let mails = match &visit.state.app.post {
        Post::Folder { path, .. } => {
            let path = path.clone();
            let letters =
                tokio::task::spawn_blocking(move || messages::letters_in(&path, MOST_LETTERS)).await;
            letters.ok().and_then(Result::ok).unwrap_or_default()
        }
        Post::Smtp { .. } | Post::Memory(_) => Vec::new(),
    };
    let public_url = &visit.state.app.settings.public_url;
    let mails = mails
        .into_iter()
        .map(|letter| Mail {
            link: letter
                .body
                .split_whitespace()
                .find_map(|word| word.strip_prefix(public_url.as_str()))
                .map(str::to_owned),
            to: letter.to,
            subject: letter.subject,
            body: letter.body,
        })
        .collect();
    html(&Mailbox { page: Page::new(&visit, key!("mailbox-title")).at("newcomer", ""), mails })
}
