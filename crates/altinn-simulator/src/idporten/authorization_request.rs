use url::Url;

use super::forms::{Duplicate, Params};
use crate::oidc::oauth_clients::{IdPortenClient, TokenEndpointAuthMethod};
use crate::oidc::{Acr, AuthorizationRequest, Prompt, ResponseMode};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The redirect URI is missing or not registered. ID-porten shows an error page and does not redirect the browser.
    #[error("redirect_uri is not registered for the client: {0:?}")]
    RedirectUri(Option<String>),
    /// A parameter other than `redirect_uri` is invalid. ID-porten sends the error to the client's redirect URI.
    #[error("{error}: {description}")]
    Parameter {
        error: &'static str,
        description: String,
    },
}

impl RequestError {
    fn parameter(error: &'static str, description: impl Into<String>) -> Self {
        Self::Parameter {
            error,
            description: description.into(),
        }
    }

    fn invalid(description: impl Into<String>) -> Self {
        Self::parameter("invalid_request", description)
    }
}

impl From<Duplicate> for RequestError {
    fn from(duplicate: Duplicate) -> Self {
        Self::invalid(duplicate.to_string())
    }
}

/// The OpenID Connect parameters that ID-porten does not support, each with the error that the standard defines for it
/// ([Core, section 3.1.2.6](https://openid.net/specs/openid-connect-core-1_0.html#AuthError)). The simulator ignores
/// `claims`, `display` and unknown parameters, as the same standard requires.
const NOT_SUPPORTED: [(&str, &str); 3] = [
    ("request", "request_not_supported"),
    ("request_uri", "request_uri_not_supported"),
    ("registration", "registration_not_supported"),
];

/// ID-porten supports these parameters, but the simulator does not. If the simulator ignored such a parameter, the
/// client would get a log-in that it did not request. So the simulator refuses the parameter.
const NOT_SIMULATED: [&str; 2] = ["onbehalfof", "authorization_details"];

/// Reads the redirect URI of an authorization request. This redirect URI must be exactly equal to one of the client's
/// registered redirect URIs.
///
/// # Errors
///
/// [`RequestError::RedirectUri`] if the redirect URI is missing or not registered.
pub fn redirect_uri(client: &IdPortenClient, params: &Params) -> Result<String, RequestError> {
    let uri = params.get("redirect_uri").map(str::to_owned);
    match uri {
        Some(uri) if client.redirect_uris.contains(&uri) => Ok(uri),
        uri => Err(RequestError::RedirectUri(uri)),
    }
}

/// Reads the parameters of an authorization request. They come from the browser, or from a client that pushes the
/// authorization request.
///
/// # Errors
///
/// [`RequestError`] for the first error. The function checks the redirect URI first, because ID-porten sends all other
/// errors to the redirect URI.
pub fn read(
    client: &IdPortenClient,
    params: &Params,
) -> Result<AuthorizationRequest, RequestError> {
    let redirect_uri = redirect_uri(client, params)?;
    params.check_once_each()?;
    for (name, error) in NOT_SUPPORTED {
        if params.get(name).is_some() {
            let description = format!("the parameter {name} is not supported");
            return Err(RequestError::parameter(error, description));
        }
    }
    for name in NOT_SIMULATED {
        if params.get(name).is_some() {
            return Err(RequestError::invalid(format!("{name} is not simulated")));
        }
    }
    match params.get("response_type") {
        Some("code") => {}
        Some(_) => {
            return Err(RequestError::parameter(
                "unsupported_response_type",
                "response_type must be code",
            ));
        }
        None => return Err(RequestError::invalid("response_type is missing")),
    }
    let response_mode = response_mode(params)?;
    let scope = scope(client, params)?;
    let state = printable(params, "state")?;
    if state.is_none() && client.token_endpoint_auth_method == TokenEndpointAuthMethod::None {
        return Err(RequestError::invalid("state is missing"));
    }
    let (acr, preferred_acr) = acr(params)?;
    Ok(AuthorizationRequest {
        client_id: client.client_id.clone(),
        redirect_uri,
        response_mode,
        scope,
        state,
        nonce: params.get("nonce").map(str::to_owned),
        code_challenge: code_challenge(client, params)?,
        acr,
        preferred_acr,
        prompt: prompt(params)?,
        max_age: max_age(params)?,
        locale: locale(params),
        login_hint: params.get("login_hint").map(str::to_owned),
        resource: resource(params)?,
        sandbox: None,
    })
}

