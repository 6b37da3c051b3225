//! Applies the faults that the control API sets. All services use this module. Altinn's BFF also uses it, because the
//! BFF calls the platform's handlers without HTTP. The module is a part of `altinn`, because it makes error responses
//! of Altinn.

use std::{future::Future, time::Duration};

use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{errors::page_problems, fault_responses};
use crate::{
    Simulator,
    faults::{Call, Fault, FaultEffect, Service, WRONG_ISSUER},
    oidc::signing_keys::{Claims, ServiceKey, unchecked_claims},
};

/// The largest token response, in bytes, that a fault can change. A normal token response has only a few thousand
/// bytes.
const MAX_TOKEN_RESPONSE: usize = 1024 * 1024;

/// The header of every response with an injected fault. The value of the header is the name of the fault's effect.
pub const FAULT_HEADER: HeaderName = HeaderName::from_static("x-simulator-fault");

/// An extension of the HTTP request, with the id of the call's sandbox. Altinn's BFF reads this extension. So the
/// faults of this sandbox also apply when the BFF calls the platform.
#[derive(Clone, Debug)]
pub struct SandboxOfCall(pub Option<String>);

pub struct Outcome {
    pub response: Response,
    pub fault: Option<(Uuid, Fault)>,
    /// Whether another response has replaced the handler's response. The other response comes from the fault, or is an
    /// error because the simulator could not save its state.
    pub is_replaced: bool,
}

