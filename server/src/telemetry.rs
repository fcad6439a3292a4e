//! Structured logs: readable on a terminal, JSON otherwise, at a level that can be changed.

use crate::StartError;
use config::{Log, LogFormat};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::io::IsTerminal;
use std::sync::{Arc, OnceLock};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, reload};

/// Changes the log level and renders `/metrics`.
#[derive(Clone)]
pub struct Telemetry {
    level: Option<Arc<reload::Handle<EnvFilter, Registry>>>,
    metrics: PrometheusHandle,
}

/// Starts logging as configured. The recorder of metrics is the process's one.
pub fn start(log: &Log) -> Result<Telemetry, StartError> {
    let (filter, handle) = reload::Layer::new(parse_level(&log.level)?);
    let as_json = match log.format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if as_json {
        lines.json().flatten_event(true).boxed()
    } else {
        lines.with_ansi(std::io::stderr().is_terminal()).boxed()
    };
    // A second start in one process (tests) keeps the first subscriber.
    let _ = Registry::default().with(filter).with(lines).try_init();
    Ok(Telemetry {
        level: Some(Arc::new(handle)),
        metrics: metrics_recorder(),
    })
}

/// Telemetry without logs, for tests.
pub fn silent() -> Telemetry {
    Telemetry {
        level: None,
        metrics: metrics_recorder(),
    }
}

fn metrics_recorder() -> PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            let _ = metrics::set_global_recorder(recorder);
            handle
        })
        .clone()
}

fn parse_level(level: &str) -> Result<EnvFilter, StartError> {
    // The client logs every failed attempt; the data layer says each cause once, in its own words.
    // Audit events are logged at any level, unless `audit=off` says otherwise.
    EnvFilter::builder()
        .parse(format!("kube_client=off,audit=info,{level}"))
        .map_err(|error| StartError::LogLevel {
            level: level.to_owned(),
            reason: error.to_string(),
        })
}

// === impl Telemetry ===

impl Telemetry {
    /// Logs from now on at this level: `info`, or `info,fleet=debug`.
    pub fn set_level(&self, level: &str) -> Result<(), StartError> {
        let filter = parse_level(level.trim())?;
        if let Some(handle) = &self.level {
            handle
                .reload(filter)
                .map_err(|error| StartError::LogLevel {
                    level: level.to_owned(),
                    reason: error.to_string(),
                })?;
        }
        tracing::info!(level = level.trim(), "log level changed");
        Ok(())
    }

    /// What is measured, in Prometheus' text format.
    pub fn render_metrics(&self) -> String {
        self.metrics.render()
    }
}