/// Returns the response mode: how the browser brings the authorization response to the client. ID-porten sends error
/// responses in the same mode. So call this function also for a refused authorization request.
///
/// # Errors
///
/// [`RequestError::Parameter`] if the simulator does not know the mode.
pub fn response_mode(params: &Params) -> Result<ResponseMode, RequestError> {
    match params.get("response_mode") {
        None | Some("query") => Ok(ResponseMode::Query),
        Some("form_post") => Ok(ResponseMode::FormPost),
        // `jwt` means a signed response in the default mode. For the response type `code`, the default mode is `query`.
        Some("jwt" | "query.jwt") => Ok(ResponseMode::QueryJwt),
        Some("form_post.jwt") => Ok(ResponseMode::FormPostJwt),
        Some(_) => Err(RequestError::invalid(
            "response_mode must be query, form_post, query.jwt or form_post.jwt",
        )),
    }
}

fn scope(client: &IdPortenClient, params: &Params) -> Result<String, RequestError> {
    let scope = params.get("scope").unwrap_or_default();
    let requested: Vec<&str> = scope.split_ascii_whitespace().collect();
    if !requested.contains(&"openid") {
        return Err(RequestError::parameter(
            "invalid_scope",
            "scope must contain openid",
        ));
    }
    let is_allowed = |scope: &str| {
        matches!(scope, "openid" | "profile") || client.scopes.iter().any(|own| own == scope)
    };
    match requested.iter().find(|scope| !is_allowed(scope)) {
        Some(scope) => Err(RequestError::parameter(
            "invalid_scope",
            format!("the client does not have the scope {scope}"),
        )),
        None => Ok(requested.join(" ")),
    }
}

fn printable(params: &Params, name: &str) -> Result<Option<String>, RequestError> {
    match params.get(name) {
        Some(text) if !is_printable(text) => Err(RequestError::invalid(format!(
            "{name} contains characters that are not printable ASCII"
        ))),
        text => Ok(text.map(str::to_owned)),
    }
}

/// Whether a text has the format `^[\x20-\x7E]+$`, which ID-porten requires for `state`.
pub(crate) fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

/// Reads the PKCE challenge. Returns `None` if PKCE is optional for the client and the authorization request has no
/// PKCE parameters.
fn code_challenge(
    client: &IdPortenClient,
    params: &Params,
) -> Result<Option<String>, RequestError> {
    // The length of a PKCE challenge, which is a SHA-256 hash in base64url without padding.
    const LENGTH: usize = 43;

    let Some(challenge) = params.get("code_challenge") else {
        let may_be_missing = params.get("code_challenge_method").is_none() && !client.pkce_required;
        return may_be_missing
            .then_some(None)
            .ok_or_else(|| RequestError::invalid("code_challenge is missing"));
    };
    if params.get("code_challenge_method") != Some("S256") {
        return Err(RequestError::invalid("code_challenge_method must be S256"));
    }
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if challenge.len() != LENGTH || !challenge.bytes().all(is_base64url) {
        return Err(RequestError::invalid(
            "code_challenge must be a SHA-256 hash in base64url without padding",
        ));
    }
    Ok(Some(challenge.to_owned()))
}

