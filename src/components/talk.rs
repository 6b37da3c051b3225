use leptos::prelude::*;
use url::form_urlencoded;

use super::{locale, page_context};
use crate::{content_policy, state::AppState, talks::Following};

/// Lets a browser follow a talk. A script asks SmartCloud for the talk's position, and SmartCloud answers when the talk
/// moves. The script then opens the page of the new position. The page stays usable while the script waits. In a
/// browser without scripts, the HTML element `meta http-equiv="refresh"` opens `/follow`, which waits in the same way.
#[component]
pub fn FollowTalk(following: Following) -> impl IntoView {
    let app = expect_context::<AppState>();
    content_policy::script_runs();
    let since = following.position;
    let path = page_context().path.to_string();
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("page", &path)
        .finish();
    let refresh = format!("0; url=/follow?since={since}&{query}");
    view! {
        <noscript><meta http-equiv="refresh" content=refresh /></noscript>
        <script src=app.assets.path("follow.js") data-since=since.to_string() defer></script>
    }
}

/// Shows which talk the browser follows. With the button, the user stops following the talk. WCAG 2.2.2 requires such a
/// button on pages that update automatically.
#[component]
pub fn FollowingNote() -> impl IntoView {
    let t = &locale().stage_texts().links;
    let context = page_context();
    let following = context.following?;
    Some(view! {
        <form class="following" method="post" action="/follow/stop">
            <input type="hidden" name="back" value=context.path.to_string() />
            {(t.following)(&following.code)}
            " "
            <button class="language" type="submit">{t.stop_following}</button>
        </form>
    })
}

/// Shows the links to the control panel and to the presenter's desk, but only to a presenter. Without the simulator,
/// nobody is a presenter.
#[component]
pub fn StageLinks() -> impl IntoView {
    let t = &locale().stage_texts().links;
    if !page_context().is_presenter {
        return None;
    }
    let app = expect_context::<AppState>();
    let panel = format!("{}control", app.config.altinn.ui_url);
    Some(view! {
        <nav class="stage-links" aria-label=t.menu>
            <a href="/presenter">{t.desk}</a>
            <a href=panel>{t.panel}</a>
        </nav>
    })
}
