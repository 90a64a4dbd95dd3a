//! Reading a municipality's own files: bring one, see what would happen, say yes.

use std::time::Duration;

use app::{
    Context, Error, Problems,
    receive::{
        export,
        import::{self, Applied, Checked, FileKind, Found, Known, OneFound, Report, Seen},
    },
};
use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Multipart, Path, Query, multipart::MultipartRejection},
    handler::Handler as _,
    http::StatusCode,
    response::Response,
};
use domain::{ImportId, Role};
use languages::{Speaker, key};
use serde::Deserialize;
use store::Attempt;

use crate::{
    Guard, Routes,
    csv::Csv,
    form::{CSRF_FIELD, KEY_FIELD, Posted, csrf_token},
    page::Page,
    party::{Staff, Visit},
    reply::{Failure, OrFail as _, html, see, with_status},
};

const IMPORT: Guard = Guard::Roles(&[Role::Administrator, Role::Coordinator]);
const EXPORT: Guard = Guard::Roles(&[Role::Coordinator]);

/// The largest upload: the largest file, and room for the form around it.
const LARGEST_UPLOAD: usize = import::LARGEST_FILE + 64 * 1024;

/// How long the browser waits for a file to be read in before it is told to look again. The reading goes on.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/import", IMPORT, empty)
        .post("/import", IMPORT, bring.layer(DefaultBodyLimit::max(LARGEST_UPLOAD)))
        .get("/import/{import}", IMPORT, look)
        .post("/import/{import}", IMPORT, apply)
        .post("/import/{import}/cancel", IMPORT, cancel)
        .get("/households.csv", EXPORT, households)
        .get("/actors.csv", EXPORT, actors)
}

fn kind_name(l: &Speaker, kind: FileKind) -> String {
    match kind {
        FileKind::Households => l.t("import-kind-households"),
        FileKind::Homes => l.t("import-kind-homes"),
        FileKind::Organisations => l.t("import-kind-organisations"),
    }
    .into_owned()
}

/// A column, for the documentation on the page.
struct ColumnView {
    name: &'static str,
    also: String,
    words: String,
    required: bool,
}

struct KindView {
    kind: FileKind,
    name: String,
    columns: Vec<ColumnView>,
}

fn kinds(context: &Context, l: &Speaker) -> Vec<KindView> {
    let column = |kind: FileKind, column: &tables::Column| ColumnView {
        name: column.name,
        also: column.also.join(", "),
        words: kind.words(column.name).join(", "),
        required: column.required,
    };
    import::kinds(context)
        .into_iter()
        .map(|kind| KindView {
            kind,
            name: kind_name(l, kind),
            columns: kind.columns().iter().map(|known| column(kind, known)).collect(),
        })
        .collect()
}

/// Something found in the file, in words.
struct FoundView {
    line: u64,
    column: String,
    heading: String,
    value: String,
    text: String,
}

struct FoundList {
    shown: Vec<FoundView>,
    count: u64,
}

fn found(l: &Speaker, found: &Found) -> FoundList {
    let view = |one: &OneFound| {
        let args: Vec<_> = one.what.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        FoundView {
            line: one.line,
            column: one.heading.as_ref().map(tables::Heading::letters).unwrap_or_default(),
            heading: one.heading.as_ref().map(|heading| heading.name.clone()).unwrap_or_default(),
            value: one.value.clone(),
            text: l.ta(one.what.key, &args),
        }
    };
    FoundList { shown: found.shown().iter().map(view).collect(), count: found.count() }
}

struct SampleRow {
    line: u64,
    cells: Vec<(String, String)>,
}

/// What a file holds, as the page shows it.
struct ReportView {
    kind_name: String,
    encoding: &'static str,
    rows: u64,
    households: u64,
    people: u64,
    homes: u64,
    beds: u64,
    organisations: u64,
    already: u64,
    known: u64,
    is_nothing: bool,
    headings: Vec<String>,
    sample: Vec<SampleRow>,
    problems: FoundList,
    warnings: FoundList,
}

