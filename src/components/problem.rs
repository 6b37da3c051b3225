use leptos::prelude::*;

use super::{KeyMark, Layout, answer_with, locale, query, texts, visit};
use crate::{
    error::AppError,
    i18n::{Problem as Words, Way},
};

/// What went wrong on the way to this page, where its address says so (`?problem=…&ref=…`).
#[component]
pub fn ProblemNote() -> impl IntoView {
    let error = query("problem")?.parse::<AppError>().ok()?;
    let problem = Words::of(error, locale());
    // The page itself is the way on for all that can be tried again.
    let way = address(problem.way);
    let here = visit().here;
    let elsewhere = here.as_str().split('?').next() != Some(way.as_str());
    let link = (problem.way != Way::Again && elsewhere).then(|| {
        view! { <p class="ds-paragraph"><a class="ds-link" href=way>{problem.link}</a></p> }
    });
    // Focus goes where the news is. The page was just loaded, so nothing is taken from anyone.
    Some(view! {
        <div class="ds-alert note" data-color=colour(error) tabindex="-1" autofocus>
            <h2 class="ds-heading" data-size="2xs">{problem.title}</h2>
            <p class="ds-paragraph">{problem.text}</p>
            {link}
            <Reference reference=query("ref") />
        </div>
    })
}

/// A page that has nothing to show but the problem, and answers with its status.
#[component]
pub fn ProblemPage(error: AppError) -> impl IntoView {
    answer_with(error);
    view! { <Problem error /> }
}

/// The same, for a page that is just about this.
#[component]
pub fn Problem(error: AppError) -> impl IntoView {
    let problem = Words::of(error, locale());
    view! {
        <Layout title=problem.title no_note=true>
            <section class="status" data-step="problem">
                <KeyMark />
                <h1 class="ds-heading" data-size="lg">{problem.title}</h1>
                <p class="ds-paragraph lede" data-variant="long">{problem.text}</p>
                <a class="ds-button" href=address(problem.way)>{problem.link}</a>
            </section>
            <Reference reference=query("ref").or_else(|| visit().reference) />
        </Layout>
    }
}

/// What the customer tells support, and support finds in the log. Anyone can write an address, so it is
/// shown only where it looks like one of ours.
#[component]
fn Reference(reference: Option<String>) -> impl IntoView {
    let reference = reference.filter(|text| looks_like_a_reference(text))?;
    Some(view! {
        <p class="ds-paragraph reference" data-size="sm">
            {texts().site.support_reference}" "<code>{reference}</code>
        </p>
    })
}

fn looks_like_a_reference(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// What a visitor chose to do, or what just takes time, is no alarm.
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

fn address(way: Way) -> String {
    match way {
        Way::Home => "/".to_owned(),
        Way::Plans => "/#plans".to_owned(),
        Way::LogIn => "/login".to_owned(),
        Way::Organisations => "/organisation".to_owned(),
        Way::Again => visit().here.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_one_of_ours_or_not_shown() {
        assert!(looks_like_a_reference(
            "0f8fad5b-d9cb-469f-a165-70867728950e"
        ));
        assert!(!looks_like_a_reference(""));
        assert!(!looks_like_a_reference("ring 800 12345"));
        assert!(!looks_like_a_reference(&"a".repeat(65)));
    }
}
