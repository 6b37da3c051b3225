//! The pages that show what happens behind the scenes: all calls, one call, the code of one step, and the presenter's
//! pages about all visitors.

mod all_calls;
mod code;
mod one_call;
mod routes;
mod visitors;

pub use all_calls::AllCallsPage;
pub use code::CodePage;
pub use one_call::OneCallPage;
pub use routes::routes;
pub use visitors::{
    CallOfVisitorPage, VISITORS, VisitorPage, VisitorsPage, visitor_for_presenter, visitor_of_path,
};

use leptos::prelude::expect_context;

use super::{
    drawer::after,
    visit::{Calls, Visit},
};
use crate::{
    components::{PageContext, query_param},
    local_path::LocalPath,
    state::AppState,
};

struct Data {
    app: AppState,
    visit: Visit,
    calls: Calls,
    /// If a presenter looks at the calls of another visitor, the number of this visitor. If visitors look at their own
    /// calls, the value is `None`.
    other_visitor: Option<u64>,
    /// The visitor's previous page, for the link back. The value is `None` if the URL names no page.
    back: Option<LocalPath>,
}

impl Data {
    fn read() -> Self {
        let app: AppState = expect_context();
        let visit: Visit = expect_context();
        let calls: Calls = expect_context();
        Self {
            app,
            visit,
            other_visitor: calls.of_visitor,
            calls,
            back: query_param("fra").and_then(|path| path.parse().ok()),
        }
    }

    /// Returns the query with the visitor's previous page, such as `?fra=/status`. If this page is unknown, the query
    /// is empty.
    fn after(&self) -> String {
        self.back
            .as_ref()
            .map(|back| after(back.as_str()))
            .unwrap_or_default()
    }

    fn here() -> String {
        expect_context::<PageContext>().path.as_str().to_owned()
    }
}
