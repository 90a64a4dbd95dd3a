//! Writes that share a commit.

use std::{
    pin::{Pin, pin},
    task::Poll,
};

use super::*;

struct File {
    _folder: tempfile::TempDir,
    write: Arc<Pool>,
    read: Arc<Pool>,
    told: Arc<AtomicUsize>,
}

impl File {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (read, write) = open(&folder.path().join("a.db"), 1).unwrap();
        let tables = "CREATE TABLE household (reference TEXT PRIMARY KEY);
            CREATE TABLE person (household TEXT REFERENCES household DEFERRABLE INITIALLY DEFERRED);";
        write.free()[0].connection.execute_batch(tables).unwrap();
        Self { _folder: folder, write: Arc::new(write), read: Arc::new(read), told: Arc::default() }
    }

    async fn begin(&self, reference: &str) -> Turn {
        self.write.begin_in_group().await.unwrap().with(reference)
    }

    async fn stored(&self) -> Vec<String> {
        let turn = self.read.acquire().await.unwrap();
        let mut statement = turn.prepare("SELECT reference FROM household ORDER BY reference").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    fn commit(&self, turn: Turn) -> impl Future<Output = Result<(), Error>> + use<> {
        let told = Arc::clone(&self.told);
        turn.commit(Box::new(move || {
            told.fetch_add(1, Ordering::Relaxed);
        }))
    }

    fn told(&self) -> usize {
        self.told.load(Ordering::Relaxed)
    }
}

impl Turn {
    fn with(self, reference: &str) -> Self {
        self.execute("INSERT INTO household VALUES (?1)", [reference]).unwrap();
        self
    }
}

