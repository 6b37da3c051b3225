use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    time::timeout,
};
use url::Url;

/// A proxy in front of one of the simulator's services. The proxy holds back the calls with one HTTP method. So a test
/// can change the simulator's state at the last moment before such a call.
#[derive(Debug)]
pub struct Gate {
    /// The URL of the proxy. The program under test uses this URL as the URL of the service.
    pub url: Url,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    /// The first bytes of each HTTP request that the proxy holds back.
    start: String,
    has_arrived: Notify,
    may_continue: Notify,
}

impl Gate {
    /// Starts a proxy that forwards all bytes between its clients and the service at `service`. The proxy holds back
    /// each HTTP request with the method `method`, until [`Gate::before_call`] lets the request through.
    pub async fn start(service: &Url, method: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            start: format!("{method} "),
            has_arrived: Notify::new(),
            may_continue: Notify::new(),
        });
        let service = service.socket_addrs(|| None).unwrap()[0];
        tokio::spawn(forward_all(listener, service, Arc::clone(&state)));
        Self {
            url: format!("http://{address}/").parse().unwrap(),
            state,
        }
    }

    /// Waits for a call with the method of this gate. Runs `action` while the proxy holds back the call, and then lets
    /// the call through.
    pub async fn before_call<T>(&self, action: impl Future<Output = T>) -> T {
        let arrival = timeout(Duration::from_mins(1), self.state.has_arrived.notified());
        arrival.await.expect("a call to hold back");
        let result = action.await;
        self.state.may_continue.notify_one();
        result
    }
}

async fn forward_all(listener: TcpListener, service: SocketAddr, state: Arc<State>) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        let server = TcpStream::connect(service).await.unwrap();
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::spawn(copy(from_client, to_server, Some(Arc::clone(&state))));
        tokio::spawn(copy(from_server, to_client, None));
    }
}

/// Forwards bytes until one of the two sides closes its connection. A client waits for each response before it sends
/// the next HTTP request, so each request begins with a new read.
async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    gate: Option<Arc<State>>,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let bytes = &buffer[..length];
        if let Some(gate) = &gate
            && bytes.starts_with(gate.start.as_bytes())
        {
            gate.has_arrived.notify_one();
            gate.may_continue.notified().await;
        }
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}
