//! Tests of what SmartCloud does around its routes: the health check, unknown paths below `/api/`, and the log.

use std::{
    io,
    sync::{Arc, Mutex},
};

use reqwest::Method;
use serde_json::{Value, json};
use test_support::AppTestBed;

#[tokio::test]
async fn health_names_each_check() {
    let bed = AppTestBed::start().await;
    let http = &bed.simulator.http;
    let answer = http.send(http.get(bed.config.local("/health"))).await;
    answer.assert_status(200);
    let ok = json!({ "status": "ok" });
    assert_eq!(
        answer.json(),
        json!({ "status": "ok", "database": ok, "simulator": ok })
    );
}

#[tokio::test]
async fn health_fails_with_a_reason_if_the_simulator_is_gone() {
    let bed = AppTestBed::start().await;
    let (http, url) = (bed.simulator.http.clone(), bed.config.local("/health"));
    bed.simulator.stop().await;
    let answer = http.send(http.get(url)).await;
    answer.assert_status(503);
    let report: Value = answer.json();
    assert_eq!(report["status"], "failed");
    assert_eq!(report["database"]["status"], "ok");
    assert_eq!(report["simulator"]["status"], "failed");
    let reason = report["simulator"]["reason"].as_str().unwrap();
    assert!(reason.starts_with("the simulator does not answer"));
}

#[tokio::test]
async fn an_unknown_path_below_api_is_not_found() {
    let bed = AppTestBed::start().await;
    let http = &bed.simulator.http;
    for (method, path, status) in [
        (Method::POST, "/api/no-such-function", 404),
        (Method::GET, "/api/no-such-function", 404),
        (Method::POST, "/api/", 404),
        (Method::GET, "/api/progress", 405),
        (Method::POST, "/api/progress", 400),
    ] {
        let request = http.request(method, bed.config.local(path));
        http.send(request).await.assert_status(status);
    }
}

/// A writer that keeps all lines of the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_long_path_is_cut_in_the_log_of_both_servers() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // Other tests write to the same log at the same time. So this test uses its own path.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let bed = AppTestBed::start().await;
    let http = &bed.simulator.http;
    let path = format!("/a-very-long-path/{}", "x".repeat(8000));
    for url in [bed.config.local(&path), bed.simulator.ui(&path)] {
        http.send(http.get(url)).await.assert_status(404);
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.contains("/a-very-long-path/"))
        .collect();
    assert!(lines.len() >= 2, "{} lines", lines.len());
    for line in lines {
        assert!(line.len() < 1000, "{} bytes", line.len());
        assert!(line.contains("xxx…"));
    }
}
