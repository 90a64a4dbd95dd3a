//! Figures for a monitor, in Prometheus' text format. Labels are words of the program (a route's template, a class of
//! status), never a value that somebody sent: figures hold no personal data and cannot grow without bound.

use std::net::SocketAddr;

use axum::{
    Extension,
    extract::ConnectInfo,
    http::{HeaderMap, header},
    response::{IntoResponse as _, Response},
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};

/// The figures collected so far.
pub use metrics_exporter_prometheus::PrometheusHandle as Figures;
use store::{Store, Who};

use crate::{party::Visit, reply::Failure};

/// Seconds. The promise is a page in 0.1 s; what takes ten is broken.
const BUCKETS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// Headers by which a reverse proxy shows itself. A request that came through one is not from this machine.
const THROUGH_A_PROXY: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/// Who may read the figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Programs on this machine that ask directly, not through a reverse proxy.
    #[default]
    Loopback,
    /// Whoever reaches the address.
    Anyone,
    /// Nobody.
    Nobody,
}

/// Collects the figures; the binary makes it the process's recorder and hands its handle to [`crate::Process`].
pub fn recorder() -> PrometheusRecorder {
    let builder = PrometheusBuilder::new();
    // Fails only for an empty list.
    let builder = builder.set_buckets(&BUCKETS).unwrap_or_else(|_| PrometheusBuilder::new());
    let recorder = builder.build_recorder();
    ::metrics::with_local_recorder(&recorder, || {
        ::metrics::describe_counter!(
            "hamn_requests_total",
            "Requests answered, by route and class of status."
        );
        ::metrics::describe_histogram!("hamn_request_seconds", "Time until an answer began, by route.");
        ::metrics::describe_counter!(
            "hamn_database_failures_total",
            "Requests that failed because of the database."
        );
        ::metrics::describe_gauge!("hamn_outbox_waiting", "Letters that have not left.");
        ::metrics::describe_counter!(
            "hamn_scheduler_done_total",
            "Things done by the program itself, by kind of work."
        );
        ::metrics::describe_counter!(
            "hamn_scheduler_failures_total",
            "Failures of the program's own work, by kind."
        );
        // Counters that have counted nothing are shown too, so that an alarm can tell zero from missing.
        ::metrics::counter!("hamn_database_failures_total").absolute(0);
    });
    recorder
}

/// `/metrics`.
pub(crate) async fn show(
    visit: Visit,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let process = &visit.state.process;
    let peer = peer.map(|Extension(ConnectInfo(address))| address);
    let (Some(figures), true) = (&process.figures, may_read(process.audience, peer, &headers)) else {
        return Err(Failure::new(&visit, app::Error::NotFound));
    };
    match waiting(&visit.state.app.store).await {
        #[expect(clippy::cast_precision_loss, reason = "an outbox of 2^53 letters has other problems")]
        Ok(count) => ::metrics::gauge!("hamn_outbox_waiting").set(count as f64),
        // The other figures are wanted most when the database is gone.
        Err(error) => {
            ::metrics::counter!("hamn_database_failures_total").increment(1);
            tracing::warn!(%error, "the outbox could not be counted");
        }
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], figures.render())
        .into_response())
}

fn may_read(audience: Audience, peer: Option<SocketAddr>, headers: &HeaderMap) -> bool {
    match audience {
        Audience::Anyone => true,
        Audience::Nobody => false,
        Audience::Loopback => {
            peer.is_some_and(|address| address.ip().to_canonical().is_loopback())
                && !THROUGH_A_PROXY.iter().any(|name| headers.contains_key(*name))
        }
    }
}

async fn waiting(store: &Store) -> Result<i64, store::Error> {
    let mut waiting = 0;
    for tenant in store.tenants().await? {
        waiting += store.read(&Who::program(tenant.id)).await?.waiting_messages().await?;
    }
    Ok(waiting)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_reads_the_figures_unless_the_operator_says_otherwise() {
        let none = HeaderMap::new();
        let mut proxied = HeaderMap::new();
        proxied.insert("x-forwarded-for", "127.0.0.1".parse().unwrap());
        let here: SocketAddr = "127.0.0.1:5".parse().unwrap();
        let here_mapped: SocketAddr = "[::ffff:127.0.0.1]:5".parse().unwrap();
        let there: SocketAddr = "192.0.2.7:5".parse().unwrap();

        assert!(may_read(Audience::Loopback, Some(here), &none));
        assert!(may_read(Audience::Loopback, Some(here_mapped), &none));
        assert!(!may_read(Audience::Loopback, Some(there), &none));
        assert!(!may_read(Audience::Loopback, None, &none), "who asks is not known");
        assert!(
            !may_read(Audience::Loopback, Some(here), &proxied),
            "a proxy on the same machine asks for somebody else"
        );
        assert!(may_read(Audience::Anyone, Some(there), &proxied));
        assert!(!may_read(Audience::Nobody, Some(here), &none));
    }
}
