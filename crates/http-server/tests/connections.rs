//! Tests of the limits of connections, over real TCP connections.
//!
//! No test asserts how long something takes. In each test, one limit is short and all others are an hour. If the short
//! limit does not work, the test waits until the test runner stops it.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Extension, Router,
    extract::{ConnectInfo, Request},
    middleware::{self, Next},
    response::IntoResponse,
    routing::{get, post},
};
use http_server::{
    CloseConnection, Limits, Stopping, catch_panics, check_request_line, serve, time_limit,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, oneshot},
    task::JoinHandle,
};

const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_hours(1);

fn unlimited() -> Limits {
    Limits {
        connections: 100,
        headers: LONG,
        age: LONG,
        finish: LONG,
        stop: LONG,
    }
}

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Server {
    async fn start(routes: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(serve(listener, routes, limits, async {
            let _ = stopped.await;
        }));
        Self {
            address,
            stop,
            ended,
        }
    }

    async fn connect(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }

    /// Sends a request, and returns everything that arrives until the server closes the connection.
    async fn talk(&self, request: &str) -> String {
        rest(&mut self.connect(request).await).await
    }
}

/// Returns everything that arrives until the server closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // The server can reset the connection. Ignore this error, because the bytes that arrived before it are enough.
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).unwrap()
}