/// Returns the required level of assurance and the preferred level. The client accepts each level in `acr_values`. The
/// lowest level in the list is the required level, and the first level in the list is the preferred level.
///
/// The simulated persons use Norwegian log-in methods, which give no eIDAS level. If the list has a Norwegian level,
/// the function ignores the eIDAS levels. If all levels are eIDAS levels, nobody can log in, and the function returns
/// an error.
fn acr(params: &Params) -> Result<(Acr, Option<Acr>), RequestError> {
    let values = params.get("acr_values").unwrap_or_default().trim();
    if values.is_empty() {
        return Ok((Acr::Substantial, None));
    }
    let mut levels = Vec::new();
    for value in values.split_ascii_whitespace() {
        match value {
            "idporten-loa-low" | "idporten-loa-substantial" => levels.push(Acr::Substantial),
            "idporten-loa-high" => levels.push(Acr::High),
            "eidas-loa-low" | "eidas-loa-substantial" | "eidas-loa-high" => {}
            unknown => {
                return Err(RequestError::invalid(format!(
                    "acr_values contains the unknown value {unknown}"
                )));
            }
        }
    }
    match levels.iter().min() {
        Some(lowest) => Ok((*lowest, levels.first().copied())),
        None => Err(RequestError::parameter(
            "unmet_authentication_requirements",
            "no simulated person can log in with eIDAS",
        )),
    }
}

/// Reads the parameter `prompt`. It can have several values, but not `none` together with another value. The simulator
/// has no consent page, so it accepts and ignores the value `consent`.
fn prompt(params: &Params) -> Result<Prompt, RequestError> {
    let values = params.get("prompt").unwrap_or_default();
    let mut prompt = Prompt::WhenNeeded;
    for value in values.split_ascii_whitespace() {
        match value {
            "consent" => {}
            "login" => prompt = Prompt::Login,
            "none" if values.trim() == "none" => prompt = Prompt::Never,
            "none" => {
                return Err(RequestError::invalid(
                    "prompt must not combine none with other values",
                ));
            }
            _ => {
                return Err(RequestError::invalid(
                    "prompt must be login, consent or none",
                ));
            }
        }
    }
    Ok(prompt)
}

fn max_age(params: &Params) -> Result<Option<i64>, RequestError> {
    let Some(text) = params.get("max_age") else {
        return Ok(None);
    };
    match text.parse() {
        Ok(seconds @ 0..) => Ok(Some(seconds)),
        _ => Err(RequestError::invalid(
            "max_age must be a number of seconds, 0 or more",
        )),
    }
}

/// Reads the parameter `resource`, which names the API that the access token is for (contract/idporten.md §8). Every
/// absolute URI without a fragment is valid ([RFC 8707, section 2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
fn resource(params: &Params) -> Result<Option<String>, RequestError> {
    let Some(text) = params.get("resource") else {
        return Ok(None);
    };
    match text.parse::<Url>() {
        Ok(uri) if uri.fragment().is_none() => Ok(Some(text.to_owned())),
        _ => Err(RequestError::parameter(
            "invalid_target",
            "resource must be an absolute URI without a fragment",
        )),
    }
}

