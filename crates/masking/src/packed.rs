use std::marker::PhantomData;

use lz4_flex::block::{compress_prepend_size, decompress_size_prepended};
use serde::{Serialize, de::DeserializeOwned};

/// A masked value in one small block of memory, for programs that keep many values.
///
/// A [`Message`](crate::Message) consists of some hundred small texts and lists, each in a separate block of memory. So
/// thousands of messages would need much memory, and would make the allocator slow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed<T> {
    /// The JSON of the value, compressed with LZ4 to about half of its length.
    block: Box<[u8]>,
    value: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// # Panics
    ///
    /// Panics if JSON cannot represent the value. JSON can represent all types of this crate.
    #[must_use]
    pub fn new(value: &T) -> Self {
        let json = serde_json::to_vec(value).expect("JSON can represent the value");
        Self {
            block: compress_prepend_size(&json).into_boxed_slice(),
            value: PhantomData,
        }
    }

    /// # Panics
    ///
    /// Panics if the value cannot be read from its own JSON. A test packs and unpacks the types of this crate.
    #[must_use]
    pub fn unpack(&self) -> T {
        let json = decompress_size_prepended(&self.block).expect("`new` compressed the block");
        serde_json::from_slice(&json).expect("the JSON describes the value")
    }

    /// Returns the number of bytes in the block.
    #[must_use]
    pub fn size(&self) -> usize {
        self.block.len()
    }
}
