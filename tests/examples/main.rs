//! One black-box test for four implementations of the redirect pattern: SmartCloud, and the examples in TypeScript,
//! Python and Java. The tests use only the routes that all four have, and the simulator's control API.

mod attacks;
mod bed;
mod failures;
mod journeys;
mod program;
mod table;

use url::Url;

use program::Implementation;

/// For each implementation, makes a module with one `#[tokio::test]` for each function in the list.
macro_rules! tests_for {
    ($($module:ident: $implementation:ident,)*) => {$(
        mod $module {
            use super::Implementation::$implementation as IMPLEMENTATION;

            tests_for!(@each
                journeys::approve,
                journeys::refuse,
                journeys::forward_and_approve_in_another_browser,
                journeys::repeated_start,
                journeys::double_click,
                journeys::changed_rights,
                journeys::expired,
                journeys::withdrawn,
                journeys::withdrawn_and_asked_for_again_before_the_status_is_read,
                journeys::more_access_once_connected,
                failures::approved_just_before_the_delete,
                failures::failed_post_after_the_delete,
                failures::silent_altinn,
                failures::silent_altinn_before_leaving,
                failures::lost_answer_of_the_post,
                failures::maskinporten_down,
                failures::too_many_calls,
                failures::refused_token,
                failures::restart_in_the_middle,
                failures::each_code_of_altinn,
                attacks::foreign_confirm_url,
                attacks::forms_of_other_sites,
                attacks::forged_returns,
                attacks::signed_out,
            );
        }
    )*};
    (@each $($file:ident::$scenario:ident,)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $scenario() {
            crate::$file::$scenario(IMPLEMENTATION).await;
        }
    )*};
}

tests_for! {
    smartcloud: SmartCloud,
    typescript: TypeScript,
    python: Python,
    java: Java,
}

/// Of all URLs that a browser has opened, keeps the URLs at which a browser arrives from Altinn.
fn returns(way: &[Url]) -> Vec<&Url> {
    way.iter()
        .filter(|url| url.path() == "/connect/return")
        .collect()
}
