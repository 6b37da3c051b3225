//! An axum handler that does nothing except return the bytes of a page. It runs in its own process and shows how fast
//! SmartCloud's page could be.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result};
use axum::{Router, body::Bytes, http::header, routing::get, serve::ListenerExt};
use tokio::{
    net::{TcpListener, TcpStream},
    process::{Child, Command},
};

/// The command-line argument that makes this program serve the bare handler instead of measuring SmartCloud.
pub const COMMAND: &str = "bare";

pub struct Bare {
    pub address: SocketAddr,
    process: Child,
    body: PathBuf,
}

impl Bare {
    pub async fn start(body: &[u8]) -> Result<Self> {
        let file = std::env::temp_dir().join(format!("smartcloud-bench-{}", std::process::id()));
        std::fs::write(&file, body)?;
        let process = Command::new(std::env::current_exe()?)
            .arg(COMMAND)
            .arg(&file)
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let address = SocketAddr::from(([127, 0, 0, 1], PORT));
        for _ in 0..200 {
            if TcpStream::connect(address).await.is_ok() {
                return Ok(Self {
                    address,
                    process,
                    body: file,
                });
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        anyhow::bail!("the bare handler does not answer on port {PORT}")
    }

    pub async fn stop(mut self) -> Result<()> {
        self.process.kill().await?;
        Ok(std::fs::remove_file(self.body)?)
    }
}

const PORT: u16 = 4790;

/// Serves the content of `file` at `/` until this process is killed.
pub async fn serve(file: &Path) -> Result<()> {
    let body = Bytes::from(std::fs::read(file)?);
    let handler = move || {
        let body = body.clone();
        async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body) }
    };
    let listener = TcpListener::bind(("127.0.0.1", PORT)).await;
    let listener = listener.with_context(|| format!("port {PORT} is taken"))?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let service = Router::new().route("/", get(handler)).into_make_service();
    Ok(axum::serve(listener, service).await?)
}
