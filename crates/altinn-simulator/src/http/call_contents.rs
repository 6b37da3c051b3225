//! The values that a call contains: organisation numbers, ids of requests and other objects, and personal numbers.
//! Fault injection uses these values to find the sandbox of a call. The request log uses them to find the calls of one
//! request or one log-in.
//!
//! The values come from the path, the query, the body and the tokens of a call. This module does not verify the tokens,
//! because the handler of the call does.

use axum::http::{HeaderMap, Method, Uri, header::AUTHORIZATION, header::CONTENT_TYPE};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::forms::Params;
use crate::{
    oidc::signing_keys::{Claims, unchecked_claims},
    rules::{Organisation, sandboxes::SHARED},
    world::World,
};
use altinn_types::{OrgNumber, RequestId, SystemUserId};

/// The largest number of values that the simulator looks up for one call, so that no call can slow the simulator down.
const MAX_VALUES: usize = 200;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallContents {
    pub organisations: Vec<OrgNumber>,
    /// The ids of requests, of system users and of parties. All of them are UUIDs.
    pub ids: Vec<Uuid>,
    pub personal_numbers: Vec<String>,
    /// Whether the call acts on behalf of a customer. Such a call has a grant or a token with `authorization_details`.
    pub is_for_customer: bool,
    /// The parameter `state` of an authorization request or of its response.
    pub oidc_state: Option<String>,
}

impl CallContents {
    /// `body` is `None` if the body is missing or too large.
    #[must_use]
    pub fn read(uri: &Uri, headers: &HeaderMap, body: Option<&[u8]>) -> Self {
        let mut contents = Self::default();
        for segment in uri.path().split('/') {
            contents.add_text(segment);
        }
        contents.add_parameters(uri.query().unwrap_or_default());
        let token = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '));
        if let Some((_, token)) = token {
            contents.add_token(token.trim());
        }
        contents.add_body(headers, body.unwrap_or_default());
        contents
    }

    /// Reads the values in the claims of a token from Maskinporten.
    #[must_use]
    pub fn of_token(claims: &Claims) -> Self {
        let mut contents = Self::default();
        contents.add_claims(claims);
        contents
    }

    /// A call to ID-porten's pages contains only the name of the log-in. This function adds the rest: the `state` of the
    /// log-in, and the values in the URL of the Altinn page that started the log-in.
    pub fn add_log_in(&mut self, uri: &Uri, world: &World) {
        let now = world.now();
        let query = Params::read(uri.query().unwrap_or_default());
        // The last part of a `request_uri` is the name of a pushed request.
        let pushed = query
            .get("request_uri")
            .and_then(|uri| uri.rsplit(':').next());
        let attempt = uri.path().strip_prefix("/login/");
        let request = match (attempt, pushed) {
            (Some(attempt), _) => world.login.attempt(attempt, now),
            (None, Some(pushed)) => world.login.pushed(pushed, now),
            (None, None) => None,
        };
        if let Some(state) = request.and_then(|request| request.state.as_deref()) {
            self.set_state(state);
        }
        let state = self.oidc_state.as_deref();
        let page = state.and_then(|state| world.login.page_of_altinn_login(state, now));
        if let Some(page) = page {
            self.add_url(page);
        }
    }

    /// Returns the sandbox of the objects in the call, or `None` if the call contains no object of a sandbox.
    ///
    /// A visitor's sandbox takes precedence over the shared sandbox. If the call is not on behalf of a customer, this
    /// method ignores organisation numbers of the shared sandbox. Such a number can be the vendor's own, from the
    /// vendor's token.
    #[must_use]
    pub fn sandbox(&self, world: &World) -> Option<String> {
        let of_organisations = self.organisations.iter().filter_map(|number| {
            let sandbox = world.sandbox_of_organisation(number)?;
            (self.is_for_customer || sandbox != SHARED).then_some(sandbox)
        });
        let of_persons = self.personal_numbers.iter().filter_map(|number| {
            let person = world.parties.person_by_number(number)?;
            Some(person.sandbox_id())
        });
        let of_ids = self.sandboxes_of_ids(world);
        chosen(of_organisations.chain(of_ids).chain(of_persons))
    }

    /// Returns the sandbox of the requests, system users and parties in the call. This method finds these objects only
    /// by their random ids. Unlike `sandbox`, this method ignores organisation numbers and personal numbers.
    #[must_use]
    pub fn sandbox_of_ids(&self, world: &World) -> Option<String> {
        chosen(self.sandboxes_of_ids(world))
    }

