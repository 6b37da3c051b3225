use std::marker::PhantomData;

use serde::{Serialize, de::DeserializeOwned};

/// A masked value in one block of memory, for programs that keep many values.
///
/// A [`Message`](crate::Message) consists of some hundred small texts and lists. Each of them takes a block of memory of
/// its own, so thousands of messages need much memory and make the allocator slow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed<T> {
    json: Box<[u8]>,
    value: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// Packs a value as JSON.
    ///
    /// # Panics
    ///
    /// Panics if JSON cannot represent the value. JSON can represent all types of this crate.
    #[must_use]
    pub fn new(value: &T) -> Self {
        let json = serde_json::to_vec(value).expect("JSON can represent the value");
        Self {
            json: json.into_boxed_slice(),
            value: PhantomData,
        }
    }

    /// Returns the value.
    ///
    /// # Panics
    ///
    /// Panics if the value's JSON does not describe the value. A test packs and unpacks all types of this crate.
    #[must_use]
    pub fn unpack(&self) -> T {
        serde_json::from_slice(&self.json).expect("the block is the JSON of such a value")
    }

    /// Returns the number of bytes in the block.
    #[must_use]
    pub fn size(&self) -> usize {
        self.json.len()
    }
}