fn report_view(l: &Speaker, report: &Report) -> ReportView {
    let headings: Vec<String> = report.sample.headings.iter().map(|key| l.t(key).into_owned()).collect();
    // One column of each kind holds words of the program, which travel as keys.
    let cell = |text: &String| {
        let is_key = ["status-", "actor_kind-", "home_kind-"].iter().any(|family| text.starts_with(family));
        if is_key { l.t(text).into_owned() } else { text.clone() }
    };
    let sample = report
        .sample
        .rows
        .iter()
        .map(|(line, cells)| SampleRow {
            line: *line,
            cells: headings.iter().cloned().zip(cells.iter().map(cell)).collect(),
        })
        .collect();
    ReportView {
        kind_name: kind_name(l, report.kind),
        encoding: report.encoding.unwrap_or_default(),
        rows: report.rows,
        households: report.households,
        people: report.people,
        homes: report.homes,
        beds: report.beds,
        organisations: report.organisations,
        already: report.already,
        known: report.known,
        is_nothing: report.is_nothing(),
        headings,
        sample,
        problems: found(l, &report.problems),
        warnings: found(l, &report.warnings),
    }
}

#[derive(Template)]
#[template(path = "receive/import.html")]
struct Form {
    page: Page,
    kinds: Vec<KindView>,
    chosen: String,
    refused: Option<ReportView>,
}

fn form(context: &Context, page: Page, chosen: &str, refused: Option<ReportView>) -> Form {
    let kinds = kinds(context, &page.l);
    let chosen = if chosen.is_empty() {
        kinds.first().map(|kind| kind.kind.to_string()).unwrap_or_default()
    } else {
        chosen.to_owned()
    };
    Form { page, kinds, chosen, refused }
}

#[derive(Deserialize)]
struct Arrival {
    cancelled: Option<String>,
}

async fn empty(Staff { context, visit }: Staff, Query(arrival): Query<Arrival>) -> Response {
    let mut page = Page::new(&visit, key!("import-title"));
    if arrival.cancelled.is_some() {
        page = page.with_notice(key!("import-cancelled"));
    }
    html(&form(&context, page, "", None))
}

/// A file as it was sent, with the fields of its form.
#[derive(Default)]
struct Brought {
    csrf: String,
    key: String,
    kind: String,
    content: Vec<u8>,
}

async fn receive(visit: &Visit, sent: Result<Multipart, MultipartRejection>) -> Result<Brought, Error> {
    let unreadable = || Problems::one("file", key!("import-problem-unreadable"));
    let mut sent = sent.map_err(|_| unreadable())?;
    let mut brought = Brought::default();
    while let Some(part) = sent.next_field().await.map_err(|_| unreadable())? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            // The token stands before the file in the form: what does not come from our page is not even taken in.
            if brought.csrf != csrf_token(visit) {
                return Err(Problems::one("file", key!("import-problem-session")));
            }
            let content = part.bytes().await.map_err(|error| {
                if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { unreadable() }
            })?;
            if content.len() > import::LARGEST_FILE {
                return Err(too_large());
            }
            brought.content = content.to_vec();
            continue;
        }
        let value = part.text().await.map_err(|_| unreadable())?;
        match name.as_str() {
            CSRF_FIELD => brought.csrf = value,
            KEY_FIELD => brought.key = value,
            "kind" => brought.kind = value,
            _ => {}
        }
    }
    if brought.content.is_empty() {
        return Err(Problems::one("file", key!("import-problem-no-file")));
    }
    Ok(brought)
}

fn too_large() -> Error {
    let mut problems = Problems::default();
    let megabytes = (import::LARGEST_FILE / 1024 / 1024).to_string();
    problems.add_with("file", key!("error-file-too-large"), &[("n", &megabytes)]);
    Error::Invalid(problems)
}

async fn bring(
    Staff { context, visit }: Staff,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let page = Page::new(&visit, key!("import-title"));
    let mut chosen = String::new();
    match take_in(&context, &visit, sent, &mut chosen).await {
        Ok(Checked::Waiting(id)) => Ok(see(&format!("/import/{id}"))),
        Ok(Checked::Refused(report)) => {
            let view = report_view(&page.l, &report);
            let mut problems = Problems::default();
            problems.add_with(
                "problems",
                key!("import-refused"),
                &[("n", &report.problems.count().to_string())],
            );
            let page = page.with_problems(&problems);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &form(&context, page, &chosen, Some(view))))
        }
        Err(Error::Invalid(problems)) => {
            let page = page.with_problems(&problems);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &form(&context, page, &chosen, None)))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

