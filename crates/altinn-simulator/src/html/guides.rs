//! The simulator's guides for developers, as Markdown. The simulator serves them over HTTP, so a developer who has only
//! the program can read them.

use axum::{
    Router,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::Simulator;

const FIDELITY: &str = include_str!("../../FIDELITY.md");

/// The guides, as pairs of a file name and a text. A link from one guide to another leads to a route below.
const GUIDES: [(&str, &str); 3] = [
    (
        "point-your-system-at-it.md",
        include_str!("../../docs/point-your-system-at-it.md"),
    ),
    ("control-api.md", include_str!("../../docs/control-api.md")),
    ("catalogue.md", include_str!("../../docs/catalogue.md")),
];

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/simulator/docs/{file}", get(guide))
        .route("/simulator/FIDELITY.md", get(async || markdown(FIDELITY)))
}

/// Handles `GET /simulator/docs/{file}`.
async fn guide(Path(file): Path<String>) -> Response {
    if let Some((_, text)) = GUIDES.iter().find(|(name, _)| *name == file) {
        return markdown(text);
    }
    let names = GUIDES.map(|(name, _)| name).join(", ");
    let text = format!("There is no such guide. The guides are: {names}.\n");
    (StatusCode::NOT_FOUND, text).into_response()
}

fn markdown(text: &'static str) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
    (kind, text).into_response()
}
