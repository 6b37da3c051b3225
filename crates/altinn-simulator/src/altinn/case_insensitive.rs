//! Makes routing case-insensitive, as in ASP.NET, because Altinn's platform runs on ASP.NET. The case of fixed path
//! segments and of query parameter names has no effect. A path can also end with a slash. The values in a path or a
//! query stay unchanged.
//!
//! [`Router`] and [`Query`] replace axum's types of the same names. `Router` finds the fixed path segments in each
//! route's template. The fields of a query struct must have lower-case names. The same is true for a struct that
//! [`json_body`](super::json_body) reads.

use std::{collections::HashSet, sync::Arc};

use axum::{
    extract::{FromRequestParts, Request},
    http::{Uri, request::Parts, uri::PathAndQuery},
    routing::MethodRouter,
};
use serde::de::DeserializeOwned;
use tower::ServiceExt;
use url::form_urlencoded;

use super::errors::ApiError;

/// An axum router together with the path templates of its routes, which axum's own router does not reveal.
pub struct Router<S> {
    routes: axum::Router<S>,
    templates: Vec<String>,
}

impl<S: Clone + Send + Sync + 'static> Router<S> {
    #[must_use]
    pub fn new() -> Self {
        Self {
            routes: axum::Router::new(),
            templates: Vec::new(),
        }
    }

    #[must_use]
    pub fn route(mut self, template: &str, methods: MethodRouter<S>) -> Self {
        self.routes = self.routes.route(template, methods);
        self.templates.push(template.to_owned());
        self
    }

    #[must_use]
    pub fn nest(mut self, path: &str, inner: Self) -> Self {
        self.routes = self.routes.nest(path, inner.routes);
        let templates = inner.templates.iter();
        self.templates
            .extend(templates.map(|template| format!("{path}{template}")));
        self
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.routes = self.routes.merge(other.routes);
        self.templates.extend(other.templates);
        self
    }

    /// Builds an axum router that first changes the path of each HTTP request to the spelling of the route's template.
    /// The routes and the middleware in `around` see only the changed path.
    pub fn into_service(
        self,
        around: impl FnOnce(axum::Router<S>) -> axum::Router,
    ) -> axum::Router {
        let spelling = Arc::new(Spelling::of(self.templates));
        let service = around(self.routes);
        // `map_request` must wrap the whole router. A layer of the router would run after axum has matched the route.
        let service = service.map_request(move |request| spelling.correct(request));
        axum::Router::new().fallback_service(service)
    }
}

/// Finds the template of the route that matches a path, without regard to upper and lower case.
struct Spelling(matchit::Router<String>);

impl Spelling {
    fn of(mut templates: Vec<String>) -> Self {
        // If two calls of `route` added methods for the same path, the list contains the template twice.
        templates.sort_unstable();
        templates.dedup();
        let mut found_by = matchit::Router::new();
        for template in templates {
            found_by
                .insert(template.to_ascii_lowercase(), template)
                .expect("axum has taken the same templates, and no two differ in case alone");
        }
        Self(found_by)
    }

    /// Returns the path with its fixed segments spelled as in the template. Returns `None` if no template matches the
    /// path.
    fn of_path(&self, path: &str) -> Option<String> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let lower_case = path.to_ascii_lowercase();
        let template = self.0.at(&lower_case).ok()?.value;
        let segments = template.split('/').zip(path.split('/'));
        let spelled = segments.map(|(template, given)| {
            let is_value = template.starts_with('{');
            if is_value { given } else { template }
        });
        Some(spelled.collect::<Vec<_>>().join("/"))
    }

    fn correct(&self, mut request: Request) -> Request {
        let uri = request.uri();
        let corrected = self
            .of_path(uri.path())
            .and_then(|path| with_path_and_query(uri, &path, uri.query()));
        if let Some(corrected) = corrected {
            *request.uri_mut() = corrected;
        }
        request
    }
}

