use std::sync::Arc;

use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::{GetUntracked, expect_context, use_context, with_context};
use leptos_axum::ResponseOptions;
use leptos_router::hooks::{use_params_map, use_query_map};
use url::form_urlencoded;

use crate::{
    error::AppError,
    i18n::{Locale, Texts},
    local_path::LocalPath,
    outbound, reply,
    session::{BrowserId, Organisation, Sender, SignedIn},
    state::AppState,
    talks::Following,
};
use altinn_types::OrgNumber;

/// The data about the HTTP request that every page needs: the user, the browser, the language and the path. SmartCloud
/// reads this data once, before it renders the page.
#[derive(Clone, Debug)]
pub struct PageContext {
    pub locale: Locale,
    pub signed_in: Option<Arc<SignedIn>>,
    /// The error if SmartCloud could not read the session or the user's organisations. Then both the sign-in and the
    /// user's organisations are unknown.
    pub sign_in_problem: Option<AppError>,
    pub browser: Option<BrowserId>,
    /// The path and the query of the page, without the parameters that name an error. The page's forms send this path,
    /// so that SmartCloud can redirect the browser back to the page.
    pub path: LocalPath,
    /// The path and the query of the page, with the parameters that name an error. If the visitor changes the language
    /// on an error page, the page shows its error again.
    pub path_with_problem: LocalPath,
    /// The id of the HTTP request. With this id, SmartCloud's support can find the log lines of the HTTP request.
    pub request_id: Option<String>,
    /// The talk that the browser follows. `None` if the browser follows no talk, or if its talk has ended.
    pub following: Option<Following>,
    pub is_presenter: bool,
}

impl PageContext {
    /// Reads the session and the user's organisations. If one of them cannot be read, this function logs the cause, and
    /// the page shows the problem.
    pub async fn of(parts: &Parts, app: &AppState) -> Self {
        let context = Self::without_session(parts, app);
        let sender = sender(&parts.headers, context.following.as_ref());
        let (signed_in, sign_in_problem) = match SignedIn::of(parts, app, sender).await {
            Ok(signed_in) => (signed_in.map(Arc::new), None),
            Err(cause) => (None, Some(reply::failure(cause))),
        };
        Self {
            signed_in,
            sign_in_problem,
            ..context
        }
    }

    /// Creates the context for an HTTP request that SmartCloud refuses before it reads the session.
    #[must_use]
    pub fn without_session(parts: &Parts, app: &AppState) -> Self {
        let address = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        Self {
            locale: Locale::of(&parts.headers),
            signed_in: None,
            sign_in_problem: None,
            browser: BrowserId::of(&parts.headers, &app.config),
            path: without_problem(address)
                .parse()
                .unwrap_or_else(|_| LocalPath::home()),
            path_with_problem: address.parse().unwrap_or_else(|_| LocalPath::home()),
            request_id: outbound::REQUEST_ID.try_with(Clone::clone).ok(),
            following: Following::of(&parts.headers, &app.config)
                .filter(|following| app.talks.exists(&following.code)),
            is_presenter: app
                .talks
                .is_presenter(&parts.headers, &app.config, app.now()),
        }
    }

    /// Returns the signed-in user.
    ///
    /// # Errors
    ///
    /// - [`AppError::SignedOut`] if nobody is signed in.
    /// - [`AppError::NoOrganisations`] if the user has lost all roles since the log-in. The user is still signed in.
    /// - Another [`AppError`] if SmartCloud must ask Altinn again for the user's organisations, and Altinn or ID-porten
    ///   does not answer. The user is still signed in, and can open the page again.
    pub fn signed_in(&self) -> Result<Arc<SignedIn>, AppError> {
        let problem = self.sign_in_problem.unwrap_or(AppError::SignedOut);
        self.signed_in.clone().ok_or(problem)
    }

    /// Returns the organisation in the page's URL, if the signed-in user may act for this organisation.
    ///
    /// # Errors
    ///
    /// - [`AppError::NotFound`] if the URL has no valid organisation number.
    /// - The errors of [`PageContext::signed_in`].
    /// - [`AppError::NotYourOrganisation`] if the signed-in user is not allowed to act for the organisation.
    pub fn organisation(&self) -> Result<Organisation, AppError> {
        let number = path_param("organisation")
            .parse()
            .map_err(|_| AppError::NotFound)?;
        let signed_in = self.signed_in()?;
        let organisation = signed_in.organisation(&number);
        organisation.cloned().ok_or(AppError::NotYourOrganisation)
    }
}