/// Returns the first language in the parameter `ui_locales` that the simulator supports.
fn locale(params: &Params) -> Option<String> {
    let locales = params.get("ui_locales")?.split_ascii_whitespace();
    locales
        .filter_map(crate::texts::Language::parse)
        .map(|language| language.tag().to_owned())
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> IdPortenClient {
        IdPortenClient {
            client_id: "smart".to_owned(),
            organisation: "991825827".parse().unwrap(),
            name: "Smart".to_owned(),
            keys: Vec::new(),
            certificates: Vec::new(),
            client_secret: None,
            redirect_uris: vec!["http://localhost:3000/callback".to_owned()],
            post_logout_redirect_uris: Vec::new(),
            frontchannel_logout_uri: None,
            scopes: vec!["openid".to_owned(), "altinn:a".to_owned()],
            token_endpoint_auth_method: TokenEndpointAuthMethod::PrivateKeyJwt,
            access_token_lifetime: None,
            refresh_token_lifetime: None,
            pkce_required: true,
            sso: true,
        }
    }

    const GOOD: [(&str, &str); 7] = [
        ("response_type", "code"),
        ("redirect_uri", "http://localhost:3000/callback"),
        ("scope", "openid profile altinn:a"),
        ("state", "s t"),
        ("nonce", "n"),
        (
            "code_challenge",
            "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI",
        ),
        ("code_challenge_method", "S256"),
    ];

    /// Reads an authorization request with the parameters in `GOOD`. Only the parameter `name` has another value. If
    /// `value` is `None`, the parameter `name` is missing.
    fn read_with(name: &str, value: Option<&str>) -> Result<AuthorizationRequest, RequestError> {
        let mut pairs: Vec<_> = GOOD.into_iter().filter(|(key, _)| *key != name).collect();
        pairs.extend(value.map(|value| (name, value)));
        let text = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        read(&client(), &Params::read(&text))
    }

    #[test]
    fn a_good_request_is_read() {
        let request = read_with("ui_locales", Some("se nn")).unwrap();
        assert_eq!(request.state.as_deref(), Some("s t"));
        assert_eq!(request.locale.as_deref(), Some("nn"));
        assert_eq!(
            (request.acr, request.prompt),
            (Acr::Substantial, Prompt::WhenNeeded)
        );
    }

    #[test]
    fn the_browser_is_never_redirected_to_an_unregistered_address() {
        for uri in [
            None,
            Some("http://localhost:3000/callback/"),
            Some("https://evil.example"),
        ] {
            let error = read_with("redirect_uri", uri).unwrap_err();
            assert!(matches!(error, RequestError::RedirectUri(_)), "{uri:?}");
        }
    }

    #[test]
    fn every_other_error_is_sent_to_the_client() {
        for (name, value, expected) in [
            ("response_type", None, "invalid_request"),
            ("response_type", Some("token"), "unsupported_response_type"),
            ("response_mode", Some("fragment"), "invalid_request"),
            ("request", Some("ey"), "request_not_supported"),
            (
                "request_uri",
                Some("https://a"),
                "request_uri_not_supported",
            ),
            ("registration", Some("{}"), "registration_not_supported"),
            ("scope", None, "invalid_scope"),
            ("scope", Some("profile"), "invalid_scope"),
            ("scope", Some("openid altinn:b"), "invalid_scope"),
            ("state", Some("æ"), "invalid_request"),
            ("code_challenge", None, "invalid_request"),
            ("code_challenge", Some("short"), "invalid_request"),
            ("code_challenge_method", None, "invalid_request"),
            ("code_challenge_method", Some("plain"), "invalid_request"),
            ("acr_values", Some("Level4"), "invalid_request"),
            (
                "acr_values",
                Some("eidas-loa-low"),
                "unmet_authentication_requirements",
            ),
            ("prompt", Some("never"), "invalid_request"),
            ("prompt", Some("select_account"), "invalid_request"),
            ("prompt", Some("none login"), "invalid_request"),
            ("max_age", Some("-1"), "invalid_request"),
            ("resource", Some("an API"), "invalid_target"),
            ("resource", Some("https://a.example/#b"), "invalid_target"),
        ] {
            match read_with(name, value) {
                Err(RequestError::Parameter { error, .. }) => {
                    assert_eq!(error, expected, "{name}={value:?}");
                }
                other => panic!("{name}={value:?} gave {other:?}"),
            }
        }
    }

    #[test]
    fn the_lowest_accepted_level_is_the_required_level() {
        let level = |values| read_with("acr_values", Some(values)).unwrap().acr;
        assert_eq!(level("idporten-loa-high"), Acr::High);
        assert_eq!(
            level("idporten-loa-high idporten-loa-substantial"),
            Acr::Substantial
        );
        assert_eq!(level("eidas-loa-high idporten-loa-high"), Acr::High);
        assert_eq!(level("idporten-loa-low"), Acr::Substantial);
    }
}