/// An extractor for the query string that ignores upper and lower case in the names of the parameters. The fields of
/// the struct must have names in lower case.
///
/// If the query contains a parameter several times, the extractor uses the first value. Call [`values`] to get all
/// values.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let given = parts.uri.query().unwrap_or_default();
        let query = with_lower_case_names(given);
        let pairs = form_urlencoded::parse(query.as_bytes());
        serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs))
            .map(Self)
            .map_err(|error| {
                let path = error.path().to_string();
                // The key of the error is the parameter name in the spelling that the caller sent, as in ASP.NET.
                let name = form_urlencoded::parse(given.as_bytes())
                    .map(|(name, _)| name.into_owned())
                    .find(|name| name.eq_ignore_ascii_case(&path));
                let message = error.into_inner().to_string();
                ApiError::Model(vec![(name.unwrap_or_default(), message)])
            })
    }
}

/// Returns all values of a query parameter, because a query can contain the same parameter several times. The case of
/// the parameter's name does not matter.
pub fn values<'a>(query: &'a str, name: &'a str) -> impl Iterator<Item = String> + 'a {
    form_urlencoded::parse(query.as_bytes())
        .filter(move |(given, _)| given.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.into_owned())
}

fn with_path_and_query(uri: &Uri, path: &str, query: Option<&str>) -> Option<Uri> {
    let both = match query {
        Some(query) => PathAndQuery::try_from(format!("{path}?{query}")),
        None => PathAndQuery::try_from(path),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(both.ok()?);
    Uri::from_parts(parts).ok()
}

/// Changes the parameter names in a query string to lower case. If several parameters have the same name, keeps only
/// the first one.
fn with_lower_case_names(query: &str) -> String {
    let mut lower_case = form_urlencoded::Serializer::new(String::new());
    let mut seen = HashSet::new();
    for (given, value) in form_urlencoded::parse(query.as_bytes()) {
        let name = given.to_ascii_lowercase();
        if seen.insert(name.clone()) {
            lower_case.append_pair(&name, &value);
        }
    }
    lower_case.finish()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use serde::Deserialize;

    use super::*;

    #[test]
    fn literal_segments_are_spelled_as_in_the_template_and_values_as_given() {
        let templates = [
            "/api/request/vendor",
            "/api/request/vendor/{id}",
            "/api/request/vendor/byRef/{systemId}/{ref}",
            "/api/{provider}",
        ];
        let spelling = Spelling::of(templates.map(str::to_owned).to_vec());
        for (given, expected) in [
            ("/API/Request/VENDOR", Some("/api/request/vendor")),
            ("/api/request/vendor/", Some("/api/request/vendor")),
            ("/Api/Request/Vendor/AbC/", Some("/api/request/vendor/AbC")),
            (
                "/api/request/vendor/VENDOR",
                Some("/api/request/vendor/VENDOR"),
            ),
            (
                "/api/request/vendor/byref/Api/ByRef",
                Some("/api/request/vendor/byRef/Api/ByRef"),
            ),
            ("/API/Request", Some("/api/Request")),
            ("/api/request/vendor//", None),
            ("/", None),
            ("/other", None),
        ] {
            assert_eq!(spelling.of_path(given).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn names_in_a_query_get_lower_case_and_values_keep_theirs() {
        let given = "SYSTEM-ID=ORGNO&OrgNo=1&X=%26&orgno=2";
        let lower_case = with_lower_case_names(given);
        assert_eq!(lower_case, "system-id=ORGNO&orgno=1&x=%26");
        assert_eq!(values(given, "orgNo").collect::<Vec<_>>(), ["1", "2"]);
    }

    #[tokio::test]
    async fn an_error_spells_the_name_as_the_client_did() {
        #[derive(Debug, Deserialize)]
        #[expect(dead_code, reason = "only the error counts")]
        struct Flags {
            include_apps: bool,
            #[serde(rename = "includeroles")]
            include_roles: bool,
        }
        for (query, name, message) in [
            (
                "include_apps=true&IncludeRoles=maybe",
                "IncludeRoles",
                "provided string was not `true` or `false`",
            ),
            ("includeRoles=true", "", "missing field `include_apps`"),
        ] {
            let request = Request::get(format!("/?{query}")).body(()).unwrap();
            let (mut parts, ()) = request.into_parts();
            let error = Query::<Flags>::from_request_parts(&mut parts, &()).await;
            let expected = ApiError::Model(vec![(name.to_owned(), message.to_owned())]);
            assert_eq!(error.unwrap_err(), expected, "{query}");
        }
    }
}
