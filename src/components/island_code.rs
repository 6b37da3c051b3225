use leptos::prelude::*;

use crate::{content_policy, state::AppState};

/// Loads and starts the islands of a page, and allows their code in the page's Content-Security-Policy. Only pages with
/// an island use this component, so all other pages have no script.
///
/// This component replaces Leptos's `HydrationScripts`, which must be in the head and chooses the file names itself.
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
