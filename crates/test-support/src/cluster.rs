//! One PostgreSQL server for all test processes of a user, started by the first and gone after the last.

use std::{
    env,
    fs::{self, File},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    str::FromStr as _,
    time::Duration,
};

use sqlx::{
    ConnectOptions as _, PgConnection,
    postgres::{PgConnectOptions, PgSslMode},
};
use tokio::sync::OnceCell;

/// How to reach the server as a superuser.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    superuser: PgConnectOptions,
    /// The migrated, empty database that every test's is a copy of.
    template: String,
}

/// The role that the store connects as: not a superuser, or row-level security would not hold.
const ROLE: &str = "hamn_test";

impl Server {
    /// The server, or why there is none.
    pub(crate) async fn find() -> Result<Self, String> {
        static SERVER: OnceCell<Result<Server, String>> = OnceCell::const_new();
        SERVER
            .get_or_init(|| async {
                let server = match env::var("HAMN_TEST_POSTGRES") {
                    Ok(url) => Self::at(&url)?,
                    Err(_) => own_cluster().await?,
                };
                server
                    .prepare()
                    .await
                    .map_err(|error| format!("PostgreSQL could not be prepared: {error}"))?;
                Ok(server)
            })
            .await
            .clone()
    }

    fn at(url: &str) -> Result<Self, String> {
        PgConnectOptions::from_str(url)
            .map(|superuser| Self { superuser, template: template() })
            .map_err(|error| format!("HAMN_TEST_POSTGRES is no PostgreSQL address: {error}"))
    }

    /// Connects as the superuser, whom row-level security does not hold: for tests that tamper.
    pub(crate) async fn superuser(&self, database: &str) -> Result<PgConnection, sqlx::Error> {
        self.superuser.clone().database(database).connect().await
    }

    /// The address of a database for the store.
    pub(crate) fn url(&self, database: &str) -> String {
        let (host, port) = (self.superuser.get_host(), self.superuser.get_port());
        match self.superuser.get_socket() {
            Some(socket) => {
                format!("postgresql://{ROLE}:{ROLE}@localhost:{port}/{database}?host={}", socket.display())
            }
            None => format!("postgresql://{ROLE}:{ROLE}@{host}:{port}/{database}"),
        }
    }

    /// Makes the role and the template that every test's database is a copy of. Processes take turns.
    async fn prepare(&self) -> Result<(), sqlx::Error> {
        let template = &self.template;
        let mut connection = self.superuser("postgres").await?;
        sqlx::raw_sql("SELECT pg_advisory_lock(727821)").execute(&mut connection).await?;
        let known: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)")
            .bind(template)
            .fetch_one(&mut connection)
            .await?;
        if !known {
            let role: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1)")
                .bind(ROLE)
                .fetch_one(&mut connection)
                .await?;
            if !role {
                run(&mut connection, format!("CREATE ROLE {ROLE} LOGIN PASSWORD '{ROLE}'")).await?;
            }
            let draft = format!("{template}_draft");
            run(&mut connection, format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")).await?;
            run(&mut connection, format!("CREATE DATABASE {draft} OWNER {ROLE}")).await?;
            let store = crate::database::open(&self.url(&draft)).await;
            store.migrate().await.expect("the PostgreSQL migrations run");
            store.close().await;
            // Renamed at the end, so that nobody copies half a schema.
            run(&mut connection, format!("ALTER DATABASE {draft} RENAME TO {template}")).await?;
        }
        Ok(())
    }

    /// Makes a database, migrated and empty.
    pub(crate) async fn create(&self) -> Result<String, sqlx::Error> {
        static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut connection = self.superuser("postgres").await?;
        // A process number comes again some day; what an interrupted test with it left behind must not matter.
        let name = format!("hamn_test_{}_{count}", std::process::id());
        run(&mut connection, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        run(&mut connection, format!("CREATE DATABASE {name} TEMPLATE {} OWNER {ROLE}", self.template))
            .await?;
        Ok(name)
    }

    /// Takes a database away.
    pub(crate) async fn remove(&self, name: &str) -> Result<(), sqlx::Error> {
        let mut connection = self.superuser("postgres").await?;
        run(&mut connection, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
    }
}

async fn run(connection: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(connection).await.map(|_| ())
}

/// The template's name follows the text of the migrations, so that an edited schema is never tested from an old copy.
fn template() -> String {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/migrations/postgres");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of the PostgreSQL migrations")
        .map(|entry| entry.expect("an entry of the folder").path())
        .collect();
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files {
        fs::read(&file).expect("a readable migration").hash(&mut hash);
    }
    format!("hamn_template_{:016x}", hash.finish())
}

