use leptos::prelude::*;

use super::{KeyMark, Layout, locale, page_context, query_param, set_error_status, texts};
use crate::{
    error::AppError,
    i18n::{NextPage, ProblemText},
};

/// A note about the error in the page's address (`?problem=…&ref=…`). SmartCloud redirects there when an action fails.
#[component]
pub fn ProblemNote() -> impl IntoView {
    let error = query_param("problem")?.parse::<AppError>().ok()?;
    let problem = ProblemText::of(error, locale());
    // The note needs no link to the page that it stands on.
    let address = address(problem.next_page);
    let current = page_context().path;
    let elsewhere = current.as_str().split('?').next() != Some(address.as_str());
    let link = (problem.next_page != NextPage::SamePage && elsewhere).then(|| {
        view! { <p class="ds-paragraph"><a class="ds-link" href=address>{problem.link}</a></p> }
    });
    // The focus moves to the note, so screen readers read it. The page has just loaded, so the user loses no focus.
    Some(view! {
        <div class="ds-alert note" data-color=colour(error) tabindex="-1" autofocus>
            <h2 class="ds-heading" data-size="2xs">{problem.title}</h2>
            <p class="ds-paragraph">{problem.text}</p>
            {link}
            <Reference reference=query_param("ref") />
        </div>
    })
}

/// A page that shows only the error. It sets the HTTP status of the error.
#[component]
pub fn ProblemPage(error: AppError) -> impl IntoView {
    set_error_status(error);
    view! { <ProblemView error /> }
}

/// The content of a page about an error. It does not change the HTTP status.
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

/// The id of the failed request. The customer gives it to support, and support finds it in the log. Anyone can write a
/// text into an address, so the page shows only texts that look like such an id.
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

/// The colour of the note: `info` after something that the user did, `warning` for an error that passes with time, and
/// `danger` for all other errors.
fn colour(error: AppError) -> &'static str {
    match error {
        AppError::SignedOut | AppError::LoginCancelled | AppError::ReturnedElsewhere => "info",
        AppError::LoginExpired
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
