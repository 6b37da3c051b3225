use std::sync::Arc;

use http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::{GetUntracked, expect_context, use_context};
use leptos_axum::ResponseOptions;
use leptos_router::hooks::{use_params_map, use_query_map};
use url::form_urlencoded;

use crate::{
    error::AppError,
    i18n::{Locale, Texts},
    local_path::LocalPath,
    outbound, reply,
    session::{BrowserId, Organisation, SignedIn},
    state::AppState,
};
use altinn_types::OrgNumber;

/// Who visits which page, and in which language: what the frame of every page needs to know. Found out
/// once, before the page is made.
#[derive(Clone, Debug)]
pub struct Visit {
    pub locale: Locale,
    pub signed_in: Option<Arc<SignedIn>>,
    pub browser: Option<BrowserId>,
    /// The page itself, to come back to.
    pub here: LocalPath,
    /// This request's name in the log.
    pub reference: Option<String>,
}

impl Visit {
    /// A session that cannot be read is one without sign-in; the cause is in the log.
    pub async fn of(parts: &Parts, app: &AppState) -> Self {
        let signed_in = match SignedIn::of(parts, &app.store).await {
            Ok(signed_in) => signed_in.map(Arc::new),
            Err(cause) => {
                reply::failure(cause);
                None
            }
        };
        let here = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Self {
            locale: Locale::of(&parts.headers),
            signed_in,
            browser: BrowserId::of(&parts.headers, &app.config),
            here: without_problem(here)
                .parse()
                .unwrap_or_else(|_| LocalPath::home()),
            reference: outbound::REQUEST_ID.try_with(Clone::clone).ok(),
        }
    }

    /// The organisation that the page's address names, for one who may act for it.
    ///
    /// # Errors
    ///
    /// [`AppError::NotFound`] for what is no organisation number, [`AppError::SignedOut`], and
    /// [`AppError::NotYourOrganisation`].
    pub fn organisation(&self) -> Result<Organisation, AppError> {
        let number = param("organisation")
            .parse()
            .map_err(|_| AppError::NotFound)?;
        let signed_in = self.signed_in.as_ref().ok_or(AppError::SignedOut)?;
        let organisation = signed_in.organisation(&number);
        organisation.cloned().ok_or(AppError::NotYourOrganisation)
    }
}

/// An address without what it says of a problem: a page that is shown anew has none.
fn without_problem(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else {
        return address.to_owned();
    };
    let kept: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.starts_with("problem=") && !pair.starts_with("ref="))
        .collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

/// The visit under way.
///
/// # Panics
///
/// Never in a page: [`crate::app::render`] provides it.
#[must_use]
pub fn visit() -> Visit {
    expect_context()
}

#[must_use]
pub fn locale() -> Locale {
    use_context::<Visit>().map_or_else(Locale::default, |visit| visit.locale)
}

#[must_use]
pub fn texts() -> &'static Texts {
    locale().texts()
}

/// A part of the path, as the route names it.
#[must_use]
pub fn param(name: &str) -> String {
    use_params_map()
        .get_untracked()
        .get(name)
        .unwrap_or_default()
}

/// A value of the query. One without content is none.
#[must_use]
pub fn query(name: &str) -> Option<String> {
    use_query_map()
        .get_untracked()
        .get(name)
        .filter(|value| !value.is_empty())
}

/// An organisation number as people write it, which no line break parts.
#[must_use]
pub fn on_one_line(number: &OrgNumber) -> String {
    number.grouped().replace(' ', "\u{a0}")
}

/// Sets the status of the page.
pub fn answer_with(error: AppError) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(reply::status(error));
    }
}

/// Answers with a redirect in place of the page. The address is one of ours, never a visitor's text.
pub fn go_to(address: &str) {
    if let (Some(response), Ok(address)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(address),
    ) {
        response.insert_header(header::LOCATION, address);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// Answers with a redirect to the page for log-in, which leads back to this page. What this page was to
/// tell of a problem is told there, with its reference.
pub fn log_in_first() {
    let mut address = form_urlencoded::Serializer::new(String::new());
    address.append_pair("next", visit().here.as_str());
    for told in ["problem", "ref"] {
        if let Some(value) = query(told) {
            address.append_pair(told, &value);
        }
    }
    go_to(&format!("/login?{}", address.finish()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shown_anew_has_no_problem() {
        for (address, expected) in [
            ("/login", "/login"),
            ("/login?problem=offline&ref=1", "/login"),
            (
                "/connect/1/before?plan=basis&problem=internal&ref=2",
                "/connect/1/before?plan=basis",
            ),
            ("/organisation?q=a&plan=b", "/organisation?q=a&plan=b"),
        ] {
            assert_eq!(without_problem(address), expected);
        }
    }
}
