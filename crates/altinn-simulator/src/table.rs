//! A table with ordered rows. It records its changes, so that the store can save the changed rows.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt::{self, Debug, Display},
    hash::Hash,
    str::FromStr,
};

use serde::{Serialize, de::DeserializeOwned};

/// A table with rows in insertion order, each with a key and a row number (`place`).
///
/// The table records the unsaved rows, so the rules need no code for saving. The time to read one row hardly depends on
/// the size of the table.
#[derive(Clone)]
pub struct Table<K, V> {
    kind: &'static str,
    rows: BTreeMap<u64, (K, V)>,
    places: HashMap<K, u64>,
    next_place: u64,
    unsaved: HashSet<K>,
    /// Whether the next save must delete all rows of this table in the database before it writes the unsaved rows.
    cleared: bool,
}

/// Removes a value from an index. If the key has no value any more, also removes the key, so that the index does not
/// grow with keys that nobody needs.
pub(crate) fn remove_from_index<K: Eq + Hash, T: Ord>(
    index: &mut HashMap<K, BTreeSet<T>>,
    key: &K,
    value: &T,
) {
    if let Some(values) = index.get_mut(key) {
        values.remove(value);
        if values.is_empty() {
            index.remove(key);
        }
    }
}

/// A change that the store must write. The store keeps the order of the changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Clear {
        kind: &'static str,
    },
    Put {
        kind: &'static str,
        id: String,
        place: u64,
        value: String,
    },
    Delete {
        kind: &'static str,
        id: String,
    },
}

impl Change {
    /// Returns the name of the table if the change is a `Clear`, which deletes all rows of the table.
    #[must_use]
    pub fn clears(&self) -> Option<&'static str> {
        match self {
            Self::Clear { kind } => Some(kind),
            Self::Put { .. } | Self::Delete { .. } => None,
        }
    }

    /// Returns the parts of a `Put`: the name of the table, and the id, the row number and the value of the row.
    /// Returns `None` for other changes.
    #[must_use]
    pub fn row(&self) -> Option<(&'static str, &str, u64, &str)> {
        match self {
            Self::Put {
                kind,
                id,
                place,
                value,
            } => Some((kind, id, *place, value)),
            Self::Clear { .. } | Self::Delete { .. } => None,
        }
    }
}

/// A saved row that this version of the simulator cannot read.
#[derive(Debug, thiserror::Error)]
#[error("a saved {kind} cannot be read: {reason}")]
pub struct Unreadable {
    pub kind: String,
    pub reason: String,
}

/// The methods that the store calls to save and restore a table. The methods work for all types of keys and rows.
pub trait Saved {
    fn kind(&self) -> &'static str;

    /// Moves the unsaved changes of the table to the end of `changes`.
    fn take_changes(&mut self, changes: &mut Vec<Change>);

    /// Inserts a row that the store has read from the database. The row does not count as unsaved.
    ///
    /// # Errors
    ///
    /// Returns [`Unreadable`] if this version of the simulator cannot parse the row.
    fn restore(&mut self, id: &str, place: u64, value: &str) -> Result<(), Unreadable>;

    /// Removes all rows. The next save also removes them from the store.
    fn clear(&mut self);

    /// Returns all rows with their ids, in insertion order.
    fn rows(&self) -> Vec<(String, serde_json::Value)>;

    /// Marks all rows as unsaved. At the next save the store deletes all saved rows of this table, and then writes all
    /// rows again.
    fn mark_all_unsaved(&mut self);
}

impl<K, V> Table<K, V>
where
    K: Clone + Eq + Hash,
{
    /// Creates an empty table. `kind` is the name of the table in the database and in exported documents.
    #[must_use]
    pub fn new(kind: &'static str) -> Self {
        Self {
            kind,
            rows: BTreeMap::new(),
            places: HashMap::new(),
            next_place: 1,
            unsaved: HashSet::new(),
            cleared: false,
        }
    }

    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        let place = self.places.get(key)?;
        self.rows.get(place).map(|(_, value)| value)
    }

    /// Returns a mutable reference to a row. The row counts as unsaved after this call.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let place = self.places.get(key)?;
        self.unsaved.insert(key.clone());
        self.rows.get_mut(place).map(|(_, value)| value)
    }

    /// Inserts a row at the end of the table. If the key already exists, the new row replaces the old one and keeps its
    /// row number. Returns the row number.
    pub fn insert(&mut self, key: K, value: V) -> u64 {
        let place = self.places.get(&key).copied().unwrap_or(self.next_place);
        self.next_place = self.next_place.max(place + 1);
        self.unsaved.insert(key.clone());
        self.places.insert(key.clone(), place);
        self.rows.insert(place, (key, value));
        place
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        let place = self.places.remove(key)?;
        self.unsaved.insert(key.clone());
        self.rows.remove(&place).map(|(_, value)| value)
    }

    #[must_use]
    pub fn contains(&self, key: &K) -> bool {
        self.places.contains_key(key)
    }

    /// Returns the row number of a row. The row number never changes, and each new row gets a higher number than all
    /// earlier rows.
    #[must_use]
    pub fn place(&self, key: &K) -> Option<u64> {
        self.places.get(key).copied()
    }

    /// In ascending order.
    #[must_use]
    pub fn places(&self) -> Vec<u64> {
        self.rows.keys().copied().collect()
    }

    #[must_use]
    pub fn at(&self, place: u64) -> Option<&V> {
        self.rows.get(&place).map(|(_, value)| value)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.rows.values().map(|(key, value)| (key, value))
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.rows.values().map(|(_, value)| value)
    }

    #[must_use]
    pub fn first(&self) -> Option<(&K, &V)> {
        self.iter().next()
    }
}

