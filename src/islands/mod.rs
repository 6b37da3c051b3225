//! The islands of the pages. An island is a component that also runs in the browser. All other Rust code runs only on
//! the server. Every page also works without its islands.

mod live_status;

pub use live_status::{EndWords, LiveStatus, LiveWords};
