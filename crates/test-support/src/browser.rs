use std::collections::BTreeMap;

use reqwest::{Method, RequestBuilder};
use url::{Origin, Url};

use crate::{Customer, HttpClient, Person, Response, location};

/// A simulated browser without scripts. The browser keeps cookies, sends forms, loads frames, and follows redirects and
/// refreshes.
#[derive(Debug)]
pub struct Browser {
    client: HttpClient,
    /// The base URL, against which the browser resolves relative URLs.
    home: Url,
    /// The browser follows redirects only to these origins. `None` means all origins.
    origins: Option<Vec<Origin>>,
    /// The value of `accept-language`.
    pub language: &'static str,
}

impl Browser {
    /// Creates a browser that resolves relative URLs against the base URL `home`.
    pub fn new(home: &str) -> Self {
        Self::with_client(&HttpClient::new(), &home.parse().unwrap())
    }

    /// Creates a browser that sends its HTTP requests with `client`, but has its own cookies.
    pub fn with_client(client: &HttpClient, home: &Url) -> Self {
        Self {
            client: client.with_new_cookies(),
            home: home.clone(),
            origins: None,
            language: "nb",
        }
    }

    /// Limits the browser to these origins. No server runs at other origins, so the browser does not follow redirects
    /// to them.
    #[must_use]
    pub fn within(self, origins: &[&Url]) -> Self {
        Self {
            origins: Some(origins.iter().map(|url| url.origin()).collect()),
            ..self
        }
    }

    /// Resolves an absolute or relative URL against the base URL.
    pub fn at(&self, address: impl AsRef<str>) -> Url {
        self.home.join(address.as_ref()).unwrap()
    }

    async fn send(&self, call: RequestBuilder) -> Response {
        let defaults = [("accept", "text/html"), ("accept-language", self.language)];
        self.client.send_with(call, &defaults).await
    }

    /// Sends one GET request, and does not follow a redirect in the response.
    pub async fn get(&self, address: impl AsRef<str>) -> Response {
        self.send(self.client.get(self.at(address))).await
    }

    /// Posts one form, as a page of the same site does. Does not follow a redirect in the response.
    pub async fn post(&self, address: impl AsRef<str>, form: &[(&str, &str)]) -> Response {
        self.post_with(address, form, &[("sec-fetch-site", "same-origin")])
            .await
    }

    /// Posts a form with these headers. For example, the headers can say that another site sent the form. Does not
    /// follow a redirect in the response.
    pub async fn post_with(
        &self,
        address: impl AsRef<str>,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Response {
        let mut call = self.client.post(self.at(address)).form(form);
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        self.send(call).await
    }

    /// Sends an HTTP request without a body, as a script on a page does.
    pub async fn call(
        &self,
        method: Method,
        address: impl AsRef<str>,
        headers: &[(&str, &str)],
    ) -> Response {
        let mut call = self.client.request(method, self.at(address));
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        self.send(call).await
    }

    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.client.cookies()
    }

    /// Adds a cookie, as if a response from `url` had set the cookie.
    pub fn set_cookie(&self, cookie: &str, url: &Url) {
        self.client.set_cookie(cookie, url);
    }

    /// Whether the browser would send a cookie to `url`.
    pub fn has_cookies_for(&self, url: &Url) -> bool {
        self.client.has_cookies_for(url)
    }

    /// Opens a URL as if the user typed the URL. Follows redirects and refreshes, and returns the last page.
    pub async fn open(&self, address: impl AsRef<str>) -> Response {
        let response = self.get(address).await;
        self.land(response).await
    }

    /// Opens a URL and follows redirects. Loads no frames and ignores refreshes. Returns the first page, or a redirect
    /// to an origin that this browser does not follow.
    pub async fn follow_redirects(&self, address: impl AsRef<str>) -> Response {
        let response = self.get(address).await;
        self.redirected(response).await
    }

    async fn redirected(&self, mut response: Response) -> Response {
        while response.status.is_redirection() {
            assert!(response.way.len() < 30, "endless: {:#?}", response.way);
            let next = response.location();
            let origins = self.origins.as_ref();
            if origins.is_some_and(|known| !known.contains(&next.origin())) {
                break;
            }
            response = self.next(response, &next).await;
        }
        response
    }

    /// Sends a GET request to `url`. In the new response, the field `way` begins with the URLs in `before.way`.
    async fn next(&self, before: Response, url: &Url) -> Response {
        let mut response = self.get(url).await;
        let after = std::mem::replace(&mut response.way, before.way);
        response.way.extend(after);
        response
    }

    /// Follows redirects, loads frames and follows refreshes until the browser shows a page without a refresh.
    async fn land(&self, response: Response) -> Response {
        let mut page = self.redirected(response).await;
        loop {
            for frame in page.all("iframe", "src") {
                let frame = page.url.join(&frame).unwrap();
                // A browser sends no cookies to a frame of another site.
                let client = self.client.without_cookies();
                client.send(client.get(frame)).await;
            }
            let Some(next) = page.refresh() else {
                return page;
            };
            let response = self.next(page, &next).await;
            page = self.redirected(response).await;
        }
    }

