//! A response with its whole body. `page.rs` reads the body as an HTML page.

use reqwest::{Method, StatusCode, header};
use serde_json::Value;
use url::Url;

#[derive(Clone, Debug)]
pub struct Response {
    /// The method of the request.
    pub method: Method,
    /// The URL of the request.
    pub url: Url,
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    /// The body as the server sent it. The body can be compressed.
    pub bytes: Vec<u8>,
    /// The body as text. If the body is compressed, this text is not readable.
    pub body: String,
    /// The URLs that the browser has requested, from the first URL to the URL of this response. The list has several
    /// URLs if the browser has followed redirects or refreshes.
    pub way: Vec<Url>,
}

impl Response {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.body))
    }

    /// Asserts that the response has a success status. Returns the JSON of the body.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self.json()
    }

    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{} {}", self.url, self.body);
        self
    }

    #[track_caller]
    pub fn assert_empty(&self, status: u16) {
        assert_eq!((self.status.as_u16(), self.body.as_str()), (status, ""));
    }

    /// Asserts that the response is an error in Altinn's format (a problem) with this status and this error code.
    /// Returns the JSON of the body.
    #[track_caller]
    pub fn assert_problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        let body = self.json();
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["status"], status, "{body}");
        assert_eq!(body["type"], format!("urn:altinn:error:{code}"));
        assert!(
            body["title"]
                .as_str()
                .is_some_and(|title| !title.is_empty()),
            "{body}"
        );
        assert!(
            body["traceId"]
                .as_str()
                .is_some_and(|id| id.starts_with("00-")),
            "{body}"
        );
        assert_eq!(
            self.headers["content-type"],
            "application/problem+json; charset=utf-8"
        );
        body
    }

    /// Asserts that the body contains this text. The text can be anywhere in the HTML, also inside a tag.
    #[track_caller]
    pub fn assert_contains(&self, text: &str) -> &Self {
        let body = &self.body;
        assert!(body.contains(text), "no «{text}» on {}:\n{body}", self.url);
        self
    }

    /// Asserts that the body does not contain this text. The assertion also covers HTML tags and attributes.
    #[track_caller]
    pub fn assert_lacks(&self, text: &str) -> &Self {
        let body = &self.body;
        assert!(!body.contains(text), "«{text}» on {}:\n{body}", self.url);
        self
    }

    /// Returns the value of a header. Panics if the response does not have this header.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        let value = value.unwrap_or_else(|| panic!("no {name} on {}", self.url));
        value.to_str().unwrap()
    }

    #[track_caller]
    pub fn content_policy(&self) -> &str {
        self.header("content-security-policy")
    }

    /// Returns the redirect URL exactly as in the header `Location`.
    #[track_caller]
    pub fn raw_location(&self) -> &str {
        let location = self.headers.get(header::LOCATION);
        let location =
            location.unwrap_or_else(|| panic!("no redirect from {}: {}", self.url, self.status));
        location.to_str().unwrap()
    }

    /// Returns the redirect URL as an absolute URL.
    #[track_caller]
    pub fn location(&self) -> Url {
        self.url.join(self.raw_location()).unwrap()
    }

    /// Returns a query parameter of the redirect URL. Returns `None` if the parameter or the redirect is missing.
    pub fn location_query(&self, name: &str) -> Option<String> {
        let location = self.headers.get(header::LOCATION)?;
        let url = self.url.join(location.to_str().ok()?).ok()?;
        query(&url, name)
    }
}

/// Returns the redirect URL of a response. Panics if the response does not have a redirect status.
#[track_caller]
pub fn location(response: &Response) -> Url {
    assert!(
        response.status.is_redirection(),
        "no redirect from {} but {}",
        response.url,
        response.status
    );
    response.location()
}

/// Returns the error code in the parameter `problem` of one of SmartCloud's URLs.
pub fn problem(url: &Url) -> Option<String> {
    query(url, "problem")
}

fn query(url: &Url, name: &str) -> Option<String> {
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}