/// Returns whether a person has caused the HTTP request, or only the browser itself. In a browser that follows a talk,
/// a page opens other pages without a click. Such an HTTP request must not keep the customer signed in. Browsers send
/// the header `Sec-Fetch-User` only after a person's action, for example a click.
fn sender(headers: &HeaderMap, following: Option<&Following>) -> Sender {
    let says_how = headers.contains_key("sec-fetch-mode");
    if following.is_some() && says_how && !headers.contains_key("sec-fetch-user") {
        Sender::Script
    } else {
        Sender::Customer
    }
}

/// Removes the parameters `problem` and `ref`, which name an error, so that the page does not show an old error again.
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

/// Returns the context of the page that SmartCloud is rendering.
///
/// # Panics
///
/// Panics if SmartCloud is not rendering a page. For each page, [`crate::app::render`] provides the context.
#[must_use]
pub fn page_context() -> PageContext {
    expect_context()
}

#[must_use]
pub fn locale() -> Locale {
    // Most components call this function. `use_context` would copy the whole context each time, so this function only
    // borrows the context.
    with_context::<PageContext, _>(|context| context.locale).unwrap_or_default()
}

#[must_use]
pub fn texts() -> &'static Texts {
    locale().texts()
}

/// Returns the value of a path parameter such as `:organisation`. The value is empty if the route has no such
/// parameter.
#[must_use]
pub fn path_param(name: &str) -> String {
    use_params_map()
        .get_untracked()
        .get(name)
        .unwrap_or_default()
}

/// Returns the value of a query parameter, or `None` if the parameter is missing or empty.
#[must_use]
pub fn query_param(name: &str) -> Option<String> {
    use_query_map()
        .get_untracked()
        .get(name)
        .filter(|value| !value.is_empty())
}

/// Formats an organisation number in groups of three digits. Browsers do not break the line between the groups.
#[must_use]
pub fn number_on_one_line(number: &OrgNumber) -> String {
    number.grouped().replace(' ', "\u{a0}")
}

pub fn set_error_status(error: AppError) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(reply::status(error));
    }
}

/// Redirects the browser to `address` instead of showing the page. This function does not check the address. Never pass
/// a text from the visitor (open redirect).
pub fn redirect_to(address: &str) {
    if let (Some(response), Ok(address)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(address),
    ) {
        response.insert_header(header::LOCATION, address);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// Redirects the browser to the log-in page. After the log-in, the browser comes back to the current page. If the URL
/// of the current page names an error, the log-in page shows this error.
pub fn redirect_to_login() {
    redirect_to(&login_address(&["problem", "ref"]));
}

/// Returns the address of the log-in page. After the log-in, the browser comes back to the current page. `parameters`
/// are the names of the query parameters to copy from the current page's URL.
pub fn login_address(parameters: &[&str]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", page_context().path.as_str());
    for name in parameters {
        if let Some(value) = query_param(name) {
            query.append_pair(name, &value);
        }
    }
    format!("/login?{}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_that_follows_a_talk_is_active_when_a_person_clicks() {
        let following = Following {
            code: "7F3K".to_owned(),
            position: 1,
        };
        let headers = |names: &[&'static str]| {
            let pairs = names
                .iter()
                .map(|name| (name.parse().unwrap(), HeaderValue::from_static("?1")));
            pairs.collect::<HeaderMap>()
        };
        let (reload, click) = (["sec-fetch-mode"], ["sec-fetch-mode", "sec-fetch-user"]);
        assert_eq!(sender(&headers(&reload), Some(&following)), Sender::Script);
        for (names, following) in [
            (&click[..], Some(&following)),
            (&[], Some(&following)),
            (&reload, None),
        ] {
            assert_eq!(sender(&headers(names), following), Sender::Customer);
        }
    }

    #[test]
    fn the_error_is_removed_from_an_address() {
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
