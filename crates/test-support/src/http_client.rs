use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use cookie_store::CookieStore;
use reqwest::{
    Method, RequestBuilder,
    header::{COOKIE, HOST, HeaderMap, HeaderValue, SET_COOKIE},
};
use url::Url;

use crate::Response;

/// A function that checks each response before the test gets the response. The function panics to make the test fail.
pub type Observer = Arc<dyn Fn(&Response) + Send + Sync>;

/// An HTTP client for tests. It returns each response with its whole body, and follows no redirects.
#[derive(Clone)]
pub struct HttpClient {
    http: reqwest::Client,
    observer: Option<Observer>,
    /// The socket address of the server for each host name. Tests use host names that no name server knows.
    addresses: Arc<HashMap<String, SocketAddr>>,
    /// The cookies, or `None` if the client ignores cookies.
    cookies: Option<Arc<Mutex<CookieStore>>>,
}

impl HttpClient {
    /// Creates a client that ignores cookies, as most programs do.
    pub fn new() -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            // Tests stop and restart servers, so the client must not reuse a connection.
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            http,
            observer: None,
            addresses: Arc::default(),
            cookies: None,
        }
    }

    #[must_use]
    pub fn with_observer(self, observer: Option<Observer>) -> Self {
        Self { observer, ..self }
    }

    #[must_use]
    pub fn unobserved(&self) -> Self {
        self.clone().with_observer(None)
    }

    /// Maps host names to socket addresses. For these host names, the client connects to the socket address without
    /// TLS. A proxy in front of a server does the same.
    #[must_use]
    pub fn with_addresses(self, addresses: HashMap<String, SocketAddr>) -> Self {
        Self {
            addresses: Arc::new(addresses),
            ..self
        }
    }

    /// Returns the same client, but with an empty cookie store of its own.
    #[must_use]
    pub fn with_new_cookies(&self) -> Self {
        Self {
            cookies: Some(Arc::default()),
            ..self.clone()
        }
    }

    #[must_use]
    pub fn without_cookies(&self) -> Self {
        Self {
            cookies: None,
            ..self.clone()
        }
    }

    pub fn request(&self, method: Method, url: impl AsRef<str>) -> RequestBuilder {
        self.http.request(method, url.as_ref())
    }

    pub fn get(&self, url: impl AsRef<str>) -> RequestBuilder {
        self.http.get(url.as_ref())
    }

    pub fn put(&self, url: impl AsRef<str>) -> RequestBuilder {
        self.http.put(url.as_ref())
    }

    pub fn post(&self, url: impl AsRef<str>) -> RequestBuilder {
        self.http.post(url.as_ref())
    }

    /// Sends an HTTP request. Panics if the server sends no response.
    pub async fn send(&self, request: RequestBuilder) -> Response {
        self.send_with(request, &[]).await
    }

    /// Sends an HTTP request, and adds the default headers that the request lacks.
    pub(crate) async fn send_with(
        &self,
        request: RequestBuilder,
        default_headers: &[(&'static str, &str)],
    ) -> Response {
        let response = self.execute(request, default_headers).await;
        response.unwrap_or_else(|error| panic!("no response: {error:?}"))
    }

    /// Sends an HTTP request. Tests call this function if the connection to the server can fail.
    ///
    /// # Errors
    ///
    /// Returns an error if the connection fails before the whole response has arrived.
    pub async fn try_send(&self, request: RequestBuilder) -> reqwest::Result<Response> {
        self.execute(request, &[]).await
    }

    async fn execute(
        &self,
        request: RequestBuilder,
        default_headers: &[(&'static str, &str)],
    ) -> reqwest::Result<Response> {
        let mut request = request.build().unwrap();
        let (method, url) = (request.method().clone(), request.url().clone());
        let headers = request.headers_mut();
        for (name, value) in default_headers {
            headers.entry(*name).or_insert(value.parse().unwrap());
        }
        if let Some(cookies) = self.cookie_header(&url) {
            headers.entry(COOKIE).or_insert(cookies);
        }
        if let Some(address) = self.address_of(&url) {
            let host = url.host_str().unwrap_or_default().parse().unwrap();
            headers.entry(HOST).or_insert(host);
            *request.url_mut() = address;
        }
        let response = self.http.execute(request).await?;
        self.keep_cookies(response.headers(), &url);
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await?.to_vec();
        let response = Response {
            method,
            status,
            headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
            way: vec![url.clone()],
            url,
        };
        if let Some(observer) = &self.observer {
            observer(&response);
        }
        Ok(response)
    }

    /// Replaces the host name in `url` with its socket address. Returns `None` if `addresses` does not contain the host
    /// name.
    fn address_of(&self, url: &Url) -> Option<Url> {
        let address = self.addresses.get(url.host_str()?)?;
        let mut connect_to = url.clone();
        connect_to.set_scheme("http").unwrap();
        connect_to.set_ip_host(address.ip()).unwrap();
        connect_to.set_port(Some(address.port())).unwrap();
        Some(connect_to)
    }

    fn cookie_header(&self, url: &Url) -> Option<HeaderValue> {
        let cookies = self.cookies.as_ref()?.lock().unwrap();
        let pairs = cookies.get_request_values(url);
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; ").parse().unwrap())
    }

    fn keep_cookies(&self, headers: &HeaderMap, url: &Url) {
        let Some(cookies) = &self.cookies else { return };
        let mut cookies = cookies.lock().unwrap();
        for cookie in headers.get_all(SET_COOKIE) {
            // Like a browser, the client ignores a cookie that the host is not allowed to set, and a cookie that has
            // expired.
            let _ = cookies.parse(cookie.to_str().unwrap(), url);
        }
    }

    /// Adds a cookie, as if a response from `url` had set the cookie.
    pub(crate) fn set_cookie(&self, cookie: &str, url: &Url) {
        let cookies = self.cookies.as_ref().expect("a client with cookies");
        cookies.lock().unwrap().parse(cookie, url).unwrap();
    }

    /// Returns the names and values of all cookies that have not expired.
    pub(crate) fn cookies(&self) -> BTreeMap<String, String> {
        let cookies = self.cookies.as_ref().expect("a client with cookies");
        let cookies = cookies.lock().unwrap();
        let pairs = cookies.iter_unexpired();
        pairs
            .map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()))
            .collect()
    }

    /// Whether the client has a cookie that it would send to `url`.
    pub(crate) fn has_cookies_for(&self, url: &Url) -> bool {
        self.cookie_header(url).is_some()
    }
}

impl Default for HttpClient {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HttpClient").finish_non_exhaustive()
    }
}
