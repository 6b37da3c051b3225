use std::{
    io,
    marker::PhantomData,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

use serde::{Serialize, de::DeserializeOwned};
use zstd::bulk::{Compressor, Decompressor};

/// The compression level of zstd. Higher levels are slower, and save less than a tenth more.
const LEVEL: i32 = 1;

/// The messages of one customer's journey, as JSON. They are the dictionary of the compressor: it stores only how a
/// value differs from these messages.
///
/// If this file changes, nothing breaks, because packed values exist only in memory.
/// `tests/behind_the_scenes/packing.rs` writes the file.
static TYPICAL_MESSAGES: &[u8] = include_bytes!("typical_messages.jsonl");

static COMPRESSOR: LazyLock<Mutex<Compressor<'static>>> =
    LazyLock::new(|| new_mutex(Compressor::with_dictionary(LEVEL, TYPICAL_MESSAGES)));

static DECOMPRESSOR: LazyLock<Mutex<Decompressor<'static>>> =
    LazyLock::new(|| new_mutex(Decompressor::with_dictionary(TYPICAL_MESSAGES)));

/// # Panics
///
/// Panics if zstd gets no memory. Rust stops the program in that case too.
fn new_mutex<T>(value: io::Result<T>) -> Mutex<T> {
    Mutex::new(value.expect("zstd reads the dictionary of this program"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A masked value in one small block of memory, for programs that keep many values.
///
/// A [`Message`](crate::Message) consists of some hundred small texts and lists. Each of them takes a block of memory of
/// its own. So thousands of messages would need much memory, and would make the allocator slow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed<T> {
    /// The JSON of the value, compressed with zstd. The JSON is about ten times as long.
    block: Box<[u8]>,
    json_length: usize,
    value: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// # Panics
    ///
    /// Panics if JSON cannot represent the value. JSON can represent all types of this crate.
    #[must_use]
    pub fn new(value: &T) -> Self {
        let json = serde_json::to_vec(value).expect("JSON can represent the value");
        let block = lock(&COMPRESSOR).compress(&json);
        Self {
            block: block
                .expect("the buffer is large enough")
                .into_boxed_slice(),
            json_length: json.len(),
            value: PhantomData,
        }
    }

    /// # Panics
    ///
    /// Panics if the value cannot be read from its own JSON. A test packs and unpacks the types of this crate.
    #[must_use]
    pub fn unpack(&self) -> T {
        let json = lock(&DECOMPRESSOR).decompress(&self.block, self.json_length);
        let json = json.expect("`new` compressed the block");
        serde_json::from_slice(&json).expect("the JSON describes the value")
    }

    /// Returns the number of bytes in the block.
    #[must_use]
    pub fn size(&self) -> usize {
        self.block.len()
    }
}