/// Goes on with a future as far as it can.
async fn nudge<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|task| {
        Poll::Ready(match future.as_mut().poll(task) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test]
async fn whoever_is_alone_commits_at_once() {
    let file = File::new();
    let first = file.begin("a").await;
    let mut commit = pin!(file.commit(first));
    nudge(commit.as_mut()).await.expect("nobody to wait for").unwrap();
    assert_eq!((file.stored().await, file.told()), (vec!["a".to_owned()], 1));
}

#[tokio::test]
async fn nobody_is_answered_before_the_commit_that_all_share() {
    let file = File::new();
    let first = file.begin("a").await;
    let mut queue = pin!(file.begin("b"));
    assert!(nudge(queue.as_mut()).await.is_none());
    let mut commit = pin!(file.commit(first));
    assert!(nudge(commit.as_mut()).await.is_none(), "b is under way");
    let second = queue.await;
    assert!(nudge(commit.as_mut()).await.is_none());
    assert_eq!((file.stored().await, file.told()), (vec![], 0));
    let mut other = pin!(file.commit(second));
    assert!(nudge(other.as_mut()).await.is_none(), "it is the first one's turn");
    commit.await.unwrap();
    assert_eq!((file.stored().await, file.told()), (vec!["a".to_owned(), "b".to_owned()], 2));
    nudge(other.as_mut()).await.expect("committed with the first").unwrap();
}

#[tokio::test]
async fn whoever_came_meanwhile_joins_before_the_commit() {
    let file = File::new();
    let first = file.begin("a").await;
    let mut second = pin!(file.begin("b"));
    assert!(nudge(second.as_mut()).await.is_none());
    let mut commit = pin!(file.commit(first));
    assert!(nudge(commit.as_mut()).await.is_none(), "b is under way");
    let second = second.await;
    let mut third = pin!(file.begin("c"));
    assert!(nudge(third.as_mut()).await.is_none());
    let mut other = pin!(file.commit(second));
    assert!(nudge(other.as_mut()).await.is_none());
    assert!(nudge(commit.as_mut()).await.is_none(), "its turn, and c waits");
    let third = third.await;
    let mut last = pin!(file.commit(third));
    assert!(nudge(last.as_mut()).await.is_none());
    // The second one's turn came before the first one's second.
    other.await.unwrap();
    nudge(commit.as_mut()).await.expect("committed with the second").unwrap();
    nudge(last.as_mut()).await.expect("committed with the second").unwrap();
    assert_eq!((file.stored().await, file.told()), (vec!["a".to_owned(), "b".to_owned(), "c".to_owned()], 3));
}

#[tokio::test]
async fn a_part_that_fails_undoes_only_itself() {
    let file = File::new();
    let first = file.begin("a").await;
    let mut queue = pin!(file.begin("b"));
    assert!(nudge(queue.as_mut()).await.is_none());
    let mut commit = pin!(file.commit(first));
    assert!(nudge(commit.as_mut()).await.is_none());
    drop(queue.await);
    nudge(commit.as_mut()).await.expect("what was finished is committed at once").unwrap();
    assert_eq!(file.stored().await, ["a"]);
    file.commit(file.begin("b").await).await.unwrap();
    assert_eq!(file.stored().await, ["a", "b"]);
}

#[tokio::test]
async fn a_beginning_that_fails_leaves_nothing_open() {
    let file = File::new();
    drop(file.begin("a").await);
    assert!(file.write.free()[0].connection.is_autocommit());
    file.commit(file.begin("b").await).await.unwrap();
    assert_eq!(file.stored().await, ["b"]);
}

#[tokio::test]
async fn a_commit_that_fails_fails_for_all_who_share_it() {
    let file = File::new();
    let first = file.begin("a").await;
    let mut queue = pin!(file.begin("b"));
    assert!(nudge(queue.as_mut()).await.is_none());
    let mut commit = pin!(file.commit(first));
    assert!(nudge(commit.as_mut()).await.is_none());
    let second = queue.await;
    second.execute("INSERT INTO person VALUES ('nobody')", []).unwrap();
    let mut other = pin!(file.commit(second));
    assert!(nudge(other.as_mut()).await.is_none());
    commit.await.unwrap_err();
    other.await.unwrap_err();
    assert_eq!((file.stored().await, file.told()), (vec![], 0));
    file.commit(file.begin("c").await).await.unwrap();
    assert_eq!(file.stored().await, ["c"]);
}

#[tokio::test]
async fn a_transaction_that_sqlite_undoes_is_lost_for_all_who_share_it() {
    let file = File::new();
    let first = file.begin("a").await;
    let mut queue = pin!(file.begin("b"));
    assert!(nudge(queue.as_mut()).await.is_none());
    let mut commit = pin!(file.commit(first));
    assert!(nudge(commit.as_mut()).await.is_none());
    let second = queue.await;
    // As after a full disk.
    second.execute_batch("INSERT OR ROLLBACK INTO household VALUES ('b')").unwrap_err();
    drop(second);
    let error = nudge(commit.as_mut()).await.expect("it is over").unwrap_err();
    assert!(matches!(error, Error::Unwritable(_)), "{error}");
    file.commit(file.begin("c").await).await.unwrap();
    assert_eq!((file.stored().await, file.told()), (vec!["c".to_owned()], 1));
}

#[tokio::test]
async fn what_was_finished_is_kept_when_those_who_wait_go_away() {
    let file = File::new();
    let first = file.begin("a").await;
    let mut queue = Box::pin(file.begin("b"));
    assert!(nudge(queue.as_mut()).await.is_none());
    let mut commit = Box::pin(file.commit(first));
    assert!(nudge(commit.as_mut()).await.is_none());
    drop(commit);
    drop(queue);
    assert_eq!((file.stored().await, file.told()), (vec!["a".to_owned()], 1));
    assert!(file.write.free()[0].connection.is_autocommit());
}

#[tokio::test]
async fn a_long_write_does_not_keep_the_others_waiting() {
    let file = File::new();
    let first = file.begin("a").await;
    let mut queue = pin!(file.write.begin("BEGIN IMMEDIATE"));
    assert!(nudge(queue.as_mut()).await.is_none());
    let mut commit = pin!(file.commit(first));
    assert!(nudge(commit.as_mut()).await.is_none());
    let long = queue.await.unwrap().with("b");
    nudge(commit.as_mut()).await.expect("committed before the long write began").unwrap();
    assert_eq!(file.stored().await, ["a"]);
    file.commit(long).await.unwrap();
    assert_eq!(file.stored().await, ["a", "b"]);
}

#[tokio::test]
async fn a_crowd_is_committed_in_groups_that_end() {
    let file = Arc::new(File::new());
    let crowd: Vec<_> = (0..MOST_TOGETHER * 3)
        .map(|number| {
            let file = Arc::clone(&file);
            tokio::spawn(async move {
                let turn = file.begin(&format!("{number:03}")).await;
                file.commit(turn).await.unwrap();
                assert!(file.stored().await.contains(&format!("{number:03}")));
            })
        })
        .collect();
    for one in crowd {
        one.await.unwrap();
    }
    assert_eq!((file.stored().await.len(), file.told()), (MOST_TOGETHER * 3, MOST_TOGETHER * 3));
    file.write.close().await;
    assert!(matches!(file.write.begin_in_group().await, Err(Error::Unreachable(_))));
}

#[tokio::test]
async fn closing_keeps_what_was_finished() {
    let file = File::new();
    let first = file.begin("a").await;
    let mut closing = pin!(file.write.close());
    assert!(nudge(closing.as_mut()).await.is_none());
    let mut commit = pin!(file.commit(first));
    assert!(nudge(commit.as_mut()).await.is_none());
    closing.await;
    commit.await.unwrap();
    assert_eq!((file.stored().await, file.told()), (vec!["a".to_owned()], 1));
}

#[tokio::test]
async fn a_long_log_begins_anew_when_nobody_reads_it() {
    let file = File::new();
    let fold = || fold(&file.read, &file.write);
    let turn = file.begin("A").await;
    turn.execute_batch(&format!(
        "CREATE TABLE note (text BLOB); INSERT INTO note VALUES (zeroblob({}))",
        fold::LONG * 4096
    ))
    .unwrap();
    file.commit(turn).await.unwrap();

    let reader = file.read.begin("BEGIN").await.unwrap();
    let before: i64 = reader.query_row("SELECT COUNT(*) FROM household", [], |row| row.get(0)).unwrap();
    file.commit(file.begin("B").await).await.unwrap();
    assert!(fold().await.unwrap() > fold::LONG);
    file.commit(file.begin("C").await).await.unwrap();
    assert!(fold().await.unwrap() > fold::LONG, "what somebody reads stays");
    let after: i64 = reader.query_row("SELECT COUNT(*) FROM household", [], |row| row.get(0)).unwrap();
    assert_eq!((before, after), (1, 1));
    drop(reader);

    assert!(fold().await.unwrap() > fold::LONG, "folded, and over with the next write");
    file.commit(file.begin("D").await).await.unwrap();
    assert!(fold().await.unwrap() < 10);
    assert_eq!(file.stored().await, ["A", "B", "C", "D"]);
}
