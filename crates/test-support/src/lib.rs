//! A browser without scripts, and a client of the simulator's control API. Only tests use this crate.
//!
//! The crate speaks HTTP only. It depends neither on `smartcloud` nor on `altinn-simulator`: a change in a page of
//! SmartCloud or in the simulator must not recompile the tests of the other. So each fixture that starts a server is
//! in the tests of the package that it starts.

#![allow(
    clippy::missing_panics_doc,
    reason = "a failed expectation panics, and so fails the test"
)]

use reqwest::{Response, StatusCode, header};
use scraper::{ElementRef, Html, Selector};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

/// The simulator's control API.
#[derive(Clone, Debug)]
pub struct ControlApi {
    url: Url,
}

impl ControlApi {
    /// `altinn_ui` is the origin of Altinn's pages in the simulator.
    pub fn new(altinn_ui: &Url) -> Self {
        Self {
            url: altinn_ui.join("control/").unwrap(),
        }
    }

    pub fn at(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }

    /// Returns the response's JSON, or null if the response has no body.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let call = client(false).post(self.at(path)).json(body);
        let response = call.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Creates a person and an organisation that no other test uses. `kind` says what access the person has.
    pub async fn new_customer(&self, kind: &str) -> Customer {
        let customer = self.post("customers", &json!({ "kind": kind })).await;
        serde_json::from_value(customer).unwrap()
    }

    /// A summary of the simulator's state.
    pub async fn state(&self) -> Value {
        let call = client(false).get(self.at("state"));
        call.send().await.unwrap().json().await.unwrap()
    }

    pub async fn clear_faults(&self) {
        self.delete("faults").await;
    }

    /// Deletes the system user, as its customer can do in Altinn.
    pub async fn delete_system_user(&self, id: &str) {
        self.delete(&format!("system-users/{id}")).await;
    }

