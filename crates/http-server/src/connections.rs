//! The loop that accepts connections, and the limits that end connections.

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    response::Response,
};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep, timeout},
};
use tower::ServiceExt;

use crate::request_body::{BodyState, FollowedBody, RequestHead};

/// The largest size in bytes of a request line and its headers together. hyper would otherwise allow 400 kB for each
/// connection.
const MAX_BUFFER: usize = 64 * 1024;

/// If the server could not accept a connection, it waits this long before it tries again. The usual cause is that the
/// process has no free file descriptor.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// The limits of a connection. Without these limits, some connections would never end, and would keep their memory and
/// their file descriptors.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The maximum number of connections at the same time. Further clients wait in the queue of the operating system.
    pub connections: usize,
    /// The maximum wait for the first byte of a new client. The same maximum applies to the wait for the complete
    /// headers of each request. After each response, the server waits for headers again, so this limit also ends idle
    /// connections.
    pub headers: Duration,
    /// A connection that reaches this age takes no new request. This limit also closes a connection if the client does
    /// not read the response.
    pub age: Duration,
    /// When a connection has reached `age`, its open request gets this time to finish.
    pub finish: Duration,
    /// When the server stops, open requests get this time to finish.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            headers: Duration::from_secs(30),
            age: Duration::from_mins(10),
            finish: Duration::from_mins(1),
            stop: Duration::from_secs(5),
        }
    }
}

/// A handler adds this extension to a response that the client must not get. In that case, the server sends no
/// response, and closes the connection.
#[derive(Clone, Copy, Debug)]
pub struct CloseConnection;

/// The server adds this value to each HTTP request. A handler with a long wait, such as a long poll, must also await
/// [`Stopping::wait`], and then answer. Otherwise the server cuts the connection after [`Limits::stop`].
#[derive(Clone, Debug)]
pub struct Stopping(watch::Receiver<()>);

impl Stopping {
    /// Waits until the server begins to stop.
    pub async fn wait(mut self) {
        // Ignore an error: `changed` fails only if `serve` was cancelled, and then the server stops anyway.
        let _ = self.0.changed().await;
    }
}

/// The error that makes hyper close a connection without a response.
#[derive(Debug, thiserror::Error)]
#[error("the response says that the connection must be closed")]
struct Closed;

/// Serves HTTP/1.1 requests until the future `stopped` completes. Then waits for open requests, at most for
/// [`Limits::stop`].
///
/// The server adds the client's address to each request, as the extension [`ConnectInfo<SocketAddr>`].
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    limits: Limits,
    stopped: impl Future<Output = ()>,
) {
    // `with_state` makes axum build the layers once. Without it, axum would build all layers again for each HTTP
    // request.
    let routes = routes.with_state(());
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .max_buf_size(MAX_BUFFER);
    let places = Arc::new(Semaphore::new(limits.connections));
    // Each connection has a receiver of this channel. The channel tells the connections to close. After the last
    // connection has closed, the channel has no receiver, and the server can stop.
    let (stop, stopping) = watch::channel(());
    // The handlers have a separate channel, because a handler can keep its receiver after its connection has closed. A
    // receiver of `stop` in a handler would delay the stop of the server.
    let (tell_handlers, told) = watch::channel(());
    let told = Stopping(told);
    let mut stopped = pin!(stopped);
    loop {
        let connection = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, accept(&listener).await)
        };
        let (place, (stream, client)) = tokio::select! {
            connection = connection => connection,
            () = &mut stopped => break,
        };
        // `acquire_owned` fails only if the semaphore is closed, and nothing closes it.
        let Ok(place) = place else { break };
        let connection = Connection {
            protocol: protocol.clone(),
            routes: routes.clone(),
            client,
            limits,
            stopping: stopping.clone(),
            told: told.clone(),
            _place: place,
        };
        tokio::spawn(connection.serve(stream));
    }
    drop(listener);
    drop(stopping);
    tell_handlers.send_replace(());
    stop.send_replace(());
    stop.closed().await;
}

/// Accepts the next connection. If this fails, for example because too many files are open, the server tries again.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(connection) => return connection,
            // The client was gone before the server accepted the connection.
            Err(error) if is_of_the_client(&error) => {}
            Err(error) => {
                tracing::error!(%error, "the listener cannot accept connections");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_the_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

struct Connection {
    protocol: http1::Builder,
    routes: Router,
    client: SocketAddr,
    limits: Limits,
    stopping: watch::Receiver<()>,
    told: Stopping,
    /// The permit of the semaphore that counts the connections. Dropping the permit lets the next client in.
    _place: OwnedSemaphorePermit,
}

impl Connection {
    async fn serve(mut self, stream: TcpStream) {
        // hyper needs about 10 kB for each connection, so hyper gets the connection only after the first byte. A client
        // that sends nothing then costs little memory. `readable` cannot replace `peek` here, because `readable`
        // returns at once for a new socket.
        let mut first_byte = [0];
        let has_sent = tokio::select! {
            peeked = timeout(self.limits.headers, stream.peek(&mut first_byte)) => {
                matches!(peeked, Ok(Ok(1)))
            }
            // If `serve` was cancelled, `changed` returns an error. This connection must then also end.
            _ = self.stopping.changed() => false,
        };
        if has_sent {
            Box::pin(self.serve_requests(stream)).await;
        }
    }

    async fn serve_requests(mut self, stream: TcpStream) {
        // Without `TCP_NODELAY`, the server sends the second packet of a response only after the client has
        // acknowledged the first. The client can delay this acknowledgement by 40 ms.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY cannot be set");
        }
        let (routes, client, told) = (self.routes, self.client, self.told);
        let service =
            service_fn(move |request| respond(routes.clone(), client, told.clone(), request));
        let connection = self
            .protocol
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        let time_to_finish = tokio::select! {
            // hyper returns an error here if the client went away, sent no HTTP or was too slow.
            _ = &mut connection => return,
            () = sleep(self.limits.age) => self.limits.finish,
            _ = self.stopping.changed() => self.limits.stop,
        };
        connection.as_mut().graceful_shutdown();
        if timeout(time_to_finish, connection).await.is_err() {
            tracing::debug!("a connection was closed before its request was finished");
        }
    }
}

async fn respond(
    routes: Router,
    client: SocketAddr,
    stopping: Stopping,
    request: Request<Incoming>,
) -> Result<Response, Closed> {
    let head = RequestHead::of(request.headers());
    let (mut request, body) = follow_body(request);
    request.extensions_mut().insert(ConnectInfo(client));
    request.extensions_mut().insert(stopping);
    let response: Result<Response, Infallible> = routes.oneshot(request).await;
    let mut response = match response {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if response.extensions().get::<CloseConnection>().is_some() {
        return Err(Closed);
    }
    if let Some(body) = body {
        body.finish(head, response.headers_mut()).await;
    }
    Ok(response)
}

/// Adds a [`BodyState`] to a request that has a body. With this state, the server later decides whether to read the
/// rest of the body.
fn follow_body(request: Request<Incoming>) -> (Request, Option<BodyState>) {
    if request.body().is_end_stream() {
        return (request.map(Body::new), None);
    }
    let (parts, body) = request.into_parts();
    let (body, state) = FollowedBody::new(body);
    let mut request = Request::from_parts(parts, Body::new(body));
    request.extensions_mut().insert(state.clone());
    (request, Some(state))
}
