//! Shows what happens behind SmartCloud's pages: the calls, their order, and what they contain. A product does not need
//! this module.
//!
//! | file | content |
//! |---|---|
//! | `other_side.rs` | asks the simulator's log what the visitor did at Altinn and ID-porten |
//! | `exports/` | curl, HAR, Mermaid, and one HTML file |
//! | `downloads.rs` | the routes of the exports, and the presenter's list of visitors |
//! | `recorded.rs` | the texts about recorded calls |

mod downloads;
pub mod exports;
pub mod other_side;
pub mod recorded;

use axum::Router;

pub use crate::recorder::{self, exchange};
use crate::state::AppState;

/// Returns the routes of this module that are no pages.
pub fn routes() -> Router<AppState> {
    downloads::routes()
}
