//! Copies the bodies of HTTP requests and responses, for the request log and for fault injection.

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use futures::{StreamExt, stream};

/// The simulator copies only bodies up to this number of bytes. Normal bodies have some kilobytes.
const COPY_LIMIT: usize = 64 * 1024;

/// Returns a copy of a request body, and a body with the same bytes for the handler. The copy is `None` if the body is
/// too large or incomplete.
///
/// Also copies a body without `Content-Length`, because .NET sends JSON in this way.
pub async fn copy(body: Body) -> (Option<Bytes>, Body) {
    let least = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if least > COPY_LIMIT {
        return (None, body);
    }
    let mut parts = body.into_data_stream();
    let mut read = Vec::new();
    let mut length = 0;
    while let Some(part) = parts.next().await {
        let is_error = part.is_err();
        length += part.as_ref().map_or(0, Bytes::len);
        read.push(part);
        if is_error || length > COPY_LIMIT {
            return (None, Body::from_stream(stream::iter(read).chain(parts)));
        }
    }
    let parts: Vec<Bytes> = read.into_iter().flatten().collect();
    let bytes = Bytes::from(parts.concat());
    (Some(bytes.clone()), Body::from(bytes))
}

/// Returns a copy of a response's body, and a body with the same bytes. The copy is `None` if the body is too large, or
/// if it is a stream or a file.
pub async fn copy_complete(body: Body) -> (Option<Bytes>, Body) {
    let length = body.size_hint().exact();
    let is_small = length.is_some_and(|length| length <= COPY_LIMIT as u64);
    if !is_small {
        return (None, body);
    }
    match to_bytes(body, COPY_LIMIT).await {
        Ok(bytes) => (Some(bytes.clone()), Body::from(bytes)),
        Err(error) => {
            tracing::error!(%error, "a complete body cannot be read");
            (None, Body::empty())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn through(parts: Vec<&'static str>) -> (Option<Bytes>, Bytes) {
        let parts = parts.into_iter().map(Ok::<_, std::io::Error>);
        let (copy, body) = copy(Body::from_stream(stream::iter(parts))).await;
        (copy, to_bytes(body, usize::MAX).await.unwrap())
    }

    #[tokio::test]
    async fn a_body_in_parts_is_copied_and_passed_on() {
        let (copy, body) = through(vec!["{\"a\"", ": 1}"]).await;
        assert_eq!(copy.unwrap(), "{\"a\": 1}");
        assert_eq!(body, "{\"a\": 1}");
    }

    #[tokio::test]
    async fn a_large_body_is_passed_on_without_a_copy() {
        let part: &'static str = Box::leak("x".repeat(COPY_LIMIT).into_boxed_str());
        let (copy, body) = through(vec![part, "y", "z"]).await;
        assert!(copy.is_none());
        assert_eq!(body.len(), COPY_LIMIT + 2);
    }
}
