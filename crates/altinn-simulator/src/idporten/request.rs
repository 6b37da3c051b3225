use super::forms::{Duplicate, Params};
use crate::oidc::oauth_clients::{IdPortenClient, TokenEndpointAuthMethod};
use crate::oidc::{Acr, AuthorizationRequest, Prompt, ResponseMode};

/// Why a login is not begun.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no telling where to send the browser, so it stays on a page of ID-porten's.
    #[error("redirect_uri is not one of the client's: {0:?}")]
    Redirect(Option<String>),
    /// The client is told, at its own address.
    #[error("{error}: {description}")]
    Told {
        error: &'static str,
        description: String,
    },
}

impl Refused {
    fn told(error: &'static str, description: impl Into<String>) -> Self {
        Self::Told {
            error,
            description: description.into(),
        }
    }

    fn invalid(description: impl Into<String>) -> Self {
        Self::told("invalid_request", description)
    }
}

impl From<Duplicate> for Refused {
    fn from(duplicate: Duplicate) -> Self {
        Self::invalid(duplicate.to_string())
    }
}

/// Parameters of OpenID Connect's that ID-porten does not take, each with its own error
/// ([Core, section 3.1.2.6](https://openid.net/specs/openid-connect-core-1_0.html#AuthError)). Others that are
/// not known are ignored, and so are `claims` and `display`, as the same standard asks.
const NOT_SUPPORTED: [(&str, &str); 3] = [
    ("request", "request_not_supported"),
    ("request_uri", "request_uri_not_supported"),
    ("registration", "registration_not_supported"),
];

/// ID-porten takes these. Ignored here, they would give a login that is less than was asked for.
const NOT_SIMULATED: [&str; 2] = ["onbehalfof", "authorization_details"];

/// The client's registered address that the request names. Compared letter by letter.
///
/// # Errors
///
/// [`Refused::Redirect`].
pub fn redirect_uri(client: &IdPortenClient, params: &Params) -> Result<String, Refused> {
    let asked = params.get("redirect_uri").map(str::to_owned);
    match asked {
        Some(uri) if client.redirect_uris.contains(&uri) => Ok(uri),
        asked => Err(Refused::Redirect(asked)),
    }
}

/// Reads a request for a login, whether it came by the browser or was pushed.
///
/// # Errors
///
/// [`Refused`] for the first thing that is wrong: the address to answer to first.
pub fn read(client: &IdPortenClient, params: &Params) -> Result<AuthorizationRequest, Refused> {
    let redirect_uri = redirect_uri(client, params)?;
    params.check_once_each()?;
    for (name, error) in NOT_SUPPORTED {
        if params.get(name).is_some() {
            let description = format!("the parameter {name} is not supported");
            return Err(Refused::told(error, description));
        }
    }
    for name in NOT_SIMULATED {
        if params.get(name).is_some() {
            return Err(Refused::invalid(format!("{name} is not simulated")));
        }
    }
    match params.get("response_type") {
        Some("code") => {}
        Some(_) => {
            return Err(Refused::told(
                "unsupported_response_type",
                "response_type must be code",
            ));
        }
        None => return Err(Refused::invalid("response_type is missing")),
    }
    let response_mode = response_mode(params)?;
    let scope = scope(client, params)?;
    let state = printable(params, "state")?;
    if state.is_none() && client.token_endpoint_auth_method == TokenEndpointAuthMethod::None {
        return Err(Refused::invalid("state is missing"));
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
    })
}

/// How the answer is to be given. Also refusals are, so this is asked of a request that is wrong.
///
/// # Errors
///
/// [`Refused::Told`] for what is unknown.
pub fn response_mode(params: &Params) -> Result<ResponseMode, Refused> {
    match params.get("response_mode") {
        None | Some("query") => Ok(ResponseMode::Query),
        Some("form_post") => Ok(ResponseMode::FormPost),
        // `jwt` is the usual mode of the response type, signed.
        Some("jwt" | "query.jwt") => Ok(ResponseMode::QueryJwt),
        Some("form_post.jwt") => Ok(ResponseMode::FormPostJwt),
        Some(_) => Err(Refused::invalid(
            "response_mode must be query, form_post, query.jwt or form_post.jwt",
        )),
    }
}

fn scope(client: &IdPortenClient, params: &Params) -> Result<String, Refused> {
    let scope = params.get("scope").unwrap_or_default();
    let asked: Vec<&str> = scope.split_ascii_whitespace().collect();
    if !asked.contains(&"openid") {
        return Err(Refused::told(
            "invalid_scope",
            "scope must have openid in it",
        ));
    }
    let known = |scope: &str| {
        matches!(scope, "openid" | "profile") || client.scopes.iter().any(|own| own == scope)
    };
    match asked.iter().find(|scope| !known(scope)) {
        Some(foreign) => Err(Refused::told(
            "invalid_scope",
            format!("the client is not granted the scope {foreign}"),
        )),
        None => Ok(asked.join(" ")),
    }
}

