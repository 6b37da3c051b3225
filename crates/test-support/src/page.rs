//! Reads a response as an HTML page.

use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::Response;

/// A form on the page, as the browser would send it.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub is_post: bool,
    pub fields: Vec<(String, String)>,
}

impl Response {
    fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// Returns the text that a person reads on the page.
    pub fn text(&self) -> String {
        let page = self.html();
        let body = page.select(&selector("body")).next();
        body.map(|body| normalise_spaces(&body.text().collect::<Vec<_>>().join(" ")))
            .unwrap_or_default()
    }

    /// Returns the text of the first element that matches a CSS selector.
    #[track_caller]
    pub fn text_of(&self, css: &str) -> String {
        let page = self.html();
        let element = page.select(&selector(css)).next();
        let element =
            element.unwrap_or_else(|| panic!("no {css} on {}:\n{}", self.url, self.text()));
        normalise_spaces(&element.text().collect::<Vec<_>>().join(" "))
    }

    /// Returns the texts of all elements that match a CSS selector.
    pub fn texts_of(&self, css: &str) -> Vec<String> {
        let page = self.html();
        page.select(&selector(css))
            .map(|element| normalise_spaces(&element.text().collect::<Vec<_>>().join(" ")))
            .collect()
    }

    /// Returns the text of the page's `h1`. Panics if the page does not have exactly one `h1`.
    #[track_caller]
    pub fn heading(&self) -> String {
        let page = self.html();
        let headings: Vec<_> = page.select(&selector("h1")).collect();
        assert_eq!(headings.len(), 1, "one h1 on {}: {}", self.url, self.body);
        normalise_spaces(&headings[0].text().collect::<String>())
    }

    /// Asserts that a person reads this text on the page.
    #[track_caller]
    pub fn assert_says(&self, text: &str) {
        let all = self.text();
        assert!(all.contains(text), "no «{text}» on {}:\n{all}", self.url);
    }

    pub fn has_button(&self, name: &str) -> bool {
        let page = self.html();
        page.select(&selector("button"))
            .any(|button| is_named(&button, name))
    }

    /// Returns the target of the link with this name.
    #[track_caller]
    pub fn link(&self, name: &str) -> String {
        let page = self.html();
        let link = page
            .select(&selector("a[href]"))
            .find(|link| is_named(link, name));
        let link =
            link.unwrap_or_else(|| panic!("no link «{name}» on {}:\n{}", self.url, self.text()));
        link.attr("href").unwrap().to_owned()
    }

    /// Returns the values of one attribute from all elements that match a CSS selector.
    pub fn all(&self, css: &str, attribute: &str) -> Vec<String> {
        let page = self.html();
        page.select(&selector(css))
            .filter_map(|element| element.attr(attribute).map(str::to_owned))
            .collect()
    }

    /// Returns the value of an attribute. The value comes from the first element that has this attribute and matches
    /// the CSS selector.
    #[track_caller]
    pub fn attribute(&self, css: &str, attribute: &str) -> String {
        let mut all = self.all(css, attribute).into_iter();
        all.next()
            .unwrap_or_else(|| panic!("no {css} with {attribute} on {}: {}", self.url, self.body))
    }

    /// Returns the value of the first input field with this name.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        self.attribute(&format!("input[name='{name}']"), "value")
    }

    /// Returns the forms that match a CSS selector. Each form contains the fields that a browser would send, without
    /// the fields of the buttons.
    pub fn forms(&self, css: &str) -> Vec<Form> {
        let page = self.html();
        page.select(&selector(css))
            .map(|form| Form {
                action: form.attr("action").unwrap_or_default().to_owned(),
                is_post: is_post(&form),
                fields: fields(&form),
            })
            .collect()
    }

    /// Returns the form that contains the button with this name.
    #[track_caller]
    pub(crate) fn form_of(&self, button: &str) -> Form {
        let page = self.html();
        for form in page.select(&selector("form")) {
            let pressed = form
                .select(&selector("button"))
                .find(|candidate| is_named(candidate, button));
            let Some(pressed) = pressed else { continue };
            assert_ne!(
                pressed.attr("aria-disabled"),
                Some("true"),
                "«{button}» is disabled"
            );
            let mut fields = fields(&form);
            if let Some(name) = pressed.attr("name") {
                let value = pressed.attr("value").unwrap_or_default();
                fields.push((name.to_owned(), value.to_owned()));
            }
            let action = pressed.attr("formaction").or(form.attr("action"));
            return Form {
                action: action.unwrap_or_default().to_owned(),
                is_post: is_post(&form),
                fields,
            };
        }
        panic!(
            "no button «{button}» in a form on {}:\n{}",
            self.url,
            self.text()
        );
    }

    /// Returns the URL in the page's element `<meta http-equiv="refresh">`. Returns `None` if the page has no such
    /// element.
    pub fn refresh(&self) -> Option<Url> {
        let content = self.all("meta[http-equiv='refresh' i]", "content").pop()?;
        let (_, url) = content
            .split_once("url=")
            .or_else(|| content.split_once("URL="))?;
        Some(self.url.join(url.trim()).unwrap())
    }
}

/// Returns the names and values of the form's text fields and hidden fields.
fn fields(form: &ElementRef<'_>) -> Vec<(String, String)> {
    let with_name = selector("input[name]");
    let inputs = form
        .select(&with_name)
        .filter(|input| !matches!(input.attr("type"), Some("submit" | "checkbox" | "radio")));
    inputs
        .map(|input| {
            let value = input.attr("value").unwrap_or_default();
            (input.attr("name").unwrap().to_owned(), value.to_owned())
        })
        .collect()
}

fn is_post(form: &ElementRef<'_>) -> bool {
    form.attr("method")
        .is_some_and(|method| method.eq_ignore_ascii_case("post"))
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}

fn normalise_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `name` is the element's label, its whole text, or one of its texts. A card is one button with several texts,
/// and a test can name the card by any of these texts.
fn is_named(element: &ElementRef<'_>, name: &str) -> bool {
    element.attr("aria-label") == Some(name)
        || normalise_spaces(&element.text().collect::<String>()) == name
        || element.text().any(|part| normalise_spaces(part) == name)
}
