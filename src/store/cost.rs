//! What one request has cost so far, for the `X-Cost` header and the tests that read it.

use std::cell::Cell;

/// Counts of one request. Shared by everything that talks to storage.
#[derive(Debug, Default)]
pub struct Cost {
    /// Waits for D1.
    pub trips: Cell<u32>,
    /// Rows D1 read, as its `meta` says.
    pub rows_read: Cell<usize>,
    /// Rows and index entries D1 wrote, as its `meta` says.
    pub rows_written: Cell<usize>,
    /// KV gets.
    pub kv_gets: Cell<u32>,
    /// KV puts and deletions, counted when they are scheduled: they run after the answer.
    pub kv_puts: Cell<u32>,
    /// Password hashes computed.
    pub hashes: Cell<u32>,
}

impl Cost {
    /// The value of the `X-Cost` header.
    pub fn header(&self) -> String {
        format!(
            "d1={} read={} written={} kv_get={} kv_put={} hash={}",
            self.trips.get(),
            self.rows_read.get(),
            self.rows_written.get(),
            self.kv_gets.get(),
            self.kv_puts.get(),
            self.hashes.get()
        )
    }
}

/// Adds `n` to a counter.
pub fn add<T: Copy + std::ops::Add<Output = T>>(counter: &Cell<T>, n: T) {
    counter.set(counter.get() + n);
}