impl<K, V> Saved for Table<K, V>
where
    K: Clone + Eq + Hash + Display + FromStr<Err: Display>,
    V: Serialize + DeserializeOwned,
{
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn take_changes(&mut self, changes: &mut Vec<Change>) {
        let kind = self.kind;
        if std::mem::take(&mut self.cleared) {
            changes.push(Change::Clear { kind });
        }
        // Sort the changes by id, because the database writes fastest in the order of the primary key.
        let unsaved = self.unsaved.drain().map(|key| (key.to_string(), key));
        let mut unsaved: Vec<_> = unsaved.collect();
        unsaved.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        for (id, key) in unsaved {
            let row = self.places.get(&key);
            changes.push(match row.and_then(|place| self.rows.get_key_value(place)) {
                Some((place, (_, value))) => Change::Put {
                    kind,
                    id,
                    place: *place,
                    value: serde_json::to_string(value)
                        .expect("rows are plain data, and the keys of their maps are strings"),
                },
                None => Change::Delete { kind, id },
            });
        }
    }

    fn restore(&mut self, id: &str, place: u64, value: &str) -> Result<(), Unreadable> {
        let unreadable = |reason: String| Unreadable {
            kind: self.kind.to_owned(),
            reason,
        };
        let key: K = id.parse().map_err(|e: K::Err| unreadable(e.to_string()))?;
        let value = serde_json::from_str(value).map_err(|e| unreadable(e.to_string()))?;
        self.places.insert(key.clone(), place);
        self.rows.insert(place, (key, value));
        self.next_place = self.next_place.max(place + 1);
        Ok(())
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.places.clear();
        self.unsaved.clear();
        self.cleared = true;
    }

    fn rows(&self) -> Vec<(String, serde_json::Value)> {
        let as_json = |value| {
            serde_json::to_value(value)
                .expect("rows are plain data, and the keys of their maps are strings")
        };
        self.iter()
            .map(|(key, value)| (key.to_string(), as_json(value)))
            .collect()
    }

    fn mark_all_unsaved(&mut self) {
        self.unsaved = self.places.keys().cloned().collect();
        self.cleared = true;
    }
}

/// `Debug` does not print the rows, because some rows contain personal numbers and keys.
impl<K, V> Debug for Table<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("kind", &self.kind)
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table<String, u32> {
        Table::new("number")
    }

    fn changes(table: &mut Table<String, u32>) -> Vec<Change> {
        let mut changes = Vec::new();
        table.take_changes(&mut changes);
        changes
    }

    #[test]
    fn an_index_loses_a_key_together_with_its_last_value() {
        let mut index = HashMap::from([("a", BTreeSet::from([1, 2]))]);
        remove_from_index(&mut index, &"a", &1);
        assert_eq!(index["a"], BTreeSet::from([2]));
        remove_from_index(&mut index, &"a", &2);
        assert!(index.is_empty());
    }

    #[test]
    fn rows_keep_their_order_and_their_place() {
        let mut table = table();
        for (key, value) in [("b", 1), ("a", 2), ("c", 3), ("a", 4)] {
            table.insert(key.to_owned(), value);
        }
        assert_eq!(table.values().copied().collect::<Vec<_>>(), [1, 4, 3]);
        assert_eq!(table.get(&"a".to_owned()), Some(&4));
        assert_eq!(table.place(&"a".to_owned()), Some(2));
    }

    #[test]
    fn take_changes_returns_each_change_once() {
        let mut table = table();
        table.insert("a".to_owned(), 1);
        *table.get_mut(&"a".to_owned()).unwrap() = 2;
        let put = Change::Put {
            kind: "number",
            id: "a".to_owned(),
            place: 1,
            value: "2".to_owned(),
        };
        assert_eq!(changes(&mut table), [put]);
        assert_eq!(changes(&mut table), []);

        table.remove(&"a".to_owned());
        let id = "a".to_owned();
        let kind = "number";
        assert_eq!(changes(&mut table), [Change::Delete { kind, id }]);
    }

    #[test]
    fn after_a_clear_only_new_rows_are_saved() {
        let mut table = table();
        table.insert("a".to_owned(), 1);
        table.clear();
        table.insert("b".to_owned(), 2);
        let changes = changes(&mut table);
        assert_eq!(changes[0], Change::Clear { kind: "number" });
        assert_eq!(changes.len(), 2);
        assert!(matches!(&changes[1], Change::Put { id, place: 2, .. } if id == "b"));
    }

    #[test]
    fn a_restored_row_is_where_it_was_and_new_ones_come_after() {
        let mut table = table();
        table.restore("x", 7, "1").unwrap();
        table.insert("y".to_owned(), 2);
        assert_eq!(table.place(&"y".to_owned()), Some(8));
        assert_eq!(changes(&mut table).len(), 1);
        assert!(table.restore("z", 9, "\"text\"").is_err());
    }
}
