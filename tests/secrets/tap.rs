//! A proxy for each of the simulator's services. The proxies forward all bytes between SmartCloud, the browsers and the
//! simulator, and keep a copy of these bytes.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use altinn_simulator::{NamedOrigins, Settings};
use test_support::{Observer, SimulatorTestBed, ports::five_free_ports};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

/// The bytes that one side of one connection has sent so far.
type Bytes = Arc<Mutex<Vec<u8>>>;

/// The bytes of all connections.
#[derive(Clone, Default)]
pub struct Tap(Arc<Mutex<Vec<Bytes>>>);

impl Tap {
    /// Starts the simulator and the proxies. SmartCloud and the browsers know only the proxies' ports.
    pub async fn start(observer: Observer) -> (Self, SimulatorTestBed) {
        let tap = Self::default();
        let first_port = five_free_ports();
        let mut origins = Vec::new();
        for port in first_port..first_port + 5 {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            origins.push(format!("http://{address}/").parse::<Url>().unwrap());
            tokio::spawn(tap.clone().pass_on(listener, ([127, 0, 0, 1], port).into()));
        }
        // The proxies are in the same order as the simulator's ports.
        let mut origins = origins.into_iter();
        let settings = Settings {
            address: ([127, 0, 0, 1], first_port).into(),
            origins: NamedOrigins {
                altinn_ui: origins.next(),
                altinn_platform: origins.next(),
                idporten: origins.next(),
                maskinporten: origins.next(),
                resource_owner: origins.next(),
            },
            ..Settings::for_tests()
        };
        let simulator = SimulatorTestBed::start_observed(settings, |_| observer).await;
        (tap, simulator)
    }

    /// Returns, as text, what each side of each connection has sent so far.
    pub fn heard(&self) -> Vec<String> {
        let all = self.0.lock().unwrap();
        let text = |bytes: &Bytes| String::from_utf8_lossy(&bytes.lock().unwrap()).into_owned();
        all.iter().map(text).collect()
    }

    async fn pass_on(self, listener: TcpListener, simulator: SocketAddr) {
        loop {
            let (client, _) = listener.accept().await.unwrap();
            let server = TcpStream::connect(simulator).await.unwrap();
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::spawn(copy(from_client, to_server, self.new_copy()));
            tokio::spawn(copy(from_server, to_client, self.new_copy()));
        }
    }

    fn new_copy(&self) -> Bytes {
        let bytes = Bytes::default();
        self.0.lock().unwrap().push(Arc::clone(&bytes));
        bytes
    }
}

/// Forwards and copies bytes until one of the two sides closes its connection.
async fn copy(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, kept: Bytes) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        kept.lock().unwrap().extend_from_slice(&buffer[..length]);
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}
