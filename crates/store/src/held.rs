//! Work that holds its thread for long.
//!
//! The thread of a runtime that looks after sockets and timers may be the very one that begins such work, and if nothing
//! else is due just then nobody takes its place: every request waits until the work is done. So it is said beforehand.

use tokio::{
    runtime::{Handle, RuntimeFlavor},
    task::block_in_place,
};

/// A runtime of one thread has nobody to hand its other work to.
fn has_others() -> bool {
    Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread)
}

/// Does what waits for the disk.
pub(crate) fn held<T>(work: impl FnOnce() -> T) -> T {
    if has_others() { block_in_place(work) } else { work() }
}

/// Does what asks SQLite for much, or computes for long between its questions. It cannot be dropped half-way.
pub async fn long<T>(work: impl Future<Output = T>) -> T {
    if has_others() { block_in_place(|| Handle::current().block_on(work)) } else { work.await }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    #[test]
    fn long_work_does_not_keep_timers_waiting() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (ticked, tick) = mpsc::channel();
        runtime.block_on(async {
            tokio::spawn(async move {
                // Whoever runs this is the one that looked after the timers, and has the next task in its pocket.
                tokio::time::sleep(Duration::from_millis(1)).await;
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    ticked.send(()).unwrap();
                });
                // Without a tick it fails instead of hanging.
                let patience = Duration::from_mins(1);
                super::long(async move { tick.recv_timeout(patience).unwrap() }).await;
            })
            .await
            .unwrap();
        });
    }

    #[tokio::test]
    async fn a_runtime_of_one_thread_does_it_all_the_same() {
        assert_eq!(super::long(async { super::held(|| 1) + 1 }).await, 2);
    }
}
