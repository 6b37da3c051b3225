//! Finds free ports for servers that cannot choose a port themselves.
//!
//! The operating system chooses ports for outgoing connections and for listeners without a fixed port. It chooses these
//! ports from a range of high numbers. This module uses only lower ports, so a free port stays free until the server
//! under test listens on the port.

use std::{
    net::TcpListener,
    sync::{
        OnceLock,
        atomic::{AtomicU16, Ordering},
    },
};

/// Returns a free port. Within one process, each call returns a different port, until all ports have been used.
pub fn free_port() -> u16 {
    const FIRST: u16 = 10_000;
    const COUNT: u16 = 10_000;
    static NEXT: OnceLock<AtomicU16> = OnceLock::new();
    let next = NEXT.get_or_init(|| start_of_search(COUNT));
    let port = (0..COUNT)
        .map(|_| FIRST + next.fetch_add(1, Ordering::Relaxed) % COUNT)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    port.expect("a free port")
}

/// Returns the first of five consecutive ports that are free. The simulator needs five ports. Within one process, each
/// call returns different ports, until all ports have been used.
pub fn five_free_ports() -> u16 {
    const FIRST: u16 = 20_000;
    /// The number of groups of five ports.
    const COUNT: u16 = 2_400;
    static NEXT: OnceLock<AtomicU16> = OnceLock::new();
    let next = NEXT.get_or_init(|| start_of_search(COUNT));
    let first = (0..COUNT)
        .map(|_| FIRST + next.fetch_add(1, Ordering::Relaxed) % COUNT * 5)
        .find(|first| {
            let all: Vec<_> = (*first..first + 5)
                .map(|port| TcpListener::bind(("127.0.0.1", port)))
                .collect();
            all.iter().all(Result::is_ok)
        });
    first.expect("five free ports in a row")
}

/// Returns a number from 0 to `count` - 1. Several processes can run tests at the same time, so each process starts its
/// search for ports at another number.
fn start_of_search(count: u16) -> AtomicU16 {
    let spread = std::process::id().wrapping_mul(617) % u32::from(count);
    AtomicU16::new(u16::try_from(spread).unwrap())
}
