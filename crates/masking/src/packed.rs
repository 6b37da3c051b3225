use std::{
    marker::PhantomData,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

use serde::{Serialize, de::DeserializeOwned};
use zstd::bulk::{Compressor, Decompressor};

/// The compression level of zstd. Higher levels are slower, and save less than a tenth more.
const LEVEL: i32 = 1;

/// The JSON of a usual message is about this many times as long as its block.
const USUAL_RATIO: usize = 8;

/// The messages of one customer's journey, as JSON. They are the dictionary of the compressor: it stores only how a
/// value differs from these messages.
///
/// If this file changes, nothing breaks, because packed values exist only in memory.
/// `tests/behind_the_scenes/packing.rs` writes the file.
static TYPICAL_MESSAGES: &[u8] = include_bytes!("typical_messages.jsonl");

/// `None` if zstd gets no memory.
static COMPRESSOR: LazyLock<Option<Mutex<Compressor<'static>>>> = LazyLock::new(|| {
    let compressor = Compressor::with_dictionary(LEVEL, TYPICAL_MESSAGES);
    compressor.ok().map(Mutex::new)
});

/// `None` if zstd gets no memory.
static DECOMPRESSOR: LazyLock<Option<Mutex<Decompressor<'static>>>> = LazyLock::new(|| {
    let decompressor = Decompressor::with_dictionary(TYPICAL_MESSAGES);
    decompressor.ok().map(Mutex::new)
});

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A masked value in one small block of memory, for programs that keep many values.
///
/// A [`Message`](crate::Message) consists of some hundred small texts and lists. Each of them takes a block of memory of
/// its own. So thousands of messages would need much memory, and would make the allocator slow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed<T> {
    /// The JSON of the value, compressed with zstd.
    block: Box<[u8]>,
    json_length: usize,
    value: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// Packs a value. If this fails, the block is empty, and [`Self::unpack`] returns `None`.
    #[must_use]
    pub fn new(value: &T) -> Self {
        let (block, json_length) = compressed(value).unwrap_or_default();
        Self {
            block: block.into_boxed_slice(),
            json_length,
            value: PhantomData,
        }
    }

    /// Returns the value, or `None` if the value cannot be read from its own JSON. For example, `serde_json` parses no
    /// JSON with more than 127 levels.
    #[must_use]
    pub fn unpack(&self) -> Option<T> {
        let json = lock(DECOMPRESSOR.as_ref()?).decompress(&self.block, self.json_length);
        serde_json::from_slice(&json.ok()?).ok()
    }

    /// Returns the size by which a program limits its memory. Usually this is the number of bytes in the block.
    ///
    /// A value that repeats itself has a very small block, but [`Self::unpack`] still needs memory and time for the whole
    /// value. Such a value counts as its JSON divided by [`USUAL_RATIO`]. So a limit for the sum of the sizes also limits
    /// what a reader of all values must unpack.
    #[must_use]
    pub fn size(&self) -> usize {
        self.block.len().max(self.json_length / USUAL_RATIO)
    }
}

/// Converts a value to JSON. Returns the compressed JSON, and the length of the JSON before the compression.
fn compressed<T: Serialize>(value: &T) -> Option<(Vec<u8>, usize)> {
    let json = serde_json::to_vec(value).ok()?;
    let block = lock(COMPRESSOR.as_ref()?).compress(&json).ok()?;
    Some((block, json.len()))
}
