//! A simulated browser without scripts, which keeps cookies, sends forms, loads frames, and follows redirects and
//! refreshes.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use reqwest::{
    Client, RequestBuilder, Response,
    cookie::{CookieStore, Jar},
    header,
};
use url::Url;

use crate::journey::Customer;

pub struct Browser {
    http: Client,
    cookies: Arc<Jar>,
    origin: Url,
}

pub struct Page {
    pub url: Url,
    pub html: String,
}

impl Browser {
    pub fn new(origin: &str) -> Result<Self> {
        let cookies = Arc::new(Jar::default());
        Ok(Self {
            http: Client::builder()
                .cookie_provider(Arc::clone(&cookies))
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
            cookies,
            origin: origin.parse()?,
        })
    }

    /// Returns the value of the header `Cookie` that the browser sends to a URL.
    pub fn cookies(&self, url: &Url) -> Option<String> {
        let cookies = self.cookies.cookies(url)?;
        cookies.to_str().ok().map(str::to_owned)
    }

    /// Opens a page of SmartCloud.
    pub async fn get(&self, path: &str) -> Result<Page> {
        self.land(self.http.get(self.origin.join(path)?)).await
    }

    /// Sends a form to SmartCloud.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<Page> {
        let call = self.http.post(self.origin.join(path)?).form(form);
        self.land(call.header("sec-fetch-site", "same-origin"))
            .await
    }

    /// Sends an HTTP request. Then follows redirects, loads frames and follows refreshes until a page has no refresh.
    async fn land(&self, call: RequestBuilder) -> Result<Page> {
        let mut call = call;
        for _ in 0..30 {
            let response = call.header("accept-language", "nb").send().await?;
            if response.status().is_redirection() {
                call = self.http.get(redirect(&response)?);
                continue;
            }
            let url = response.url().clone();
            if !response.status().is_success() {
                bail!("{url}: {}", response.status());
            }
            let html = response.text().await?;
            for tag in tags(&html, "iframe") {
                if let Some(frame) = attribute(tag, "src") {
                    // Real browsers send no cookies to a frame of another site. This browser sends cookies, but the
                    // pages in these frames do not use the cookies.
                    self.http.get(url.join(&frame)?).send().await?;
                }
            }
            let refresh = tags(&html, "meta")
                .find(|tag| {
                    attribute(tag, "http-equiv")
                        .is_some_and(|name| name.eq_ignore_ascii_case("refresh"))
                })
                .and_then(|tag| attribute(tag, "content"));
            match refresh
                .as_deref()
                .and_then(|content| content.split_once("url="))
            {
                Some((_, next)) => call = self.http.get(url.join(next.trim())?),
                None => return Ok(Page { url, html }),
            }
        }
        bail!("more than 30 redirects")
    }

    /// Presses the button with `label` in its text. Returns the last page that the browser reaches.
    pub async fn press(&self, page: &Page, label: &str) -> Result<Page> {
        let (form, button) = find_button(&page.html, label)
            .with_context(|| format!("{} has no button «{label}»", page.url))?;
        let mut fields = Vec::new();
        for input in tags(form, "input") {
            let kind = attribute(input, "type").unwrap_or_default();
            if let Some(name) = attribute(input, "name")
                && !["submit", "checkbox", "radio"].contains(&kind.as_str())
            {
                fields.push((name, attribute(input, "value").unwrap_or_default()));
            }
        }
        if let Some(name) = attribute(button, "name") {
            fields.push((name, attribute(button, "value").unwrap_or_default()));
        }
        let action = attribute(button, "formaction").or(attribute(form, "action"));
        let url = page.url.join(&action.unwrap_or_default())?;
        let is_post =
            attribute(form, "method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let call = if is_post {
            self.http
                .post(url)
                .header("sec-fetch-site", "same-origin")
                .header("origin", page.url.origin().ascii_serialization())
                .form(&fields)
        } else {
            self.http.get(url).query(&fields)
        };
        self.land(call).await
    }

    /// Logs in as the customer, and opens `next`, which is a path on SmartCloud's site.
    pub async fn sign_in(&self, customer: &Customer, next: &str) -> Result<Page> {
        let page = self.post("/login/start", &[("next", next)]).await?;
        self.choose(page, customer).await
    }

    /// Chooses the customer on ID-porten's page. If `page` is a page of SmartCloud, the log-in is complete, so the
    /// function returns `page` unchanged.
    pub async fn choose(&self, page: Page, customer: &Customer) -> Result<Page> {
        let is_chooser =
            page.url.path() == "/authorize" || page.html.contains(&format!(">{}<", customer.name));
        if page.url.origin() == self.origin.origin() && !is_chooser {
            return Ok(page);
        }
        let mut url = page.url.clone();
        url.query_pairs_mut()
            .append_pair("person", &customer.person);
        let page = self.land(self.http.get(url)).await?;
        self.press(&page, &customer.name).await
    }
}

fn redirect(response: &Response) -> Result<Url> {
    let location = response.headers().get(header::LOCATION);
    let location = location.context("a redirect without Location")?.to_str()?;
    Ok(response.url().join(location)?)
}

/// Finds each start tag of an element. Each result is the text from that start tag to the end of `html`.
fn tags<'a>(html: &'a str, element: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let start = format!("<{element}");
    let length = start.len();
    let places: Vec<usize> = html.match_indices(&start).map(|(at, _)| at).collect();
    let is_tag = move |at: &usize| {
        let next = html.as_bytes().get(at + length);
        next.is_some_and(|byte| !byte.is_ascii_alphanumeric())
    };
    places.into_iter().filter(is_tag).map(|at| &html[at..])
}

/// Returns the value of the attribute `name`. The text `tag` begins with the start tag of an element.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = &tag[..tag.find('>')?];
    let at = tag.find(&format!(" {name}=\""))?;
    let value = &tag[at + name.len() + 3..];
    let value = &value[..value.find('"')?];
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&#x2F;", "/")
            .replace("&#x27;", "'")
            .replace("&amp;", "&"),
    )
}

/// Finds the button with this label. Returns two parts of `html`, one from the form's start tag and one from the
/// button's start tag.
fn find_button<'a>(html: &'a str, label: &str) -> Option<(&'a str, &'a str)> {
    for form in tags(html, "form") {
        let form = &form[..form.find("</form>")?];
        for button in tags(form, "button") {
            let text = &button[..button.find("</button>")?];
            if text.contains(label) {
                return Some((form, button));
            }
        }
    }
    None
}
