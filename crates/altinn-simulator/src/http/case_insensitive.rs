//! Case-insensitive routing as in ASP.NET, which Altinn's platform runs on. The literal segments of a path and the names
//! in a query string match in any case, and a path may end in a slash. Values keep their case.
//!
//! [`Router`] and [`Query`] replace axum's types of the same names. A new route needs no further code: its template says
//! which segments are literal, and the fields of the query type are the expected names.

use std::{collections::HashSet, sync::Arc};

use axum::{
    extract::{FromRequestParts, Query as AxumQuery, Request},
    http::{Uri, request::Parts, uri::PathAndQuery},
    routing::MethodRouter,
};
use serde::{
    Deserializer,
    de::{DeserializeOwned, Error, Visitor, value},
    forward_to_deserialize_any,
};
use tower::ServiceExt;
use url::form_urlencoded;

use crate::altinn::errors::ApiError;

/// An axum router, and the path templates of its routes.
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

    /// Builds the service. Before the middleware in `around` and the routes see a path, the service changes the path to the
    /// spelling of its template.
    pub fn into_service(
        self,
        around: impl FnOnce(axum::Router<S>) -> axum::Router,
    ) -> axum::Router {
        let spelling = Arc::new(Spelling::of(self.templates));
        let service = around(self.routes);
        // Wrap the whole router, because axum runs a router's layers after it has matched the route.
        let service = service.map_request(move |request| spelling.correct(request));
        axum::Router::new().fallback_service(service)
    }
}

/// Finds the spelling of a path template by the path in lower case.
struct Spelling(matchit::Router<String>);

impl Spelling {
    fn of(mut templates: Vec<String>) -> Self {
        // A template appears twice if its methods were added in two places.
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

    /// The path with its literal segments spelled as in the template. Returns `None` if no template matches.
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

/// Extracts the query string of a request. The parameter names match in any case.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let given = parts.uri.query().unwrap_or_default();
        let query = with_names(given, members::<T>());
        let corrected = with_path_and_query(&parts.uri, parts.uri.path(), Some(&query));
        let uri = corrected.as_ref().unwrap_or(&parts.uri);
        let AxumQuery(read) = AxumQuery::try_from_uri(uri)
            .map_err(|refused| ApiError::Model(vec![(String::new(), refused.body_text())]))?;
        Ok(Self(read))
    }
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

/// Changes the parameter names in a query string to the spelling in `names`. If a parameter in `names` is repeated, the
/// function keeps the first.
fn with_names(query: &str, names: &[&str]) -> String {
    let mut spelled = form_urlencoded::Serializer::new(String::new());
    let mut seen = HashSet::new();
    for (given, value) in form_urlencoded::parse(query.as_bytes()) {
        let name = names.iter().find(|name| name.eq_ignore_ascii_case(&given));
        if name.is_none_or(|name| seen.insert(name)) {
            spelled.append_pair(name.unwrap_or(&&*given), &value);
        }
    }
    spelled.finish()
}

/// The names of a struct's fields, as serde expects them.
fn members<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut members: &[&str] = &[];
    // A derived `Deserialize` passes its field names to `deserialize_struct`. The function ignores the error.
    let _ = T::deserialize(Members(&mut members));
    members
}

/// A deserializer that stores the field names of the struct and then fails.
struct Members<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Members<'_> {
    type Error = value::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        members: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, value::Error> {
        *self.0 = members;
        Err(Error::custom("this deserializer only reads field names"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, value::Error> {
        Err(Error::custom("this deserializer only reads field names"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
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
    fn names_in_a_query_are_spelled_as_the_members_and_values_as_given() {
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[expect(dead_code, reason = "only their names count")]
        struct Asked {
            system_id: String,
            orgno: Option<u32>,
        }
        assert_eq!(members::<Asked>(), ["system-id", "orgno"]);
        let given = "SYSTEM-ID=ORGNO&OrgNo=1&X=%26&orgno=2";
        let spelled = with_names(given, members::<Asked>());
        assert_eq!(spelled, "system-id=ORGNO&orgno=1&X=%26");
    }
}
