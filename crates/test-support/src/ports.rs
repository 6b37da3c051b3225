//! Finds free ports for servers that cannot choose a port themselves.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicU16, Ordering},
};

/// Returns a port that is free at this moment.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Returns the first of five consecutive ports that are free at this moment. The simulator needs five ports.
pub fn five_free_ports() -> u16 {
    // Several tests run at the same time, so each search starts at a higher port. All these ports are below the ports
    // that the operating system uses for outgoing connections.
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let from = 20_000 + NEXT.fetch_add(1, Ordering::Relaxed) % 12 * 1_000;
    let first = (from..from + 1_000).step_by(5).find(|first| {
        let all: Vec<_> = (*first..first + 5)
            .map(|port| TcpListener::bind(("127.0.0.1", port)))
            .collect();
        all.iter().all(Result::is_ok)
    });
    first.expect("five free ports in a row")
}