    /// Presses the button with this name. If there is no such button, follows the link with this name. Returns the last
    /// page that the browser reaches.
    pub async fn press(&self, page: &Response, button: &str) -> Response {
        if !page.has_button(button) {
            return self.follow_link(page, button).await;
        }
        let response = self.send_form(page, button).await;
        self.land(response).await
    }

    /// Presses the button with this name. Returns the response to the form, and does not follow a redirect in the
    /// response.
    pub async fn send_form(&self, page: &Response, button: &str) -> Response {
        let form = page.form_of(button);
        let url = page.url.join(&form.action).unwrap();
        let call = if form.is_post {
            let origin = page.url.origin().ascii_serialization();
            self.client
                .post(url)
                .header("sec-fetch-site", "same-origin")
                .header("origin", origin)
                .form(&form.fields)
        } else {
            self.client.get(url).query(&form.fields)
        };
        self.send(call).await
    }

    /// Follows the link with this name. Returns the last page that the browser reaches.
    pub async fn follow_link(&self, page: &Response, link: &str) -> Response {
        let url = page.url.join(&page.link(link)).unwrap();
        self.open(&url).await
    }
}

/// The actions of a customer at SmartCloud, ID-porten and Altinn.
impl Browser {
    /// Logs in as `person`, and returns the page of SmartCloud after the log-in.
    pub async fn sign_in(&self, person: &Person) -> Response {
        self.sign_in_to("/", person).await
    }

    pub async fn sign_in_to(&self, next: &str, person: &Person) -> Response {
        let response = self.post("/login/start", &[("next", next)]).await;
        let page = self.land(response).await;
        // ID-porten shows no page if the person already has a session at ID-porten.
        if page.url.origin() == self.home.origin() {
            return page;
        }
        self.choose(&page, person).await
    }

    /// Chooses this person on ID-porten's page. Returns the page of SmartCloud or Altinn after the log-in.
    pub async fn choose(&self, page: &Response, person: &Person) -> Response {
        let page = self.find(page, person).await;
        self.press(&page, &person.name).await
    }

    /// Searches for the person on ID-porten's page. Without a search, the page lists only the built-in persons, and no
    /// persons that tests have created.
    async fn find(&self, page: &Response, person: &Person) -> Response {
        let mut url = page.url.clone();
        url.query_pairs_mut().append_pair("person", &person.key);
        self.open(&url).await
    }

    /// Logs in, and returns the callback URL from ID-porten's last redirect. Does not open this URL.
    pub async fn log_in_up_to_callback(&self, next: &str, person: &Person) -> Url {
        let page = self.log_in_up_to_choice(next, person).await;
        self.choose_up_to_callback(&page, person).await
    }

    /// Starts a log-in. Returns ID-porten's page for the choice of a person.
    pub async fn log_in_up_to_choice(&self, next: &str, person: &Person) -> Response {
        let start = self.post("/login/start", &[("next", next)]).await;
        let page = self.open(location(&start)).await;
        self.find(&page, person).await
    }

    /// Chooses the person at ID-porten. Returns the callback URL from ID-porten's redirect.
    pub async fn choose_up_to_callback(&self, choice: &Response, person: &Person) -> Url {
        location(&self.send_form(choice, &person.name).await)
    }

    /// Sends the customer's form that requests access for a plan. Returns the URL from SmartCloud's redirect. Without
    /// errors, this URL is Altinn's page.
    pub async fn leave(&self, customer: &Customer, plan: &str) -> Url {
        let form = [
            ("organisation", customer.organisation.number.as_str()),
            ("plan", plan),
        ];
        location(&self.post("/connect/start", &form).await)
    }

    /// Sends the customer's form that continues an open request. Returns the URL from SmartCloud's redirect. Without
    /// errors, this URL is Altinn's page.
    pub async fn resume(&self, customer: &Customer) -> Url {
        let form = [("organisation", customer.organisation.number.as_str())];
        location(&self.post("/connect/resume", &form).await)
    }

    /// Opens Altinn's page as `person` and presses the button with this name. Returns the last page that the browser
    /// reaches.
    pub async fn answer(&self, confirm_url: &Url, person: &Person, button: &str) -> Response {
        let page = self.open_at_altinn(confirm_url, person).await;
        self.press(&page, button).await
    }

    /// Opens one of Altinn's pages in a browser without a session. Logs in at ID-porten as the person with the key
    /// `person_key`. Follows redirects, but loads no frames and ignores refreshes.
    pub async fn open_as(&self, person_key: &str, address: impl AsRef<str>) -> Response {
        let login = self.follow_redirects(address).await;
        login.assert_status(200);
        let chosen = self.post(&login.url, &[("person", person_key)]).await;
        self.follow_redirects(chosen.location()).await
    }

    /// Opens Altinn's page about a system user request. Logs in as `person` if the browser has no session.
    pub async fn open_at_altinn(&self, confirm_url: &Url, person: &Person) -> Response {
        let page = self.open(confirm_url).await;
        if page.url.path() == confirm_url.path() {
            return page;
        }
        self.choose(&page, person).await
    }
}
