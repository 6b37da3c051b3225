use axum::extract::{FromRequest, Request};

use super::{OAuthError, client_auth, forms::Params};
use crate::oidc::oauth_clients::IdPortenClient;
use crate::{Simulator, http::forms::is_form};

pub const NOT_A_FORM: &str = "Content-Type must be application/x-www-form-urlencoded";

/// An HTTP request that a client itself sends to ID-porten, without the customer's browser. This extractor reads the
/// form in the body. If the client does not authenticate, the extractor refuses the HTTP request.
pub struct ClientRequest {
    pub client: IdPortenClient,
    pub params: Params,
}

impl FromRequest<Simulator> for ClientRequest {
    type Rejection = OAuthError;

    async fn from_request(request: Request, simulator: &Simulator) -> Result<Self, OAuthError> {
        let headers = request.headers().clone();
        if !is_form(&headers) {
            return Err(OAuthError::bad_request("invalid_request", NOT_A_FORM));
        }
        let body = String::from_request(request, &()).await;
        let body = body.map_err(|rejection| {
            OAuthError::new(rejection.status(), "invalid_request", rejection.body_text())
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