/// Runs the handler of a call, saves the simulator's state, and applies the fault for the call if there is one.
///
/// If the fault cuts the connection, this function still returns a response, but the caller must not send it.
pub async fn respond(
    simulator: &Simulator,
    call: Call<'_>,
    handler: impl Future<Output = Response>,
) -> Outcome {
    let mut fault = simulator.world().faults.take(call);
    let mut is_replaced = false;
    let mut response = match &fault {
        Some((_, fault)) if !fault.after && !fault.effect.needs_response() => {
            is_replaced = true;
            replacement(&fault.effect)
        }
        _ => handler.await,
    };
    // Some faults change the tokens in a response. Such a fault counts as used only if a token has changed.
    if let Some((id, token_fault)) = fault.take_if(|(_, fault)| fault.effect.changes_token()) {
        let is_changed;
        (response, is_changed) =
            change_tokens(simulator, call.service, id, &token_fault.effect, response).await;
        fault = is_changed.then_some((id, token_fault));
    }
    // Save before the caller gets the response, so that the state survives `kill -9`.
    if let Err(error) = simulator.save().await {
        tracing::error!(error = ?error, "the simulator's state was not written");
        is_replaced = true;
        response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    if let Some((_, fault)) = &fault {
        match fault.effect {
            FaultEffect::Slow { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
            _ if fault.after && !fault.effect.changes_token() => {
                is_replaced = true;
                response = replacement(&fault.effect);
            }
            _ => {}
        }
        let name = HeaderValue::from_static(fault.effect.name());
        response.headers_mut().insert(FAULT_HEADER, name);
    }
    Outcome {
        response,
        fault,
        is_replaced,
    }
}

fn replacement(effect: &FaultEffect) -> Response {
    let status =
        |status: u16| StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match effect {
        FaultEffect::Empty { status: code } => status(*code).into_response(),
        FaultEffect::Problem {
            code,
            status: wanted,
            title,
        } => {
            let of_pages = page_problems::known(code);
            let status = wanted.map(status).or(of_pages.map(|(status, _)| status));
            let title = title.as_deref().or(of_pages.map(|(_, title)| title));
            fault_responses::by_code(code, status, title)
        }
        FaultEffect::OAuth {
            error,
            description,
            status: wanted,
        } => {
            let body = json!({ "error": error, "error_description": description });
            let status = wanted.map_or(StatusCode::BAD_REQUEST, status);
            (status, Json(body)).into_response()
        }
        FaultEffect::Html { status: code } => {
            let page = "<!DOCTYPE html><html lang=\"en\"><title>Bad gateway</title><h1>Bad gateway</h1></html>";
            let html = [(
                CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            )];
            (status(*code), html, page).into_response()
        }
        FaultEffect::RateLimit {
            retry_after_seconds,
        } => {
            let after = [(RETRY_AFTER, HeaderValue::from(*retry_after_seconds))];
            (StatusCode::TOO_MANY_REQUESTS, after).into_response()
        }
        // The caller never gets this empty response. For a `Cut`, the server closes the connection instead. The other
        // faults change the handler's response and do not replace it.
        FaultEffect::Cut
        | FaultEffect::Slow { .. }
        | FaultEffect::BadSignature
        | FaultEffect::ExpiredToken
        | FaultEffect::WrongIssuer
        | FaultEffect::ClockSkew { .. } => Response::new(Body::empty()),
    }
}

/// Changes the tokens in the handler's response. If a token has changed, the fault counts as used once, and the result
/// contains `true`. A response without a token, such as an error, stays unchanged.
async fn change_tokens(
    simulator: &Simulator,
    service: Service,
    id: Uuid,
    effect: &FaultEffect,
    response: Response,
) -> (Response, bool) {
    let (mut parts, body) = response.into_parts();
    let body = match to_bytes(body, MAX_TOKEN_RESPONSE).await {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, "token fault: the simulator cannot read the response body");
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
    let changed = in_body(&body, |token| in_token(token, effect, key, now));
    // Another HTTP request has possibly used up the fault in the meantime. In that case, the response stays unchanged.
    let changed = changed.filter(|_| simulator.world().faults.use_once(id));
    let is_changed = changed.is_some();
    parts.headers.remove(CONTENT_LENGTH);
    let response = Response::from_parts(parts, Body::from(changed.unwrap_or(body)));
    (response, is_changed)
}

/// Changes each token in a response body. The body can be a JSON object with tokens, a JSON string, or plain text.
/// Returns `None` if the body contains no token.
fn in_body(body: &[u8], change: impl Fn(&str) -> Option<String>) -> Option<Bytes> {
    let text = std::str::from_utf8(body).ok()?;
    let Ok(mut json) = serde_json::from_str::<Value>(text) else {
        return change(text).map(Bytes::from);
    };
    match &mut json {
        Value::String(token) => *token = change(token)?,
        Value::Object(members) => {
            let mut any = false;
            for name in ["access_token", "id_token"] {
                if let Some(Value::String(token)) = members.get_mut(name)
                    && let Some(changed) = change(token)
                {
                    *token = changed;
                    any = true;
                }
            }
            any.then_some(())?;
        }
        _ => return None,
    }
    serde_json::to_vec(&json).ok().map(Bytes::from)
}

/// Returns the token with the fault's change, such as a wrong signature. Returns `None` if the text is not a token.
fn in_token(token: &str, effect: &FaultEffect, key: &ServiceKey, now: i64) -> Option<String> {
    unchecked_claims(token)?;
    match effect {
        FaultEffect::BadSignature => {
            let (signed, signature) = token.rsplit_once('.')?;
            // With another first character, the signature is wrong but still valid base64url.
            let first = if signature.starts_with('A') { 'B' } else { 'A' };
            Some(format!("{signed}.{first}{}", signature.get(1..)?))
        }
        FaultEffect::ExpiredToken => key.sign_again(token, |claims| {
            let expires = claims.get("exp").and_then(Value::as_i64).unwrap_or(now);
            shift(claims, now - 3600 - expires);
        }),
        FaultEffect::WrongIssuer => key.sign_again(token, |claims| {
            claims.insert("iss".to_owned(), json!(WRONG_ISSUER));
        }),
        FaultEffect::ClockSkew { seconds } => {
            key.sign_again(token, |claims| shift(claims, *seconds))
        }
        _ => None,
    }
}

fn shift(claims: &mut Claims, seconds: i64) {
    for name in ["iat", "nbf", "exp", "auth_time"] {
        if let Some(time) = claims.get(name).and_then(Value::as_i64) {
            claims.insert(name.to_owned(), json!(time.saturating_add(seconds)));
        }
    }
}
