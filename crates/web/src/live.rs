//! The news of changes, for pages that are open.
//!
//! A line of server-sent events says only *that* something of the tenant changed; the page asks for its fragment again and
//! gets what it may see. So nothing can leak through the line, and a page without it is right as of its time.

use std::{convert::Infallible, time::Duration};

use axum::response::{
    IntoResponse as _, Response,
    sse::{Event, KeepAlive, Sse},
};
use tokio::sync::{broadcast::error::RecvError, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use crate::{Guard, Routes, party::Staff};

/// A line is closed after this long and the browser opens it again: a session that ended meanwhile, or a right that was
/// taken away, is found out then.
const LIFE: Duration = Duration::from_mins(1);

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/live", Guard::SignedIn, live)
}

async fn live(Staff { context, visit }: Staff) -> Response {
    let tenant = context.who.tenant;
    let shutdown = visit.state.process.shutdown.clone();
    let mut news = context.app.store.news();
    let (line, events) = mpsc::channel::<Result<Event, Infallible>>(8);
    tokio::spawn(async move {
        let opened = Event::default().retry(Duration::from_secs(1)).comment("open");
        if line.send(Ok(opened)).await.is_err() {
            return;
        }
        let end = tokio::time::sleep(LIFE);
        tokio::pin!(end);
        loop {
            let heard = tokio::select! {
                () = &mut end => return,
                () = line.closed() => return,
                // The browser opens the line again, and finds the process that comes after this one.
                () = shutdown.begun() => return,
                heard = news.recv() => heard,
            };
            let concerns_us = match heard {
                Ok(changed) => changed.tenant == tenant,
                // So much happened that some news were lost: one event says all of them.
                Err(RecvError::Lagged(_)) => true,
                Err(RecvError::Closed) => return,
            };
            if concerns_us && line.send(Ok(Event::default().event("changed").data(""))).await.is_err() {
                return;
            }
        }
    });
    // An event and not a comment: the script must see that the line is alive.
    let keep_alive = KeepAlive::new()
        .interval(Duration::from_secs(15))
        .event(Event::default().event("beat").data("still here"));
    let mut response = Sse::new(ReceiverStream::new(events)).keep_alive(keep_alive).into_response();
    // A proxy must not hold events back.
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}
