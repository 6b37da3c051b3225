//! What a fault on order makes of an answer.

use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::faults::{Service, Spoiled, WRONG_ISSUER};
use crate::{
    Simulator,
    altinn::{bff, fault_responses},
    oidc::signing_keys::{Claims, ServiceKey, unchecked_claims},
};

/// Tokens are a few thousand bytes.
const MOST: usize = 1024 * 1024;

/// The answer that comes in place of the right one.
pub fn instead(spoiled: &Spoiled) -> Response {
    let status =
        |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match spoiled {
        Spoiled::Empty { status: code } => status(*code).into_response(),
        Spoiled::Problem {
            code,
            status: wanted,
            title,
        } => {
            let of_pages = bff::problem::known(code);
            let status = wanted.map(status).or(of_pages.map(|(status, _)| status));
            let title = title.as_deref().or(of_pages.map(|(_, title)| title));
            fault_responses::by_code(code, status, title)
        }
        Spoiled::OAuth {
            error,
            description,
            status: wanted,
        } => {
            let body = json!({ "error": error, "error_description": description });
            let status = wanted.map_or(StatusCode::BAD_REQUEST, status);
            (status, Json(body)).into_response()
        }
        Spoiled::Html { status: code } => {
            let page = "<!DOCTYPE html><html lang=\"en\"><title>Bad gateway</title><h1>Bad gateway</h1></html>";
            let html = [(
                CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            )];
            (status(*code), html, page).into_response()
        }
        Spoiled::RateLimit {
            retry_after_seconds,
        } => {
            let after = [(RETRY_AFTER, HeaderValue::from(*retry_after_seconds))];
            (StatusCode::TOO_MANY_REQUESTS, after).into_response()
        }
        // The connection is cut before this is sent; the others do something to the right answer.
        Spoiled::Cut
        | Spoiled::Slow { .. }
        | Spoiled::BadSignature
        | Spoiled::ExpiredToken
        | Spoiled::WrongIssuer
        | Spoiled::ClockSkew { .. } => Response::new(Body::empty()),
    }
}

/// The right answer with the tokens in it spoiled, by which the fault is used; and whether it was. An answer without
/// a token, such as a refusal, stays as it is.
pub async fn tokens(
    simulator: &Simulator,
    service: Service,
    id: Uuid,
    spoiled: &Spoiled,
    answer: Response,
) -> (Response, bool) {
    let (mut parts, body) = answer.into_parts();
    let body = match to_bytes(body, MOST).await {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, "an answer to be spoiled cannot be read");
            return (StatusCode::INTERNAL_SERVER_ERROR.into_response(), false);
        }
    };
    let keys = simulator.keys();
    let key = match service {
        Service::Maskinporten => &keys.maskinporten,
        Service::IdPorten => &keys.idporten,
        _ => &keys.altinn,
    };
    let now = simulator.now().as_second();
    let changed = in_body(&body, |token| in_token(token, spoiled, key, now));
    // Another call may have used it up meanwhile.
    let changed = changed.filter(|_| simulator.world().faults.use_once(id));
    let is_spoiled = changed.is_some();
    parts.headers.remove(CONTENT_LENGTH);
    let answer = Response::from_parts(parts, Body::from(changed.unwrap_or(body)));
    (answer, is_spoiled)
}

/// The three forms in which tokens are given out: members of an object, a JSON text, plain text.
fn in_body(body: &[u8], spoil: impl Fn(&str) -> Option<String>) -> Option<Bytes> {
    let text = std::str::from_utf8(body).ok()?;
    let Ok(mut json) = serde_json::from_str::<Value>(text) else {
        return spoil(text).map(Bytes::from);
    };
    match &mut json {
        Value::String(token) => *token = spoil(token)?,
        Value::Object(members) => {
            let mut any = false;
            for name in ["access_token", "id_token"] {
                if let Some(Value::String(token)) = members.get_mut(name)
                    && let Some(spoiled) = spoil(token)
                {
                    *token = spoiled;
                    any = true;
                }
            }
            any.then_some(())?;
        }
        _ => return None,
    }
    serde_json::to_vec(&json).ok().map(Bytes::from)
}

/// `None` for what is no token.
fn in_token(token: &str, spoiled: &Spoiled, key: &ServiceKey, now: i64) -> Option<String> {
    unchecked_claims(token)?;
    match spoiled {
        Spoiled::BadSignature => {
            let (signed, signature) = token.rsplit_once('.')?;
            // Another first character, and still base64url.
            let first = if signature.starts_with('A') { 'B' } else { 'A' };
            Some(format!("{signed}.{first}{}", signature.get(1..)?))
        }
        Spoiled::ExpiredToken => key.sign_again(token, |claims| {
            let expires = claims.get("exp").and_then(Value::as_i64).unwrap_or(now);
            shift(claims, now - 3600 - expires);
        }),
        Spoiled::WrongIssuer => key.sign_again(token, |claims| {
            claims.insert("iss".to_owned(), json!(WRONG_ISSUER));
        }),
        Spoiled::ClockSkew { seconds } => key.sign_again(token, |claims| shift(claims, *seconds)),
        _ => None,
    }
}

/// Moves all times in a token.
fn shift(claims: &mut Claims, seconds: i64) {
    for name in ["iat", "nbf", "exp", "auth_time"] {
        if let Some(time) = claims.get(name).and_then(Value::as_i64) {
            claims.insert(name.to_owned(), json!(time.saturating_add(seconds)));
        }
    }
}
