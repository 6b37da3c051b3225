use leptos::prelude::*;

use crate::{content_policy, state::AppState};

/// Starts the islands of a page, and lets them run. It stands beside the island, so a page without one
/// has no script at all.
///
/// It takes the place of Leptos's own `HydrationScripts`, which names its files in its own way and has
/// to stand in the document's head.
#[component]
pub fn IslandCode() -> impl IntoView {
    let app = expect_context::<AppState>();
    let assets = &app.assets;
    let (script, module) = (assets.path("smartcloud.js"), assets.path("smartcloud.wasm"));
    let nonce = content_policy::island_runs();
    let start = format!(
        "import start, * as code from {script:?};\
         await start({{ module_or_path: {module:?} }});\
         code.hydrate();\
         for (const island of document.querySelectorAll('leptos-island'))\
         code[island.dataset.component]?.(island);"
    );
    view! {
        <link rel="modulepreload" href=script />
        <link rel="preload" href=module r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        <script type="module" nonce=nonce inner_html=start></script>
    }
}