/// Asserts that the body of a response is a plain text that contains `part`.
fn assert_text(response: &str, part: &str) {
    let (headers, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(headers.contains("text/plain; charset=utf-8"), "{response}");
    assert!(body.contains(part), "{response}");
}

fn hello() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

const GET: &str = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
const GET_AND_CLOSE: &str = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn a_client_that_sends_no_complete_headers_is_disconnected() {
    let limits = Limits {
        headers: SHORT,
        ..unlimited()
    };
    let server = Server::start(hello(), limits).await;
    assert_eq!(server.talk("").await, "");
    assert_eq!(server.talk("GET / HTTP/1.1\r\nhost: a\r\nx: ").await, "");
    let idle = server.talk(GET).await;
    assert!(idle.ends_with("hello"), "{idle}");
}

#[tokio::test]
async fn an_old_connection_takes_no_further_request() {
    let limits = Limits {
        age: SHORT,
        ..unlimited()
    };
    let server = Server::start(hello(), limits).await;
    let mut stream = server.connect(GET).await;
    assert!(rest(&mut stream).await.ends_with("hello"));
}

#[tokio::test]
async fn a_client_that_reads_no_response_is_disconnected() {
    let limits = Limits {
        connections: 1,
        age: SHORT,
        finish: SHORT,
        ..unlimited()
    };
    let large = Router::new().route("/", get(|| async { "x".repeat(64 * 1024 * 1024) }));
    let server = Server::start(large, limits).await;
    let _never_reads = server.connect(GET).await;
    // The server has room for one connection. It answers the second client only after the first client's connection is
    // closed.
    let second = server.talk("no HTTP\r\n\r\n").await;
    assert!(second.starts_with("HTTP/1.1 400"), "{second}");
}

#[tokio::test]
async fn further_clients_wait_if_there_are_too_many_connections() {
    let limits = Limits {
        connections: 2,
        ..unlimited()
    };
    let (open, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let count = {
        let most = Arc::clone(&most);
        move || async move {
            most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            // Wait before the response. If the limit does not work, the server handles more than two requests during
            // this wait.
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
            open.fetch_sub(1, Ordering::SeqCst);
            "counted"
        }
    };
    let server = Server::start(Router::new().route("/", get(count)), limits).await;
    let mut clients = Vec::new();
    for _ in 0..10 {
        clients.push(server.connect(GET_AND_CLOSE).await);
    }
    for mut client in clients {
        assert!(rest(&mut client).await.ends_with("counted"));
    }
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_server_that_stops_finishes_open_requests() {
    let (arrived, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let wait = {
        let (arrived, go_on) = (Arc::clone(&arrived), Arc::clone(&go_on));
        move || async move {
            arrived.notify_one();
            go_on.notified().await;
            "finished"
        }
    };
    let server = Server::start(Router::new().route("/", get(wait)), unlimited()).await;
    let mut open = server.connect(GET).await;
    arrived.notified().await;
    server.stop.send(()).unwrap();
    go_on.notify_one();
    assert!(rest(&mut open).await.ends_with("finished"));
    server.ended.await.unwrap();
}

#[tokio::test]
async fn a_server_that_stops_does_not_wait_for_ever() {
    let limits = Limits {
        stop: SHORT,
        ..unlimited()
    };
    let arrived = Arc::new(Notify::new());
    let never = {
        let arrived = Arc::clone(&arrived);
        move || async move {
            arrived.notify_one();
            std::future::pending::<&str>().await
        }
    };
    let server = Server::start(hello().route("/never", get(never)), limits).await;
    let mut silent = server.connect("").await;
    let mut open = server
        .connect("GET /never HTTP/1.1\r\nhost: a\r\n\r\n")
        .await;
    arrived.notified().await;
    server.stop.send(()).unwrap();
    server.ended.await.unwrap();
    assert_eq!(rest(&mut silent).await, "");
    assert_eq!(rest(&mut open).await, "");
}

#[tokio::test]
async fn a_handler_can_close_the_connection_or_panic() {
    let routes = Router::new()
        .route(
            "/cut",
            get(|| async { (axum::Extension(CloseConnection), "secret") }),
        )
        .route(
            "/panic",
            get(|| async { panic!("a panic for the test") as &str }),
        )
        .route(
            "/",
            get(|ConnectInfo(client): ConnectInfo<SocketAddr>| async move { client.to_string() }),
        )
        .layer(catch_panics());
    let server = Server::start(routes, unlimited()).await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    assert_eq!(server.talk(&get("/cut")).await, "");
    let panic = server.talk(&get("/panic")).await;
    assert!(panic.starts_with("HTTP/1.1 500"), "{panic}");
    assert!(!panic.contains("for the test"), "{panic}");
    assert_text(&panic, "An error has occurred in the server");
    assert!(server.talk(&get("/")).await.contains("127.0.0.1:"));
}

/// When the server stops, the server waits only a short time for HTTP requests that have no response yet. A long poll
/// would take longer, so its handler must respond as soon as the server begins to stop.
#[tokio::test]
async fn a_long_poll_ends_when_the_server_stops() {
    let arrived = Arc::new(Notify::new());
    let poll = {
        let arrived = Arc::clone(&arrived);
        move |Extension(stopping): Extension<Stopping>| async move {
            arrived.notify_one();
            stopping.wait().await;
            "nothing new"
        }
    };
    let server = Server::start(Router::new().route("/", get(poll)), unlimited()).await;
    let mut open = server.connect(GET).await;
    arrived.notified().await;
    server.stop.send(()).unwrap();
    assert!(rest(&mut open).await.ends_with("nothing new"));
    server.ended.await.unwrap();
}

/// If a long poll waits on a connection that is too old, the poll must still get its response. After the response, the
/// server closes the connection.
#[tokio::test]
async fn an_old_connection_finishes_its_long_poll() {
    let limits = Limits {
        age: SHORT,
        headers: SHORT,
        ..unlimited()
    };
    let go_on = Arc::new(Notify::new());
    let poll = {
        let go_on = Arc::clone(&go_on);
        move || async move {
            go_on.notified().await;
            "moved"
        }
    };
    let server = Server::start(hello().route("/poll", get(poll)), limits).await;
    let mut open = server
        .connect("GET /poll HTTP/1.1\r\nhost: a\r\n\r\n")
        .await;
    // The server closes the connection of `talk` because of its age, and then `talk` returns. The connection of the
    // long poll is older, so its age is also over the limit.
    assert!(server.talk(GET).await.ends_with("hello"));
    assert_eq!(server.talk("").await, "");
    go_on.notify_one();
    let answer = rest(&mut open).await;
    assert!(answer.ends_with("moved"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
}

/// Returns two routes: `/read` reads the request's body, and `/unread` answers without reading it.
fn bodies() -> Router {
    Router::new()
        .route("/read", post(|body: String| async move { body }))
        .route("/unread", post(|| async { "unread" }))
        .layer(middleware::from_fn(|request: Request, next: Next| {
            time_limit(SHORT, request, next)
        }))
        .merge(hello())
}

fn post_of(path: &str, length: usize, more: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\n{more}\r\n")
}

#[tokio::test]
async fn a_body_that_never_comes_is_a_request_timeout() {
    let server = Server::start(bodies(), unlimited()).await;
    let answer = server.talk(&post_of("/read", 10, "")).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert_text(&answer, "Send the request again");
}

#[tokio::test]
async fn a_slow_handler_is_the_fault_of_the_server() {
    let slow = Router::new()
        .route("/", post(std::future::pending::<&str>))
        .layer(middleware::from_fn(|request: Request, next: Next| {
            time_limit(SHORT, request, next)
        }));
    let server = Server::start(slow, unlimited()).await;
    let answer = server
        .talk(&(post_of("/", 4, "connection: close\r\n") + "body"))
        .await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert_text(&answer, "did not finish the request in time");
}

#[tokio::test]
async fn a_request_line_without_a_path_or_with_a_long_method_gets_an_error_with_a_text() {
    let check = |request: Request, next: Next| async move {
        match check_request_line(request.method(), request.uri()) {
            Ok(()) => next.run(request).await,
            Err(error) => error.into_response(),
        }
    };
    let server = Server::start(hello().layer(middleware::from_fn(check)), unlimited()).await;
    let headers = "HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    for (line, status, text) in [
        ("OPTIONS *", "400 Bad Request", "with a path"),
        ("GET http://a/", "400 Bad Request", "with a path"),
        (
            "ABCDEFGHIJKLMNOPQRSTU /",
            "501 Not Implemented",
            "GET or POST",
        ),
    ] {
        let answer = server.talk(&format!("{line} {headers}")).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
        assert_text(&answer, text);
    }
    let longest = server
        .talk(&format!("ABCDEFGHIJKLMNOPQRST / {headers}"))
        .await;
    assert!(longest.starts_with("HTTP/1.1 405"), "{longest}");
}

/// The client sends the body separately, after the headers. The server's answer is ready before the body arrives.
#[tokio::test]
async fn a_connection_stays_open_if_nobody_has_read_the_body() {
    let server = Server::start(bodies(), unlimited()).await;
    for request in [
        post_of("/unread", 4, ""),
        post_of("/nowhere", 4, ""),
        "POST /unread HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n".to_owned(),
    ] {
        let mut stream = server.connect(&request).await;
        let body = if request.contains("chunked") {
            "4\r\nbody\r\n0\r\n\r\n"
        } else {
            "body"
        };
        stream.write_all(body.as_bytes()).await.unwrap();
        stream.write_all(GET_AND_CLOSE.as_bytes()).await.unwrap();
        let answers = rest(&mut stream).await;
        assert!(answers.ends_with("hello"), "{request} {answers}");
        let (first, _) = answers.split_once("hello").unwrap();
        assert_eq!(first.matches("connection: close").count(), 1, "{answers}");
    }
}

#[tokio::test]
async fn a_server_that_closes_the_connection_says_so() {
    let server = Server::start(bodies(), unlimited()).await;
    for request in [
        // The body never comes.
        post_of("/unread", 4, ""),
        // The server does not read such a long body to its end.
        post_of("/unread", 10_000_000, ""),
        // The client sends its body only if the server asks for it.
        post_of("/unread", 4, "expect: 100-continue\r\n"),
    ] {
        let answer = server.talk(&request).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{request} {answer}");
        assert!(answer.contains("connection: close"), "{request} {answer}");
        assert!(answer.ends_with("unread"), "{request} {answer}");
    }
}
