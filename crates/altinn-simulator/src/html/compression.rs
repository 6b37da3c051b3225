use axum::Router;
use http::{HeaderMap, StatusCode, Version, header};
use tower_http::compression::{
    CompressionLayer,
    predicate::{Predicate, SizeAbove},
};

use crate::Simulator;

/// Compresses the pages and the style sheet of a service, if the browser accepts compression. JSON is never compressed,
/// because fault injection reads and changes the tokens in JSON bodies.
pub(crate) fn compressed(routes: Router<Simulator>) -> Router<Simulator> {
    let is_text = |_: StatusCode, _: Version, headers: &HeaderMap, _: &http::Extensions| {
        headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|content_type| content_type.as_bytes().starts_with(b"text/"))
    };
    let predicate = SizeAbove::default().and(is_text);
    routes.layer(CompressionLayer::new().compress_when(predicate))
}
