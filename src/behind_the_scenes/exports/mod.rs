//! Exports of a journey, which is the list of a visitor's recorded calls. An export contains no secrets, because the
//! recorder has masked the calls.
//!
//! | file | format | for |
//! |---|---|---|
//! | `curl.rs` | a command line | sending one call again, with your own secrets |
//! | `har.rs` | HTTP Archive 1.2 | the developer tools of browsers |
//! | `mermaid.rs` | Mermaid | a diagram in your own documentation |
//! | `page.rs` | one HTML file | the hand-out after a talk, which needs no network |

mod curl;
mod har;
mod mermaid;
mod page;

pub use self::{curl::curl, har::har, mermaid::mermaid, page::page};
use crate::recorder::exchange::Exchange;

/// Returns the path of the call's URL. Each masked part of the path is a placeholder, such as `{state}`.
fn path(exchange: &Exchange) -> &str {
    let url = exchange.url.split('?').next().unwrap_or_default();
    match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |place| &rest[place..]),
        None => url,
    }
}

/// Returns the HTTP status, with the error code if there is one. If no response arrived, returns the failure.
fn outcome(exchange: &Exchange) -> String {
    match (exchange.status, &exchange.code) {
        (Some(status), Some(code)) => format!("{status} {code}"),
        (Some(status), None) => status.to_string(),
        (None, _) => exchange.failure.clone().unwrap_or_default(),
    }
}

#[cfg(test)]
pub(super) mod samples {
    use std::time::Duration;

    use crate::recorder::exchange::{
        Body, Exchange, Journey, Kind, Message, OTHER_SIDE, Party, Piece, SecretKind, Step, Value,
    };

    fn message(headers: &[(&str, Value)], body: Body) -> Message {
        let headers = headers.iter();
        Message {
            headers: headers
                .map(|(name, value)| ((*name).to_owned().into(), value.clone()))
                .collect(),
            body,
        }
    }

    pub fn refused() -> Exchange {
        let bearer = vec![
            Piece::Shown("Bearer ".to_owned()),
            Piece::Masked(SecretKind::AccessToken),
        ];
        let json = Value::Object(vec![
            ("partyOrgNo".into(), Value::shown("310702641")),
            ("it's \"quoted\" $HOME `x`".into(), Value::shown("<b>")),
        ]);
        Exchange {
            number: 2,
            at: "2026-01-01T12:00:01.5Z".parse().unwrap(),
            duration: Some(Duration::from_millis(18)),
            from: Party::SmartCloud,
            to: Party::Altinn,
            kind: Kind::BackChannel,
            step: Step::SendRequest,
            method: "POST".to_owned(),
            url: "https://altinn.example/systemuser/request/vendor?x={unknown}".to_owned(),
            status: Some(400),
            code: Some("AUTH-00021".to_owned()),
            request: message(
                &[
                    ("authorization", Value::Text(bearer)),
                    ("content-type", Value::shown("application/json")),
                ],
                Body::Json(json.clone()),
            ),
            response: Some(message(
                &[("content-type", Value::shown("application/json"))],
                Body::Json(json),
            )),
            failure: None,
            attempt: 1,
            request_id: "r1".to_owned(),
        }
    }

    /// The journey has a form, a refused call, a call without a response, and a call that only the simulator has seen.
    pub fn journey() -> Journey {
        let form = Exchange {
            number: 1,
            from: Party::Browser,
            to: Party::SmartCloud,
            kind: Kind::Form,
            method: "POST".to_owned(),
            url: "https://smartcloud.example/connect/start".to_owned(),
            status: Some(303),
            code: None,
            request: message(
                &[],
                Body::Form(vec![("plan".into(), Value::shown("a;b#c"))]),
            ),
            response: Some(message(
                &[("location", Value::shown("https://altinn.example/confirm"))],
                Body::Empty,
            )),
            ..refused()
        };
        let silent = Exchange {
            number: 3,
            status: None,
            code: None,
            response: None,
            failure: Some("timeout".to_owned()),
            duration: None,
            to: Party::Maskinporten,
            ..refused()
        };
        let hidden = Exchange {
            number: OTHER_SIDE + 1,
            from: Party::Browser,
            kind: Kind::OtherSide,
            url: "/accessmanagement/ui/systemuser/request?id=1".to_owned(),
            status: Some(200),
            code: None,
            ..refused()
        };
        Journey {
            exchanges: vec![form, refused(), silent, hidden],
        }
    }
}
