//! How the end of the process reaches everything that would otherwise go on for ever.

use tokio::sync::watch;

/// Ends the process's loops and live pages. Held by the binary alone.
pub struct Stop(watch::Sender<bool>);

/// Knows whether the process is ending. Cheap to clone; the default one never ends.
#[derive(Clone, Default)]
pub struct Shutdown(Option<watch::Receiver<bool>>);

impl Stop {
    /// Makes the pair.
    pub fn new() -> (Self, Shutdown) {
        let (sender, receiver) = watch::channel(false);
        (Self(sender), Shutdown(Some(receiver)))
    }

    /// Begins the end. Saying it again changes nothing.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }
}

impl Shutdown {
    /// True once the end has begun.
    pub fn has_begun(&self) -> bool {
        self.0.as_ref().is_some_and(|receiver| *receiver.borrow())
    }

    /// Returns when the end has begun. A live page selects on this, or the process could not end before its reader
    /// closes the page.
    pub async fn begun(&self) {
        if let Some(receiver) = &self.0
            && receiver.clone().wait_for(|ending| *ending).await.is_ok()
        {
            return;
        }
        // Nobody is left who could say it, so it never comes.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use std::{future::Future as _, pin::pin, task::Context};

    use super::*;

    #[test]
    fn every_clone_hears_the_end_and_only_then() {
        let (stop, shutdown) = Stop::new();
        let late = shutdown.clone();
        let mut task = Context::from_waker(std::task::Waker::noop());
        let mut waiting = pin!(shutdown.begun());
        assert!(waiting.as_mut().poll(&mut task).is_pending());
        assert!(!late.has_begun());
        stop.begin();
        assert!(waiting.as_mut().poll(&mut task).is_ready());
        assert!(late.has_begun());
        assert!(pin!(late.begun()).poll(&mut task).is_ready());
    }

    #[test]
    fn a_lost_stop_never_ends_anything() {
        let (stop, shutdown) = Stop::new();
        drop(stop);
        let mut task = Context::from_waker(std::task::Waker::noop());
        assert!(pin!(shutdown.begun()).poll(&mut task).is_pending());
        assert!(pin!(Shutdown::default().begun()).poll(&mut task).is_pending());
    }
}
