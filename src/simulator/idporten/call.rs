use axum::extract::{FromRequest, Request};
use http::{HeaderMap, header};

use super::{OAuthError, client_auth, params::Params};
use crate::simulator::{Simulator, world::IdPortenClient};

const FORM: &str = "application/x-www-form-urlencoded";

/// A call by the back channel: a form, and the client that has shown that it is its own.
pub struct Call {
    pub client: IdPortenClient,
    pub params: Params,
}

impl FromRequest<Simulator> for Call {
    type Rejection = OAuthError;

    async fn from_request(request: Request, simulator: &Simulator) -> Result<Self, OAuthError> {
        let headers = request.headers().clone();
        if !is_form(&headers) {
            return Err(OAuthError::bad_request(
                "invalid_request",
                format!("Content-Type must be {FORM}"),
            ));
        }
        let body = String::from_request(request, &()).await;
        let body = body.map_err(|unread| {
            OAuthError::new(unread.status(), "invalid_request", unread.body_text())
        })?;
        let params = Params::read(&body);
        params.check_once_each()?;
        let issuer = simulator.origins().idporten_issuer();
        let mut world = simulator.world();
        let now = world.now();
        let client = client_auth::authenticate(&mut world, &headers, &params, &issuer, now)?;
        Ok(Self { client, params })
    }
}

/// By the media type alone: parameters, such as `charset`, may follow it.
fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    let media_type = content_type
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.split(';').next());
    media_type.is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(FORM))
}