    async fn delete(&self, path: &str) {
        let response = client(false).delete(self.at(path)).send().await.unwrap();
        assert!(
            response.status().is_success(),
            "{path}: {}",
            response.status()
        );
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    pub person: Person,
    pub organisation: Organisation,
    pub access_manager: Option<Person>,
    pub organisations: Vec<Organisation>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    pub key: String,
    pub name: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Organisation {
    pub number: String,
    pub name: String,
}

fn client(cookies: bool) -> reqwest::Client {
    reqwest::Client::builder()
        .cookie_store(cookies)
        // Tests stop and restart servers, so the client must not reuse a connection.
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// A browser without scripts: it keeps cookies, sends forms, loads frames, and follows redirects and refreshes.
pub struct Browser {
    http: reqwest::Client,
    /// A browser sends no cookies to a frame of another site.
    frames: reqwest::Client,
    smartcloud: Url,
}

/// A page that the browser shows.
#[derive(Debug)]
pub struct Page {
    pub url: Url,
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub html: String,
    /// Every address on the way to this page, starting with the first.
    pub way: Vec<Url>,
}

impl Browser {
    pub fn of(smartcloud: &str) -> Self {
        Self {
            http: client(true),
            frames: client(false),
            smartcloud: smartcloud.parse().unwrap(),
        }
    }

    pub fn at(&self, path: &str) -> Url {
        self.smartcloud.join(path).unwrap()
    }

    /// Sends one GET request and follows nothing.
    pub async fn get(&self, url: &Url) -> Response {
        let call = self.http.get(url.clone()).header("accept-language", "nb");
        call.send().await.unwrap()
    }

    /// Posts one form to SmartCloud and follows nothing.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.post_with(path, form, ("sec-fetch-site", "same-origin"))
            .await
    }

    /// Posts one form with a header that says which site the form comes from.
    pub async fn post_with(
        &self,
        path: &str,
        form: &[(&str, &str)],
        (name, value): (&str, &str),
    ) -> Response {
        let call = self.http.post(self.at(path)).form(form);
        call.header(name, value).send().await.unwrap()
    }

    pub async fn visit(&self, path: &str) -> Page {
        self.open(&self.at(path)).await
    }

    pub async fn open(&self, url: &Url) -> Page {
        let response = self.get(url).await;
        self.land(response, vec![url.clone()]).await
    }

    /// Follows redirects, loads frames and follows refreshes until the browser shows a final page.
    async fn land(&self, mut response: Response, mut way: Vec<Url>) -> Page {
        loop {
            assert!(way.len() < 30, "round and round: {way:#?}");
            if response.status().is_redirection() {
                let next = location(&response);
                way.push(next.clone());
                response = self.get(&next).await;
                continue;
            }
            let page = Page::read(response, way.clone()).await;
            for frame in page.all("iframe", "src") {
                let frame = page.url.join(&frame).unwrap();
                self.frames.get(frame).send().await.unwrap();
            }
            let Some(next) = page.refresh() else {
                return page;
            };
            way.push(next.clone());
            response = self.get(&next).await;
        }
    }

    /// Presses the button with this name, or follows the link with this name. Returns the page it leads to.
    pub async fn press(&self, page: &Page, button: &str) -> Page {
        if !page.has_button(button) {
            return self.follow(page, button).await;
        }
        let response = self.send_form(page, button).await;
        let way = vec![response.url().clone()];
        self.land(response, way).await
    }

    /// Presses the button with this name. Returns the response to the form and follows nothing.
    pub async fn send_form(&self, page: &Page, button: &str) -> Response {
        let form = page.form_of(button);
        let url = page.url.join(&form.action).unwrap();
        let call = if form.is_post {
            let origin = page.url.origin().ascii_serialization();
            self.http
                .post(url)
                .header("sec-fetch-site", "same-origin")
                .header("origin", origin)
                .form(&form.fields)
        } else {
            self.http.get(url).query(&form.fields)
        };
        call.header("accept-language", "nb").send().await.unwrap()
    }

    /// Follows the link with this name.
    pub async fn follow(&self, page: &Page, link: &str) -> Page {
        let url = page.url.join(&page.link(link)).unwrap();
        self.open(&url).await
    }

    /// Logs in. Returns the page that SmartCloud shows after the login.
    pub async fn sign_in(&self, person: &Person) -> Page {
        self.sign_in_to("/", person).await
    }

    pub async fn sign_in_to(&self, next: &str, person: &Person) -> Page {
        let response = self.post("/login/start", &[("next", next)]).await;
        let way = vec![response.url().clone()];
        let page = self.land(response, way).await;
        // The person has a session at ID-porten, so ID-porten shows no page.
        if page.url.origin() == self.smartcloud.origin() {
            return page;
        }
        self.choose(&page, person).await
    }

    /// Chooses this person on ID-porten's page.
    pub async fn choose(&self, page: &Page, person: &Person) -> Page {
        let page = self.find(page, person).await;
        self.press(&page, &person.name).await
    }

    /// Searches for the person on ID-porten's page. Without a search the page lists the built-in persons only,
    /// not those that tests create.
    async fn find(&self, page: &Page, person: &Person) -> Page {
        let mut url = page.url.clone();
        url.query_pairs_mut().append_pair("person", &person.key);
        self.open(&url).await
    }

    /// Logs in without the last step. Returns the address to which ID-porten redirects the browser.
    pub async fn log_in_up_to_callback(&self, next: &str, person: &Person) -> Url {
        let start = self.post("/login/start", &[("next", next)]).await;
        let page = self.open(&location(&start)).await;
        let page = self.find(&page, person).await;
        location(&self.send_form(&page, &person.name).await)
    }

    /// Starts the redirect to Altinn with a plan. Returns the address of Altinn's page.
    pub async fn leave(&self, customer: &Customer, plan: &str) -> Url {
        let form = [
            ("organisation", customer.organisation.number.as_str()),
            ("plan", plan),
        ];
        location(&self.post("/connect/start", &form).await)
    }

    /// Resumes a pending request. Returns the address of Altinn's page.
    pub async fn resume(&self, customer: &Customer) -> Url {
        let form = [("organisation", customer.organisation.number.as_str())];
        location(&self.post("/connect/resume", &form).await)
    }

    /// Answers the request on Altinn's page as `person`. Returns the page of SmartCloud on which the browser
    /// ends.
    pub async fn answer(&self, confirm_url: &Url, person: &Person, button: &str) -> Page {
        let page = self.open_at_altinn(confirm_url, person).await;
        self.press(&page, button).await
    }

    /// Opens Altinn's page with `person` logged in.
    pub async fn open_at_altinn(&self, confirm_url: &Url, person: &Person) -> Page {
        let page = self.open(confirm_url).await;
        if page.url.path() == confirm_url.path() {
            return page;
        }
        self.choose(&page, person).await
    }
}

struct Form {
    action: String,
    is_post: bool,
    fields: Vec<(String, String)>,
}

impl Page {
    async fn read(response: Response, way: Vec<Url>) -> Self {
        Self {
            url: response.url().clone(),
            status: response.status(),
            headers: response.headers().clone(),
            html: response.text().await.unwrap(),
            way,
        }
    }

    /// The text that a person reads on the page.
    pub fn text(&self) -> String {
        let page = Html::parse_document(&self.html);
        let body = page.select(&selector("body")).next();
        body.map(|body| tidy(&body.text().collect::<Vec<_>>().join(" ")))
            .unwrap_or_default()
    }

    /// The page's only `h1`.
    #[track_caller]
    pub fn heading(&self) -> String {
        let page = Html::parse_document(&self.html);
        let headings: Vec<_> = page.select(&selector("h1")).collect();
        assert_eq!(headings.len(), 1, "one h1 on {}: {}", self.url, self.html);
        tidy(&headings[0].text().collect::<String>())
    }

    #[track_caller]
    pub fn assert_says(&self, text: &str) {
        let all = self.text();
        assert!(all.contains(text), "no «{text}» on {}:\n{all}", self.url);
    }

    #[track_caller]
    pub fn assert_silent_about(&self, text: &str) {
        assert!(!self.html.contains(text), "«{text}» on {}", self.url);
    }

    pub fn has_button(&self, name: &str) -> bool {
        let page = Html::parse_document(&self.html);
        page.select(&selector("button"))
            .any(|button| named(&button, name))
    }

    #[track_caller]
    pub fn link(&self, name: &str) -> String {
        let page = Html::parse_document(&self.html);
        let link = page
            .select(&selector("a[href]"))
            .find(|link| named(link, name));
        let link =
            link.unwrap_or_else(|| panic!("no link «{name}» on {}:\n{}", self.url, self.text()));
        link.attr("href").unwrap().to_owned()
    }

    pub fn all(&self, element: &str, attribute: &str) -> Vec<String> {
        let page = Html::parse_document(&self.html);
        page.select(&selector(element))
            .filter_map(|element| element.attr(attribute).map(str::to_owned))
            .collect()
    }

    #[track_caller]
    fn form_of(&self, button: &str) -> Form {
        let page = Html::parse_document(&self.html);
        for form in page.select(&selector("form")) {
            let redirect = form
                .select(&selector("button"))
                .find(|candidate| named(candidate, button));
            let Some(redirect) = redirect else { continue };
            assert_ne!(
                redirect.attr("aria-disabled"),
                Some("true"),
                "«{button}» is disabled"
            );
            let mut fields: Vec<_> = form
                .select(&selector("input[name]"))
                .filter(|input| {
                    !matches!(input.attr("type"), Some("submit" | "checkbox" | "radio"))
                })
                .map(|input| {
                    let value = input.attr("value").unwrap_or_default();
                    (input.attr("name").unwrap().to_owned(), value.to_owned())
                })
                .collect();
            if let Some(name) = redirect.attr("name") {
                let value = redirect.attr("value").unwrap_or_default();
                fields.push((name.to_owned(), value.to_owned()));
            }
            let action = redirect.attr("formaction").or(form.attr("action"));
            return Form {
                action: action.unwrap_or_default().to_owned(),
                is_post: form
                    .attr("method")
                    .is_some_and(|method| method.eq_ignore_ascii_case("post")),
                fields,
            };
        }
        panic!(
            "no button «{button}» in a form on {}:\n{}",
            self.url,
            self.text()
        );
    }

    /// The address of the page's `refresh` element, if there is one.
    fn refresh(&self) -> Option<Url> {
        let content = self.all("meta[http-equiv='refresh' i]", "content").pop()?;
        let (_, address) = content
            .split_once("url=")
            .or_else(|| content.split_once("URL="))?;
        Some(self.url.join(address.trim()).unwrap())
    }

    /// The value of a header of the page.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        let value = value.unwrap_or_else(|| panic!("no {name} on {}", self.url));
        value.to_str().unwrap()
    }
}

/// The address that a response redirects to.
#[track_caller]
pub fn location(response: &Response) -> Url {
    assert!(
        response.status().is_redirection(),
        "no redirect from {} but {}",
        response.url(),
        response.status()
    );
    let location = response.headers()[header::LOCATION].to_str().unwrap();
    response.url().join(location).unwrap()
}

/// The problem that the query of an address names.
pub fn problem(url: &Url) -> Option<String> {
    url.query_pairs()
        .find(|(name, _)| name == "problem")
        .map(|(_, value)| value.into_owned())
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Compares a name with the element's label, its text, or a part of its text, because a card is a button with
/// several texts.
fn named(element: &ElementRef<'_>, name: &str) -> bool {
    element.attr("aria-label") == Some(name)
        || tidy(&element.text().collect::<String>()) == name
        || element.text().any(|part| tidy(part) == name)
}
