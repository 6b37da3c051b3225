//! The islands of the pages. An island is a component whose code also runs in the browser. No other Rust code runs in a
//! browser. Every page also works without this code.

mod live_status;

pub use live_status::{LiveStatus, LiveWords};