/// The shared cluster of this user: joins it, or starts it.
async fn own_cluster() -> Result<Server, String> {
    // Held until the process ends: the sign that the cluster is in use.
    static IN_USE: OnceCell<File> = OnceCell::const_new();
    let path = path_with_postgres()?;
    let base = base_folder()?;
    let complain = |error: std::io::Error| format!("{}: {error}", base.display());

    let in_use = base.join("in-use");
    let lock = File::create(&in_use).map_err(complain)?;
    lock.lock_shared().map_err(complain)?;
    let _ = IN_USE.set(lock);

    let starting = File::create(base.join("starting")).map_err(complain)?;
    starting.lock().map_err(complain)?;
    let current = base.join("current");
    if let Ok(folder) = fs::read_to_string(&current)
        && let Some(server) = answering(Path::new(&folder)).await
    {
        return Ok(server);
    }

    let folder = base.join(std::process::id().to_string());
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).map_err(complain)?;
    fs::write(&current, folder.to_string_lossy().as_bytes()).map_err(complain)?;
    let log = base.join("log");
    let output = File::create(&log).map_err(complain)?;
    let mut watchdog = Command::new("setsid")
        .args(["sh", "-c", include_str!("cluster.sh"), "cluster"])
        .args([&folder, &in_use])
        .args(drop_privileges(&folder).map_err(complain)?)
        .env("PATH", path)
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(output.try_clone().map_err(complain)?)
        .stderr(output)
        .spawn()
        .map_err(complain)?;
    for _ in 0..1200 {
        if let Some(server) = answering(&folder).await {
            return Ok(server);
        }
        if watchdog.try_wait().map_err(complain)?.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(format!("PostgreSQL did not start: {}", fs::read_to_string(log).unwrap_or_default()))
}

async fn answering(folder: &Path) -> Option<Server> {
    let superuser =
        PgConnectOptions::new().socket(folder).port(5432).username("postgres").ssl_mode(PgSslMode::Disable);
    let server = Server { superuser, template: template() };
    server.superuser("postgres").await.ok().map(|_| server)
}

/// The `PATH` on which `initdb` and `postgres` are found.
fn path_with_postgres() -> Result<std::ffi::OsString, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut installed: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    installed.sort();
    folders.extend(installed.into_iter().rev());
    let has = |program: &str| folders.iter().any(|folder| folder.join(program).is_file());
    for program in ["initdb", "postgres", "flock", "setsid"] {
        if !has(program) {
            return Err(format!("{program} is not on the PATH"));
        }
    }
    env::join_paths(&folders).map_err(|error| error.to_string())
}

/// A folder of this user's own; short, because the path of a Unix socket must be.
fn base_folder() -> Result<PathBuf, String> {
    let me = fs::metadata("/proc/self").map_err(|error| format!("/proc/self: {error}"))?.uid();
    let base = env::temp_dir().join(format!("hamn-test-postgres-{me}"));
    let complain = |error: std::io::Error| format!("{}: {error}", base.display());
    if !base.exists() {
        // Another test process may be faster.
        let _ = fs::create_dir(&base);
    }
    if fs::metadata(&base).map_err(complain)?.uid() != me {
        return Err(format!("{} belongs to somebody else", base.display()));
    }
    // The server's user, if it is another, passes through.
    fs::set_permissions(&base, fs::Permissions::from_mode(0o711)).map_err(complain)?;
    Ok(base)
}

