use std::borrow::Cow;

use axum::http::{HeaderMap, header::CONTENT_TYPE};

/// The parameters of an OAuth request, from the query string or from a form in the body.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<(String, String)>);

/// The error for an OAuth request that repeats a parameter. OAuth does not allow repeated parameters ([RFC 6749,
/// sections 3.1 and 3.2][rfc]).
///
/// [rfc]: https://www.rfc-editor.org/rfc/rfc6749#section-3.1
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the request has the parameter {0} more than once")]
pub struct Duplicate(pub String);

impl Params {
    #[must_use]
    pub fn read(text: &str) -> Self {
        let pairs = url::form_urlencoded::parse(text.as_bytes());
        Self(
            pairs
                .map(|(name, value)| (Cow::into_owned(name), Cow::into_owned(value)))
                .collect(),
        )
    }

    /// Checks that the request contains each parameter only once.
    ///
    /// # Errors
    ///
    /// Returns [`Duplicate`] with the first parameter that the request repeats.
    pub fn check_once_each(&self) -> Result<(), Duplicate> {
        let twice = |place: usize, name: &str| self.0[..place].iter().any(|(n, _)| n == name);
        let mut named = self.0.iter().enumerate();
        match named.find(|(place, (name, _))| twice(*place, name)) {
            Some((_, (name, _))) => Err(Duplicate(name.clone())),
            None => Ok(()),
        }
    }

    /// Returns the value of a parameter. OAuth treats an empty parameter as omitted, so the result for an empty
    /// parameter is `None`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }
}

/// Whether the body of an HTTP request is a form. `Content-Type` can be in upper or lower case, and can have parameters
/// such as `charset`.
#[must_use]
pub fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| {
        essence
            .trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_parameter_is_refused() {
        let params = Params::read("a=1&b=&c=%C3%A5");
        assert_eq!(params.check_once_each(), Ok(()));
        assert_eq!(params.get("a"), Some("1"));
        assert_eq!(params.get("b"), None);
        assert_eq!(params.get("c"), Some("å"));
        let twice = Params::read("a=1&a=1").check_once_each();
        assert_eq!(twice, Err(Duplicate("a".to_owned())));
    }
}
