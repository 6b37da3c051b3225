//! Follows the body of a request while the routes read the body.
//!
//! On an HTTP/1.1 connection, the next request comes after the body of the current request. A server can answer before
//! it has read the whole body. Then the server must read the rest of the body or close the connection. The header
//! `Connection: close` tells the client that the connection closes.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderMap, HeaderValue, header};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::time::timeout;

/// If the routes have not read the whole body, the server reads at most this many more bytes. If more is left, the
/// server closes the connection.
const LARGEST_REST: usize = 64 * 1024;

/// The server reads the rest of a body for at most this time, because the client must wait for its response meanwhile.
const TIME_FOR_REST: Duration = Duration::from_secs(1);

/// The server adds this extension to each request that has a body. The extension says whether the routes have read the
/// body, and whether the routes wait for the client.
#[derive(Clone, Debug)]
pub struct BodyState(Arc<Mutex<Shared>>);

#[derive(Debug, Default)]
struct Shared {
    /// Whether the routes wait for bytes that the client has not sent.
    is_late: bool,
    is_complete: bool,
    /// The unread part of the body, if the routes have dropped the body before its end.
    rest: Option<Incoming>,
}

impl BodyState {
    /// Whether the routes wait for a part of the body that the client has not sent.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.lock().is_late
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the part of the body that the routes have not read. If this part is too long or arrives too late, the
    /// server closes the connection. In that case, this function adds the header `Connection: close` to the response.
    pub(crate) async fn finish(&self, request: RequestHead, response: &mut HeaderMap) {
        let (rest, is_late) = {
            let mut shared = self.lock();
            (shared.rest.take(), shared.is_late)
        };
        // `rest` is `None` if the routes have read the whole body. `rest` is also `None` if the routes read the body
        // while they send the response.
        let Some(rest) = rest else { return };
        let may_read = !is_late && !request.waits_for_continue;
        if !may_read || !is_read_to_end(rest).await {
            response.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
    }
}

/// What [`BodyState::finish`] must know about the headers of the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestHead {
    /// Whether the client waits for the response `100 Continue` before it sends the body. In that case, the server must
    /// not read the body, because reading it makes hyper send `100 Continue`.
    waits_for_continue: bool,
}

impl RequestHead {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            waits_for_continue: headers.contains_key(header::EXPECT),
        }
    }
}

/// Reads a body to its end. Returns `false` if the body is too long, arrives too slowly or ends too early.
async fn is_read_to_end(mut body: Incoming) -> bool {
    if body.size_hint().lower() > LARGEST_REST as u64 {
        return false;
    }
    let read = async {
        let mut length = 0;
        while let Some(frame) =
            std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            let Ok(frame) = frame else { return false };
            length += frame.data_ref().map_or(0, Bytes::len);
            if length > LARGEST_REST {
                return false;
            }
        }
        true
    };
    timeout(TIME_FOR_REST, read).await.unwrap_or(false)
}

/// Wraps the body of a request, and records in a [`BodyState`] how far the routes have read the body.
pub(crate) struct FollowedBody {
    body: Option<Incoming>,
    state: BodyState,
}

impl FollowedBody {
    pub(crate) fn new(body: Incoming) -> (Self, BodyState) {
        let state = BodyState(Arc::default());
        let followed = Self {
            body: Some(body),
            state: state.clone(),
        };
        (followed, state)
    }
}

impl Body for FollowedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        let frame = Pin::new(&mut *body).poll_frame(context);
        let ends = body.is_end_stream();
        let mut shared = self.state.lock();
        shared.is_late = frame.is_pending();
        shared.is_complete |= ends || matches!(frame, Poll::Ready(None | Some(Err(_))));
        drop(shared);
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let body = self.body.as_ref();
        body.map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for FollowedBody {
    fn drop(&mut self) {
        let mut shared = self.state.lock();
        if !shared.is_complete {
            shared.rest = self.body.take();
        }
    }
}
