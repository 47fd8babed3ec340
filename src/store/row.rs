//! Rows of an answer, read by the names of their columns into what `#[derive(Deserialize)]` describes.
//!
//! A struct takes a column for every field, and several structs may share a row; a text, a number, a flag takes the only
//! column there is. A column that is missing, NULL where the type has no place for it, and a value of another type are errors that name table and column.
//! (sqlx's own `FromRow` reads a NULL of SQLite as "" and 0.)

use super::StoreError;
use super::tx::Arg;
use serde::de::value::{StrDeserializer, StringDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Error as _, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::{Deserialize, Deserializer, forward_to_deserialize_any};
use std::fmt::{self, Display};

/// Type that a row is read into: a struct with a field for every column it needs, or the value of the only column.
pub trait FromRow: DeserializeOwned + Send {}
impl<T: DeserializeOwned + Send> FromRow for T {}

/// The rows of an answer, before they are read.
#[derive(Debug, Default)]
pub(super) struct RowSet {
    /// The names of the columns.
    pub(super) names: Vec<String>,
    /// A value for each of them, row by row.
    pub(super) rows: Vec<Vec<Arg>>,
}

impl RowSet {
    /// Reads every row; `sql` is the statement that gave them.
    pub(super) fn read<T: FromRow>(self, sql: &str) -> Result<Vec<T>, StoreError> {
        let Self { names, rows } = self;
        let read = |values| T::deserialize(NamedRow { names: &names, values });
        let rows: Result<_, RowFault> = rows.into_iter().map(read).collect();
        rows.map_err(|fault| {
            let column = fault.column.unwrap_or_else(|| names.join(", "));
            StoreError::Row { table: table(sql).to_owned(), column, said: fault.said }
        })
    }
}

/// The first table that a statement names; the statement where it names none.
pub(super) fn table(sql: &str) -> &str {
    let mut words = sql.split_whitespace();
    let named = words.find(|word| ["from", "into", "update"].contains(word)).and_then(|_| words.next());
    named.map_or(sql, |name| name.trim_matches(|c: char| !c.is_alphanumeric() && c != '_'))
}

/// Reason for which a row cannot be read, and the column where one is at fault.
#[derive(Debug)]
struct RowFault {
    column: Option<String>,
    said: String,
}

impl Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

impl std::error::Error for RowFault {}

impl de::Error for RowFault {
    fn custom<T: Display>(said: T) -> Self {
        Self { column: None, said: said.to_string() }
    }
}

/// A row on its way into a struct or a value.
struct NamedRow<'n> {
    names: &'n [String],
    values: Vec<Arg>,
}

impl<'n> NamedRow<'n> {
    fn cells(self) -> impl Iterator<Item = (&'n str, ColumnValue<'n>)> {
        let names = self.names.iter().map(String::as_str);
        names.zip(self.values).map(|(name, value)| (name, ColumnValue { name, value }))
    }

    /// The only cell, where there is one.
    fn only(self) -> Result<ColumnValue<'n>, RowFault> {
        let mut cells = self.cells();
        match (cells.next(), cells.next()) {
            (Some((_, only)), None) => Ok(only),
            _ => Err(de::Error::custom("a value is read from a row of one column")),
        }
    }
}

impl<'de> Deserializer<'de> for NamedRow<'_> {
    type Error = RowFault;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowFault> {
        // A field that may be NULL would be NULL if nobody asked for its column.
        if let Some(missing) = fields.iter().find(|field| !self.names.iter().any(|name| name == *field)) {
            return Err(RowFault {
                column: Some((*missing).to_owned()),
                said: "there is no such column".to_owned(),
            });
        }
        self.deserialize_map(visitor)
    }

    /// Every column by its name, for whoever holds them against something else.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowFault> {
        visitor.visit_map(ColumnAccess { cells: self.cells(), value: None })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowFault> {
        self.only()?.deserialize_option(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowFault> {
        self.only()?.deserialize_bool(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowFault> {
        self.only()?.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowFault> {
        self.only()?.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, RowFault> {
        visitor.visit_newtype_struct(self)
    }

    /// Several structs out of one row: each takes the columns that it names.
    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, RowFault> {
        visitor.visit_seq(RowParts { row: self, left: len })
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple_struct
        identifier ignored_any
    }
}

/// The columns of a row, one after another.
struct ColumnAccess<'n, I> {
    cells: I,
    value: Option<ColumnValue<'n>>,
}

impl<'de, 'n, I: Iterator<Item = (&'n str, ColumnValue<'n>)>> MapAccess<'de> for ColumnAccess<'n, I> {
    type Error = RowFault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, RowFault> {
        let Some((name, value)) = self.cells.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, RowFault> {
        let value = self.value.take().ok_or_else(|| RowFault::custom("a value before its name"))?;
        at(value.name, seed.deserialize(value))
    }
}

/// A row that is read into several structs.
struct RowParts<'n> {
    row: NamedRow<'n>,
    left: usize,
}

impl<'de> SeqAccess<'de> for RowParts<'_> {
    type Error = RowFault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, RowFault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let values = match self.left {
            0 => std::mem::take(&mut self.row.values),
            _ => self.row.values.clone(),
        };
        seed.deserialize(NamedRow { names: self.row.names, values }).map(Some)
    }
}

/// A value of a row, with the name of its column.
struct ColumnValue<'n> {
    name: &'n str,
    value: Arg,
}

/// Says which column a fault is in.
fn at<T>(name: &str, read: Result<T, RowFault>) -> Result<T, RowFault> {
    read.map_err(|fault| RowFault {
        column: fault.column.or_else(|| Some(name.to_owned())),
        said: fault.said,
    })
}

impl<'de> Deserializer<'de> for ColumnValue<'_> {
    type Error = RowFault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowFault> {
        let read = match self.value {
            Arg::Text(Some(text)) => visitor.visit_string(text),
            Arg::Int(Some(n)) => visitor.visit_i64(n),
            Arg::Text(None) | Arg::Int(None) => {
                Err(de::Error::invalid_type(Unexpected::Other("NULL"), &visitor))
            }
        };
        at(self.name, read)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowFault> {
        match self.value {
            Arg::Text(None) | Arg::Int(None) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    /// A flag: there is no type for them that both databases have, so they are 0 or 1.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowFault> {
        match self.value {
            Arg::Int(Some(flag @ (0 | 1))) => visitor.visit_bool(flag == 1),
            _ => self.deserialize_any(visitor),
        }
    }

    /// A word of a closed vocabulary.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, RowFault> {
        let read = match self.value {
            Arg::Text(Some(word)) => visitor.visit_enum(StringDeserializer::<RowFault>::new(word)),
            _ => return self.deserialize_any(visitor),
        };
        at(self.name, read)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, RowFault> {
        visitor.visit_newtype_struct(self)
    }

    /// A column that nobody asked for; it may be NULL.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, RowFault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

/// A column that holds JSON, read into what the JSON says: `#[serde(deserialize_with = "store::json")]`.
pub fn json<'de, D: Deserializer<'de>, T: DeserializeOwned>(column: D) -> Result<T, D::Error> {
    let text = String::deserialize(column)?;
    serde_json::from_str(&text).map_err(|error| de::Error::custom(format!("no such JSON: {error}")))
}
