//! Every key of the configuration: its name, its environment variable, what is allowed.

/// A key.
pub(crate) struct Key {
    /// As written in the file, with dots between table and key.
    pub(crate) name: &'static str,
    /// The environment variable that sets it.
    pub(crate) variable: &'static str,
    /// The built-in value; without one, the key may be left out.
    pub(crate) standard: Option<&'static str>,
    /// What is allowed, as the end of a sentence.
    pub(crate) allowed: &'static str,
    /// May hold a password, so its value is never shown.
    pub(crate) secret: bool,
}

/// The sender of letters that nobody answers: the demo's, and those in a folder. A domain that cannot receive mail
/// (RFC 2606).
pub(super) const DEMO_SENDER: &str = "Hamn <hamn@hamn.example>";

macro_rules! keys {
    ($($name:ident: $key:literal, $variable:literal, $standard:expr, $allowed:literal $(, $secret:ident)?;)*) => {
        $(pub(super) const $name: Key = Key {
            name: $key,
            variable: $variable,
            standard: $standard,
            allowed: $allowed,
            secret: keys!(@ $($secret)?),
        };)*

        /// All of them, in the order of the documentation.
        pub(crate) const KEYS: &[Key] = &[$($name),*];
    };
    (@ secret) => { true };
    (@) => { false };
}

keys! {
    LISTEN: "listen", "HAMN_LISTEN", Some("127.0.0.1:8400"),
        "an address and a port, such as 127.0.0.1:8400 or [::]:8400";
    PUBLIC_URL: "public_url", "HAMN_PUBLIC_URL", None,
        "the address people type, such as https://hamn.kommun.example, without a path";
    DATA: "data", "HAMN_DATA", Some("data"), "a folder";
    DATABASE: "database", "HAMN_DATABASE", None,
        "sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE", secret;
    KEY_FILE: "key_file", "HAMN_KEY_FILE", None, "a file";
    MAIL_URL: "mail.url", "HAMN_MAIL_URL", None,
        "smtps://USER:PASSWORD@HOST or smtp://USER:PASSWORD@HOST:587?tls=required", secret;
    MAIL_FROM: "mail.from", "HAMN_MAIL_FROM", None, "a sender, such as Hamn <hamn@kommun.example>";
    MAIL_FOLDER: "mail.folder", "HAMN_MAIL_FOLDER", None, "a folder";
    IDLE: "session.idle_minutes", "HAMN_SESSION_IDLE_MINUTES", Some("60"), "a whole number from 5 to 720";
    LIFE: "session.life_minutes", "HAMN_SESSION_LIFE_MINUTES", Some("720"), "a whole number from 5 to 1440";
    LOG_FORMAT: "log.format", "HAMN_LOG_FORMAT", Some("json"), "json or text";
    LOG_LEVEL: "log.level", "HAMN_LOG_LEVEL", Some("info"), "error, warn, info or debug";
    METRICS: "metrics", "HAMN_METRICS", Some("loopback"), "loopback, anyone or nobody";
    POLICY_DIR: "policy_dir", "HAMN_POLICY_DIR", None, "a folder";
    CODE: "municipality.code", "HAMN_MUNICIPALITY_CODE", None,
        "the municipality's code in quotes, such as \"1784\", or a word of your own of letters, digits and hyphens";
    NAME: "municipality.name", "HAMN_MUNICIPALITY_NAME", None, "a name, such as Arvika";
}
