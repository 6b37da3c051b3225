use leptos::prelude::*;

use super::{
    KeyMark, Layout, locale, login_address, page_context, query_param, set_error_status, texts,
};
use crate::{
    error::AppError,
    i18n::{NextPage, ProblemText},
};

pub fn problem_of_url() -> Option<AppError> {
    query_param("problem")?.parse().ok()
}

/// Shows a note about the error that the page's URL names (`?problem=…&ref=…`). When an action fails, SmartCloud
/// redirects the browser to a URL with these parameters.
#[component]
pub fn ProblemNote() -> impl IntoView {
    let error = problem_of_url()?;
    let problem = ProblemText::of(error, locale());
    // If the link in the note would lead to the page that the visitor already sees, leave the link out.
    let address = address(problem.next_page);
    let current = page_context().path;
    let elsewhere = current.as_str().split('?').next() != address.split('?').next();
    let link = (problem.next_page != NextPage::SamePage && elsewhere).then(|| {
        view! { <p class="ds-paragraph"><a class="ds-link" href=address>{problem.link}</a></p> }
    });
    // `autofocus` moves the focus to the note, so that screen readers read it. The page has just loaded, so no other
    // element loses the focus.
    Some(view! {
        <div class="ds-alert note" data-color=colour(error) tabindex="-1" autofocus>
            <h2 class="ds-heading" data-size="2xs">{problem.title}</h2>
            <p class="ds-paragraph">{problem.text}</p>
            {link}
            <Reference reference=query_param("ref") />
        </div>
    })
}

/// Shows a page that contains only the error. The page gets the HTTP status of the error.
#[component]
pub fn ProblemPage(error: AppError) -> impl IntoView {
    set_error_status(error);
    view! { <ProblemView error /> }
}

/// Shows an error as the content of a page. Unlike [`ProblemPage`], this component does not change the HTTP status.
#[component]
pub fn ProblemView(error: AppError) -> impl IntoView {
    let problem = ProblemText::of(error, locale());
    view! {
        <Layout title=problem.title no_note=true>
            <section class="status" data-step="problem">
                <KeyMark />
                <h1 class="ds-heading" data-size="lg">{problem.title}</h1>
                <p class="ds-paragraph lede" data-variant="long">{problem.text}</p>
                <a class="ds-button" href=address(problem.next_page)>{problem.link}</a>
            </section>
            <Reference reference=query_param("ref").or_else(|| page_context().request_id) />
        </Layout>
    }
}

/// Shows the id of the failed HTTP request. The customer gives this id to support, and support finds the id in the log.
/// Anyone can write any text into a URL, so the page shows only a text that looks like a request id.
#[component]
fn Reference(reference: Option<String>) -> impl IntoView {
    let reference = reference.filter(|text| looks_like_request_id(text))?;
    Some(view! {
        <p class="ds-paragraph reference" data-size="sm">
            {texts().site.support_reference}" "<code>{reference}</code>
        </p>
    })
}

fn looks_like_request_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// `info` is for a normal event, such as a cancelled log-in. `warning` is for an error that passes with time, and
/// `danger` is for all other errors.
fn colour(error: AppError) -> &'static str {
    match error {
        AppError::SignedOut | AppError::LoginCancelled | AppError::ReturnedElsewhere => "info",
        AppError::LoginExpired
        | AppError::TooManyLogins
        | AppError::AccessUnknown
        | AppError::AltinnUnreachable
        | AppError::MaskinportenUnreachable
        | AppError::IdPortenUnreachable
        | AppError::Offline => "warning",
        _ => "danger",
    }
}

fn address(page: NextPage) -> String {
    match page {
        NextPage::Home => "/".to_owned(),
        NextPage::Plans => "/#plans".to_owned(),
        NextPage::LogIn => "/login".to_owned(),
        NextPage::LogInAndBack => login_address(&[]),
        NextPage::Organisations => "/organisation".to_owned(),
        NextPage::SamePage => page_context().path.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_request_id_is_shown() {
        assert!(looks_like_request_id(
            "0f8fad5b-d9cb-469f-a165-70867728950e"
        ));
        assert!(!looks_like_request_id(""));
        assert!(!looks_like_request_id("ring 800 12345"));
        assert!(!looks_like_request_id(&"a".repeat(65)));
    }
}
