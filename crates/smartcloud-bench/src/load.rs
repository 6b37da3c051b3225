//! Sends the same GET request over many connections, as fast as the server answers.
//!
//! This code implements HTTP/1.1 itself. A full HTTP client would take more processor time than the handlers that are
//! measured.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// The number of connections. Each connection waits for a response before it sends the next HTTP request.
const CONNECTIONS: usize = 32;

#[derive(Clone, Copy)]
pub struct Load<'a> {
    pub path: &'a str,
    pub cookies: Option<&'a str>,
    pub accept_encoding: Option<&'a str>,
}

pub struct Figures {
    pub count: u32,
    pub per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
}

impl Load<'_> {
    fn request(&self, address: SocketAddr) -> Vec<u8> {
        let mut request = format!(
            "GET {} HTTP/1.1\r\nHost: localhost:{}\r\n",
            self.path,
            address.port()
        );
        for (name, value) in [
            ("Cookie", self.cookies),
            ("Accept-Encoding", self.accept_encoding),
        ] {
            if let Some(value) = value {
                request.extend([name, ": ", value, "\r\n"]);
            }
        }
        request.push_str("\r\n");
        request.into_bytes()
    }

    /// Sends one HTTP request and returns the body of the response.
    pub async fn body(&self, address: SocketAddr) -> Result<Vec<u8>> {
        let mut connection = Connection::open(address).await?;
        connection.call(&self.request(address)).await?;
        Ok(connection.body())
    }

    pub async fn run(&self, address: SocketAddr, duration: Duration) -> Result<Figures> {
        let request = self.request(address);
        let started = Instant::now();
        let mut connections = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let request = request.clone();
            connections.spawn(async move {
                let mut connection = Connection::open(address).await?;
                let mut latencies = Vec::new();
                while started.elapsed() < duration {
                    let sent = Instant::now();
                    connection.call(&request).await?;
                    latencies.push(sent.elapsed());
                }
                anyhow::Ok(latencies)
            });
        }
        let mut latencies = Vec::new();
        while let Some(result) = connections.join_next().await {
            latencies.extend(result??);
        }
        let elapsed = started.elapsed();
        latencies.sort_unstable();
        let count = u32::try_from(latencies.len())?;
        let at = |percent: usize| latencies[(latencies.len() - 1) * percent / 100];
        Ok(Figures {
            count,
            per_second: f64::from(count) / elapsed.as_secs_f64(),
            p50: at(50),
            p99: at(99),
        })
    }
}

struct Connection {
    stream: TcpStream,
    /// The headers and the body of the last response.
    buffer: Vec<u8>,
    /// The index of the first byte of the response's body in `buffer`.
    body_at: usize,
    is_chunked: bool,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
            body_at: 0,
            is_chunked: false,
        })
    }

    /// Sends an HTTP request and reads the whole response. Fails if the status is not 200.
    async fn call(&mut self, request: &[u8]) -> Result<()> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut end = None;
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the server closed the connection");
            if end.is_none() {
                end = self.head()?;
            }
            match end {
                Some(End::At(length)) if self.buffer.len() >= length => return Ok(()),
                Some(End::LastChunk) if self.buffer.ends_with(b"\r\n0\r\n\r\n") => return Ok(()),
                _ => {}
            }
        }
    }

    fn head(&mut self) -> Result<Option<End>> {
        let Some(at) = find(&self.buffer, b"\r\n\r\n") else {
            return Ok(None);
        };
        self.body_at = at + 4;
        let head = std::str::from_utf8(&self.buffer[..at])?;
        ensure!(
            head.starts_with("HTTP/1.1 200"),
            "the response is no success: {}",
            head.lines().next().unwrap_or_default()
        );
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.trim().parse::<usize>().ok())?
        });
        self.is_chunked = length.is_none();
        Ok(Some(match length {
            Some(length) => End::At(self.body_at + length),
            None => End::LastChunk,
        }))
    }

    fn body(&self) -> Vec<u8> {
        let mut rest = &self.buffer[self.body_at..];
        if !self.is_chunked {
            return rest.to_vec();
        }
        let mut body = Vec::new();
        while let Some(at) = find(rest, b"\r\n") {
            let size = std::str::from_utf8(&rest[..at]).unwrap_or_default();
            let size = usize::from_str_radix(size, 16).unwrap_or_default();
            let Some(chunk) = rest.get(at + 2..at + 2 + size).filter(|_| size > 0) else {
                break;
            };
            body.extend_from_slice(chunk);
            rest = rest.get(at + 4 + size..).unwrap_or_default();
        }
        body
    }
}

enum End {
    At(usize),
    LastChunk,
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// Opens a connection and sends nothing over the connection.
pub async fn open_idle(address: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(address).await;
    stream.context("an idle connection cannot be opened; is `ulimit -n` too low?")
}
