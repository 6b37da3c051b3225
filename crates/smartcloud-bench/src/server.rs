//! A running SmartCloud with its simulator.

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::{Child, Command},
};

use crate::load::open_idle;

/// The port of SmartCloud. `make run` and the browser tests use other ports, so all of them can run at the same time.
const PORT: u16 = 4700;
const SIMULATOR_PORT: u16 = 4710;

/// With these settings, SmartCloud gives each visitor a sandbox, as in a talk.
pub const PER_VISITOR: [(&str, &str); 2] = [
    ("SMARTCLOUD_SANDBOXES", "per-visitor"),
    ("SMARTCLOUD_PRESENTER_KEY", "the-key-of-the-measurement"),
];

pub struct Server {
    process: Child,
    pub address: SocketAddr,
    pub origin: String,
    /// The base URL of the simulator's control API.
    pub control: String,
    /// The time from the start of SmartCloud's process to its first response.
    pub started_in: Duration,
}

impl Server {
    /// Starts SmartCloud from the executable file `program`, and waits for its first response.
    pub async fn start(program: &Path, site: Option<&Path>, new_folder: bool) -> Result<Self> {
        Self::start_with(program, site, new_folder, &[]).await
    }

    /// Starts SmartCloud as `start` does, and also sets the environment variables in `settings`.
    pub async fn start_with(
        program: &Path,
        site: Option<&Path>,
        new_folder: bool,
        settings: &[(&str, &str)],
    ) -> Result<Self> {
        let folder = std::env::temp_dir().join("smartcloud-bench-data");
        if new_folder && folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let address = SocketAddr::from(([127, 0, 0, 1], PORT));
        let origin = format!("http://localhost:{PORT}");
        if TcpStream::connect(address).await.is_ok() {
            bail!("port {PORT} is taken by another program");
        }
        let beside = program.parent().map(|folder| folder.join("site"));
        let site: Option<PathBuf> = site.map(Path::to_owned).or(beside);
        let mut command = Command::new(program);
        if let Some(site) = site {
            command.env("SMARTCLOUD_SITE", site);
        }
        let started = Instant::now();
        let mut process = command
            .envs(settings.iter().copied())
            .env("SMARTCLOUD_PUBLIC_URL", &origin)
            .env("SMARTCLOUD_DATA", folder.join("data"))
            .env("SIMULATOR_PORT", SIMULATOR_PORT.to_string())
            // The benchmark plays all journeys from one client address, so the normal limit of log-ins for one address
            // would stop the benchmark.
            .env("SMARTCLOUD_LOGIN_LIMIT", u32::MAX.to_string())
            // Without `RUST_LOG`, SmartCloud logs as in production: the request log is on, with JSON lines at level
            // `info`.
            .env_remove("RUST_LOG")
            .stderr(File::create(folder.join("log"))?)
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        while !answers(address).await {
            if let Some(status) = process.try_wait()? {
                bail!("{} ended with {status}", program.display());
            }
            if started.elapsed() > Duration::from_mins(1) {
                bail!("{} does not answer within a minute", program.display());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(Self {
            process,
            address,
            origin,
            control: format!("http://127.0.0.1:{SIMULATOR_PORT}/control/"),
            started_in: started.elapsed(),
        })
    }

    /// Returns the resident memory of the process in kB.
    pub fn memory(&self) -> Result<u64> {
        let id = self.process.id().context("the server has ended")?;
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number.context("/proc has no VmRSS")?.parse()?)
    }

    /// The processor time that the server has used, in its own code and in the kernel. If the machine also does other
    /// work, this time varies less than the number of responses per second.
    pub fn processor_time(&self) -> Result<Duration> {
        /// The kernel counts processor time in `/proc` in ticks. A second has this many ticks on every Linux that Rust
        /// supports.
        const TICKS_PER_SECOND: f64 = 100.0;

        let id = self.process.id().context("the server has ended")?;
        let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
        // The second field of `/proc/…/stat` is the program's name in parentheses, and this name can have spaces. So
        // this code counts the fields after the name, from 0. Fields 14 and 15, the processor times, then have the
        // numbers 11 and 12.
        let (_, fields) = stat.rsplit_once(')').context("/proc has no stat")?;
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let mut ticks = 0.0;
        for place in [11, 12] {
            let field = fields.get(place).context("/proc has no times")?;
            ticks += field.parse::<f64>()?;
        }
        Ok(Duration::from_secs_f64(ticks / TICKS_PER_SECOND))
    }

    pub async fn stop(mut self) -> Result<()> {
        Ok(self.process.kill().await?)
    }
}

/// Whether SmartCloud answers `/health` with status 200.
async fn answers(address: SocketAddr) -> bool {
    let call = async {
        let mut stream = TcpStream::connect(address).await?;
        stream
            .write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .await?;
        let mut response = String::new();
        stream.read_to_string(&mut response).await?;
        anyhow::Ok(response.starts_with("HTTP/1.1 200"))
    };
    call.await.unwrap_or(false)
}

/// Opens `count` idle connections and closes them. Returns SmartCloud's memory in kB before the connections, while they
/// are open, and after they are closed.
pub async fn idle_connections(server: &Server, count: usize) -> Result<(u64, u64, u64)> {
    let before = server.memory()?;
    let mut connections = Vec::with_capacity(count);
    for _ in 0..count {
        connections.push(open_idle(server.address).await?);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let open = server.memory()?;
    drop(connections);
    tokio::time::sleep(Duration::from_secs(2)).await;
    Ok((before, open, server.memory()?))
}