fn printable(params: &Params, name: &str) -> Result<Option<String>, Refused> {
    match params.get(name) {
        Some(text) if !is_printable(text) => Err(Refused::invalid(format!(
            "{name} has characters other than printable ASCII"
        ))),
        text => Ok(text.map(str::to_owned)),
    }
}

/// `^[\x20-\x7E]+$`, for `state`.
pub(crate) fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

/// `None` only for a client that may do without, and does: a challenge that is there counts.
fn code_challenge(client: &IdPortenClient, params: &Params) -> Result<Option<String>, Refused> {
    // SHA-256 in base64url without padding.
    const LENGTH: usize = 43;

    let Some(challenge) = params.get("code_challenge") else {
        let left_out = params.get("code_challenge_method").is_none() && !client.pkce_required;
        let missing = "code_challenge is missing";
        return left_out
            .then_some(None)
            .ok_or_else(|| Refused::invalid(missing));
    };
    if params.get("code_challenge_method") != Some("S256") {
        return Err(Refused::invalid("code_challenge_method must be S256"));
    }
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if challenge.len() != LENGTH || !challenge.bytes().all(letters) {
        return Err(Refused::invalid(
            "code_challenge is not SHA-256 in base64url without padding",
        ));
    }
    Ok(Some(challenge.to_owned()))
}

/// Any of the levels asked for will do, so the lowest is what must be reached; the first is what the client
/// would rather have.
///
/// Persons here have Norwegian means, and only foreign ones reach the levels of eIDAS. Those do no harm beside
/// others; alone, nobody can reach them, and the client is told so.
fn acr(params: &Params) -> Result<(Acr, Option<Acr>), Refused> {
    let values = params.get("acr_values").unwrap_or_default().trim();
    if values.is_empty() {
        return Ok((Acr::Substantial, None));
    }
    let mut wanted = Vec::new();
    for value in values.split_ascii_whitespace() {
        match value {
            "idporten-loa-low" | "idporten-loa-substantial" => wanted.push(Acr::Substantial),
            "idporten-loa-high" => wanted.push(Acr::High),
            "eidas-loa-low" | "eidas-loa-substantial" | "eidas-loa-high" => {}
            unknown => {
                return Err(Refused::invalid(format!("acr_values has {unknown} in it")));
            }
        }
    }
    match wanted.iter().min() {
        Some(lowest) => Ok((*lowest, wanted.first().copied())),
        None => Err(Refused::told(
            "unmet_authentication_requirements",
            "no person here can log in by eIDAS",
        )),
    }
}

/// Several may stand together, but `none` stands alone. `consent` asks nothing here: there is no page for it.
fn prompt(params: &Params) -> Result<Prompt, Refused> {
    let values = params.get("prompt").unwrap_or_default();
    let mut prompt = Prompt::WhenNeeded;
    for value in values.split_ascii_whitespace() {
        match value {
            "consent" => {}
            "login" => prompt = Prompt::Login,
            "none" if values.trim() == "none" => prompt = Prompt::Never,
            "none" => return Err(Refused::invalid("prompt has none beside others")),
            _ => return Err(Refused::invalid("prompt must be login, consent or none")),
        }
    }
    Ok(prompt)
}

fn max_age(params: &Params) -> Result<Option<i64>, Refused> {
    let Some(text) = params.get("max_age") else {
        return Ok(None);
    };
    match text.parse() {
        Ok(seconds @ 0..) => Ok(Some(seconds)),
        _ => Err(Refused::invalid("max_age is a number of seconds")),
    }
}

/// The first of the languages asked for that is known; those that are not are no error.
fn locale(params: &Params) -> Option<String> {
    let wanted = params.get("ui_locales")?.split_ascii_whitespace();
    wanted
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

    /// The good request with one parameter changed, added, or left out.
    fn read_with(name: &str, value: Option<&str>) -> Result<AuthorizationRequest, Refused> {
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
            let refused = read_with("redirect_uri", uri).unwrap_err();
            assert!(matches!(refused, Refused::Redirect(_)), "{uri:?}");
        }
    }

    #[test]
    fn everything_else_is_told_to_the_client() {
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
        ] {
            match read_with(name, value) {
                Err(Refused::Told { error, .. }) => assert_eq!(error, expected, "{name}={value:?}"),
                other => panic!("{name}={value:?} gave {other:?}"),
            }
        }
    }

    #[test]
    fn the_lowest_level_that_will_do_is_asked_for() {
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
