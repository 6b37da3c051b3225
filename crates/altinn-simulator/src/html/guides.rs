//! The simulator's guides for developers, as Markdown. The simulator serves them over HTTP, so a developer who has only
//! the program can read them.

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{Simulator, http::origins::Origins};

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

/// Makes a pair of file name and text for each of these files in the folder `contract`.
macro_rules! contract {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../contract/", $name)))),*]
    };
}

/// The contract: what is known about the real services. The guides and `FIDELITY.md` link to these files.
const CONTRACT: &[(&str, &str)] = contract!(
    "README.md",
    "access-area-groups.json",
    "access-areas.json",
    "access-packages.json",
    "access-roles.json",
    "agent-request-created.json",
    "approval.md",
    "authorized-parties.json",
    "change-request-created.json",
    "environments.md",
    "idporten.md",
    "maskinporten.md",
    "problem-before-2026.json",
    "problem-of-the-framework.json",
    "problem.json",
    "registered-system.json",
    "request-body.json",
    "request-created.json",
    "request-page.json",
    "rows.md",
    "system-user.json",
    "systemuser-api.md",
    "systemuser-vendor.derived.openapi.json",
);

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/simulator/docs/{file}", get(guide))
        .route("/simulator/contract/{file}", get(contract_file))
        .route(
            "/simulator/FIDELITY.md",
            get(async || markdown(FIDELITY.to_owned())),
        )
}

/// Handles `GET /simulator/docs/{file}`. The commands of the guide contain the addresses of this simulator.
async fn guide(State(simulator): State<Simulator>, Path(file): Path<String>) -> Response {
    if let Some((_, text)) = GUIDES.iter().find(|(name, _)| *name == file) {
        return markdown(with_origins(text, simulator.origins()));
    }
    let names = GUIDES.map(|(name, _)| name).join(", ");
    let text = format!("There is no such guide. The guides are: {names}.\n");
    (StatusCode::NOT_FOUND, text).into_response()
}

/// Replaces each default address in a guide, such as `http://127.0.0.1:3100`, by the address of the same service in
/// this simulator.
fn with_origins(guide: &str, origins: &Origins) -> String {
    let own = [
        &origins.altinn_ui,
        &origins.altinn_platform,
        &origins.idporten,
        &origins.maskinporten,
        &origins.resource_owner,
    ];
    // First replace all default addresses by placeholders, and then the placeholders by the new addresses. Without
    // placeholders, a new address could be replaced again, because it can equal the default address of another service.
    let mut text = guide.to_owned();
    for number in 0..own.len() {
        text = text.replace(
            &format!("http://127.0.0.1:{}", 3100 + number),
            &format!("\u{0}{number}"),
        );
    }
    for (number, url) in own.into_iter().enumerate() {
        let origin = url.as_str().trim_end_matches('/');
        text = text.replace(&format!("\u{0}{number}"), origin);
    }
    text
}

/// Handles `GET /simulator/contract/{file}`.
async fn contract_file(Path(file): Path<String>) -> Response {
    let Some((name, text)) = CONTRACT.iter().find(|(name, _)| *name == file) else {
        let text = "There is no such file. /simulator/contract/README.md lists the files.\n";
        return (StatusCode::NOT_FOUND, text).into_response();
    };
    if name.rsplit('.').next() == Some("json") {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        return (kind, *text).into_response();
    }
    markdown((*text).to_owned())
}

fn markdown(text: String) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
    (kind, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_contains_the_addresses_of_this_simulator() {
        let url = |text: &str| text.parse().unwrap();
        let origins = Origins {
            altinn_ui: url("https://altinn.example/"),
            // This is the default address of another service, so it must not be replaced again.
            altinn_platform: url("http://127.0.0.1:3100/"),
            idporten: url("http://127.0.0.1:4102/"),
            maskinporten: url("http://127.0.0.1:4103/"),
            resource_owner: url("http://127.0.0.1:4104/"),
        };
        let guide = "http://127.0.0.1:3100/control http://127.0.0.1:3101 http://127.0.0.1:3103/";
        assert_eq!(
            with_origins(guide, &origins),
            "https://altinn.example/control http://127.0.0.1:3100 http://127.0.0.1:4103/"
        );
    }

    #[test]
    fn every_file_of_the_contract_is_served() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("contract");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(CONTRACT.iter().any(|(known, _)| *known == name), "{name}");
        }
    }
}