async fn take_in(
    context: &Context,
    visit: &Visit,
    sent: Result<Multipart, MultipartRejection>,
    chosen: &mut String,
) -> Result<Checked, Error> {
    let brought = receive(visit, sent).await?;
    chosen.clone_from(&brought.kind);
    let kind: FileKind =
        brought.kind.parse().map_err(|()| Problems::one("kind", key!("import-problem-kind")))?;
    let mut context = context.clone();
    let key = brought.key.parse().map_err(|_| Error::AlreadySent)?;
    context.attempt = Some(Attempt::new(key, &format!("/import {kind}"), &brought.content));
    import::check(&context, kind, brought.content).await
}

#[derive(Template)]
#[template(path = "receive/import_report.html")]
struct ReportPage {
    page: Page,
    id: ImportId,
    report: ReportView,
}

#[derive(Template)]
#[template(path = "receive/import_done.html")]
struct DonePage {
    page: Page,
    applied: Applied,
    kind_name: String,
}

#[derive(Deserialize)]
struct Looked {
    working: Option<String>,
}

async fn look(
    Staff { context, visit }: Staff,
    Path(id): Path<ImportId>,
    Query(looked): Query<Looked>,
) -> Result<Response, Failure> {
    match import::look(&context, id).await.at(&visit)? {
        Seen::Applied(applied) => {
            let page = Page::new(&visit, key!("import-title"));
            Ok(html(&DonePage { kind_name: kind_name(&page.l, applied.kind), page, applied }))
        }
        Seen::Waiting(report) => {
            let mut page = Page::new(&visit, key!("import-preview-title"));
            if looked.working.is_some() {
                page = page.with_notice(key!("import-working"));
            }
            let status =
                if report.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let report = report_view(&page.l, &report);
            Ok(with_status(status, &ReportPage { page, id, report }))
        }
    }
}

async fn apply(
    Staff { context, visit }: Staff,
    Path(id): Path<ImportId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let known = if posted.fields.text("known") == "register" { Known::Register } else { Known::LeaveOut };
    let context = posted.context(&context);
    // The reading goes on by itself: a line that breaks, or a browser that gives up, does not stop it half-way.
    let reading = tokio::spawn(async move { import::apply(&context, id, known).await });
    match tokio::time::timeout(PATIENCE, reading).await {
        Err(_) => Ok(see(&format!("/import/{id}?working=1"))),
        Ok(Ok(outcome)) => outcome.at(&visit).map(|_| see(&format!("/import/{id}"))),
        Ok(Err(broken)) => {
            tracing::error!(%broken, "an import broke off");
            let error = store::Error::Key("an import broke off; nothing of it was kept".to_owned());
            Err(Failure::new(&visit, Error::Broken(error)))
        }
    }
}

async fn cancel(
    Staff { context, visit }: Staff,
    Path(id): Path<ImportId>,
    posted: Posted,
) -> Result<Response, Failure> {
    import::cancel(&posted.context(&context), id).await.at(&visit)?;
    Ok(see("/import?cancelled=1"))
}

#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    state: String,
}

async fn households(
    Staff { context, visit }: Staff,
    Query(filter): Query<Filter>,
) -> Result<Response, Failure> {
    let lines = export::households(&context, filter.state.parse().ok()).await.at(&visit)?;
    let l = &visit.speaker;
    let mut file = Csv::new([
        l.t("household-title"),
        l.t("common-name"),
        l.t("household-name-original"),
        l.t("household-size"),
        l.t("household-arrived"),
        l.t("desk-area"),
        l.t("household-chain-state"),
        l.t("chain-due"),
    ]);
    for line in lines {
        file.row([
            line.reference,
            format!("{} {}", line.given, line.family).trim().to_owned(),
            line.original,
            line.size.to_string(),
            line.arrived_on.to_string(),
            line.area.unwrap_or_default(),
            l.tf("chain_state", line.chain.state(context.today)).into_owned(),
            line.chain.next_deadline.map(|day| day.to_string()).unwrap_or_default(),
        ]);
    }
    Ok(file.download("hamn-households.csv"))
}

async fn actors(Staff { context, visit }: Staff) -> Result<Response, Failure> {
    let actors = export::actors(&context).await.at(&visit)?;
    let l = &visit.speaker;
    let mut file =
        Csv::new([l.t("common-name"), l.t("import-heading-kind"), l.t("common-email"), l.t("common-phone")]);
    for actor in actors {
        file.row([
            actor.name,
            l.tf("actor_kind", actor.kind).into_owned(),
            actor.contact.email.unwrap_or_default(),
            actor.contact.phone.unwrap_or_default(),
        ]);
    }
    Ok(file.download("hamn-actors.csv"))
}