/// PostgreSQL refuses to run as root: root starts it as somebody else, to whom the folder is given.
fn drop_privileges(folder: &Path) -> Result<Vec<String>, std::io::Error> {
    if fs::metadata(folder)?.uid() != 0 {
        return Ok(vec!["env".to_owned()]);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let ids = |name: &str| {
        let fields: Vec<&str> =
            users.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?.split(':').collect();
        Some((fields.get(1)?.parse::<u32>().ok()?, fields.get(2)?.parse::<u32>().ok()?))
    };
    let (user, group) = ids("postgres").or_else(|| ids("nobody")).unwrap_or((65534, 65534));
    std::os::unix::fs::chown(folder, Some(user), Some(group))?;
    Ok([
        "setpriv".to_owned(),
        format!("--reuid={user}"),
        format!("--regid={group}"),
        "--clear-groups".to_owned(),
    ]
    .into())
}

/// A PostgreSQL server of one test's own, durable as in service, which can be killed and started again.
pub struct OwnServer {
    folder: PathBuf,
    /// How to run a program as somebody who is not root.
    unprivileged: Vec<String>,
    child: Option<Child>,
}

impl OwnServer {
    /// Makes a cluster with a migrated, empty database and starts its server; or says why not.
    pub async fn start() -> Result<Self, String> {
        static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = base_folder()?.join(format!("own-{}-{count}", std::process::id()));
        let complain = |error: std::io::Error| format!("{}: {error}", folder.display());
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).map_err(complain)?;
        let unprivileged = drop_privileges(&folder).map_err(complain)?;
        let mut server = Self { folder, unprivileged, child: None };
        let made = server
            .command(&[
                "initdb",
                "--username",
                "postgres",
                "--auth",
                "trust",
                "--encoding",
                "UTF8",
                "--locale",
                "C",
            ])?
            .output()
            .map_err(|error| error.to_string())?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into_owned());
        }
        server.run().await?;
        let mut connection = server.superuser().await?;
        for sql in [
            format!("CREATE ROLE {ROLE} LOGIN PASSWORD '{ROLE}'"),
            format!("CREATE DATABASE hamn OWNER {ROLE}"),
        ] {
            run(&mut connection, sql).await.map_err(|error| error.to_string())?;
        }
        Ok(server)
    }

    /// The address of the database for the store.
    pub fn url(&self) -> String {
        format!("postgresql://{ROLE}:{ROLE}@localhost:5432/hamn?host={}", self.folder.display())
    }

    /// Starts the server, also after a crash, and waits until it answers.
    pub async fn run(&mut self) -> Result<(), String> {
        let folder = self.folder.display().to_string();
        for _ in 0..1200 {
            // It refuses to start and ends as long as a process of the one that was killed is left.
            let ended = self.child.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None)));
            if ended {
                let mut command = self.command(&["postgres", "-k", &folder, "-c", "listen_addresses="])?;
                let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
                self.child = Some(child.map_err(|error| error.to_string())?);
            }
            if self.superuser().await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("PostgreSQL did not start".to_owned())
    }

    /// Kills the server with everything it was about to do.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("the server is killed");
            child.wait().expect("the server has ended");
        }
    }

    fn command(&self, words: &[&str]) -> Result<Command, String> {
        let mut command = Command::new("env");
        command
            .args(&self.unprivileged)
            .args(words)
            .arg("-D")
            .arg(self.folder.join("data"))
            .env("PATH", path_with_postgres()?)
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        Ok(command)
    }

    async fn superuser(&self) -> Result<PgConnection, String> {
        let options = PgConnectOptions::new().socket(&self.folder).port(5432).username("postgres");
        let options = options.database("postgres").ssl_mode(PgSslMode::Disable);
        options.connect().await.map_err(|error| error.to_string())
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
