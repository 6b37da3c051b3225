//! The only code that runs in a browser. Every page says all it has to say without it.

mod live_status;

pub use live_status::{LiveStatus, LiveWords};