    fn sandboxes_of_ids<'w>(&self, world: &'w World) -> impl Iterator<Item = &'w str> {
        self.ids.iter().filter_map(|id| {
            let party = || world.parties.organisation_by_uuid(id);
            world
                .sandbox_of_request(RequestId(*id))
                .or_else(|| world.sandbox_of_system_user(SystemUserId(*id)))
                .or_else(|| party().map(Organisation::sandbox_id))
        })
    }

    pub fn add_body(&mut self, headers: &HeaderMap, body: &[u8]) {
        let content_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
        if content_type.starts_with("application/x-www-form-urlencoded") {
            self.add_parameters(&String::from_utf8_lossy(body));
        } else if content_type.contains("json")
            && let Ok(json) = serde_json::from_slice(body)
        {
            self.add_json(&json);
        }
    }

    fn add_parameters(&mut self, query: &str) {
        if let Some(state) = Params::read(query).get("state") {
            self.set_state(state);
        }
        for (_, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if value.starts_with("eyJ") {
                self.add_token(&value);
            } else {
                self.add_text(&value);
                self.add_url(&value);
            }
        }
    }

    fn set_state(&mut self, state: &str) {
        self.oidc_state = Some(state.chars().take(200).collect());
    }

    /// Adds the values in the path and the query of a URL. If the text is not a URL, this method does nothing.
    fn add_url(&mut self, text: &str) {
        let Ok(url) = Url::parse(text) else {
            return;
        };
        for segment in url.path_segments().into_iter().flatten() {
            self.add_text(segment);
        }
        for (_, value) in url.query_pairs() {
            self.add_text(&value);
        }
    }

    /// Adds the values in the claims of a JWT. Ignores a text that is not a JWT.
    fn add_token(&mut self, token: &str) {
        if let Some(claims) = unchecked_claims(token) {
            self.add_claims(&claims);
        }
    }

    fn add_claims(&mut self, claims: &Claims) {
        self.is_for_customer |= claims.contains_key("authorization_details");
        claims.values().for_each(|value| self.add_json(value));
    }

    fn add_json(&mut self, json: &Value) {
        match json {
            Value::String(text) => self.add_text(text),
            Value::Array(values) => values.iter().for_each(|value| self.add_json(value)),
            Value::Object(members) => members.values().for_each(|value| self.add_json(value)),
            _ => {}
        }
    }

    /// Adds a value if it is an organisation number, a UUID or a personal number. The value can have a prefix such as
    /// `0192:`.
    fn add_text(&mut self, text: &str) {
        if self.organisations.len() + self.ids.len() + self.personal_numbers.len() >= MAX_VALUES {
            return;
        }
        let value = text.rsplit(':').next().unwrap_or_default();
        let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
        match value.len() {
            9 if is_number => self.organisations.extend(value.parse::<OrgNumber>()),
            11 if is_number => self.personal_numbers.push(value.to_owned()),
            36 => self.ids.extend(value.parse::<Uuid>()),
            _ => {}
        }
    }
}

/// Returns the first sandbox in the list that belongs to a visitor. If no sandbox belongs to a visitor, returns the
/// first sandbox.
fn chosen<'w>(sandboxes: impl Iterator<Item = &'w str>) -> Option<String> {
    let all: Vec<&str> = sandboxes.collect();
    let of_a_visitor = all.iter().find(|sandbox| **sandbox != SHARED);
    of_a_visitor.or(all.first()).map(|id| (*id).to_owned())
}

/// Whether a browser sent the call. Most browsers send the header `Sec-Fetch-Mode`. A call without this header also
/// counts as a browser's call if it accepts HTML.
#[must_use]
pub fn is_from_browser(method: &Method, headers: &HeaderMap) -> bool {
    let accepts_html = headers
        .get("accept")
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let is_page_load = method == Method::GET || method == Method::POST;
    headers.contains_key("sec-fetch-mode") || accepts_html && is_page_load
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use serde_json::json;

    use super::*;

    #[test]
    fn a_call_names_objects_in_its_path_its_query_its_body_and_its_tokens() {
        let id = "6a0cf3f2-77a5-4bd0-9c43-3d2f0c2d9d10";
        let claims = json!({
            "authorization_details": [{ "systemuser_org": { "ID": "0192:312450186" } }],
        });
        let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
        let form = format!("assertion=eyJ.{claims}.x&state=s1");
        let mut headers = HeaderMap::new();
        let form_type = "application/x-www-form-urlencoded";
        headers.insert(CONTENT_TYPE, form_type.parse().unwrap());
        let uri = format!("/a/315816270?id={id}&person=17878898136");
        let uri: Uri = uri.parse().unwrap();
        let contents = CallContents::read(&uri, &headers, Some(form.as_bytes()));
        let numbers: Vec<_> = contents
            .organisations
            .iter()
            .map(OrgNumber::as_str)
            .collect();
        assert_eq!(numbers, ["315816270", "312450186"]);
        assert_eq!(contents.ids, [id.parse::<Uuid>().unwrap()]);
        assert_eq!(contents.personal_numbers, ["17878898136"]);
        assert!(contents.is_for_customer);
        assert_eq!(contents.oidc_state.as_deref(), Some("s1"));
    }

    #[test]
    fn a_log_in_names_the_page_to_which_it_leads_back() {
        let id = "6a0cf3f2-77a5-4bd0-9c43-3d2f0c2d9d10";
        let page = format!("http://altinn.example/systemuser/request?id={id}");
        let goto: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
        let uri: Uri = format!("/authentication?goto={goto}").parse().unwrap();
        let contents = CallContents::read(&uri, &HeaderMap::new(), None);
        assert_eq!(contents.ids, [id.parse::<Uuid>().unwrap()]);
    }

    #[test]
    fn a_bearer_token_without_a_customer_is_the_vendors_own() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"consumer": {"ID": "0192:312450186"}}"#);
        let mut headers = HeaderMap::new();
        let token = format!("Bearer eyJ.{claims}.x");
        headers.insert(AUTHORIZATION, token.parse().unwrap());
        let contents = CallContents::read(&Uri::from_static("/"), &headers, None);
        assert!(!contents.is_for_customer);
        assert_eq!(contents.organisations.len(), 1);
    }
}
