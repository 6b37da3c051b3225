use axum::body::Bytes;
use serde_json::{Map, Value, json};

use crate::control::{ControlError, faults, read_body};

/// The fields of a form that were filled in.
pub struct FormFields(Vec<(String, String)>);

impl FormFields {
    pub fn of(fields: Vec<(String, String)>) -> Self {
        let filled = fields
            .into_iter()
            .map(|(name, text)| (name, text.trim().to_owned()));
        Self(filled.filter(|(_, text)| !text.is_empty()).collect())
    }

    pub fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(place).1)
    }

    /// What stands in the path of the call.
    pub fn name(&mut self, name: &str) -> Result<String, ControlError> {
        self.take(name)
            .ok_or_else(|| ControlError::BadRequest(format!("{name} is empty")))
    }

    /// A fault without the fields of other kinds, which stand in the same form.
    pub fn of_kind(mut self) -> Self {
        let kind = self.0.iter().find(|(name, _)| name == "fault");
        let kind = kind.map(|(_, kind)| kind.clone()).unwrap_or_default();
        self.0.retain(|(name, _)| {
            faults::kinds_with(name).is_none_or(|kinds| kinds.contains(&kind.as_str()))
        });
        self
    }

    /// The rest as a body: the call refuses a member that it does not know.
    pub fn body(self) -> Bytes {
        let members = self.0.into_iter().map(|(name, text)| {
            let value = typed(&name, text);
            (name, value)
        });
        Bytes::from(Value::Object(members.collect::<Map<_, _>>()).to_string())
    }

    /// A body that was written out in a field of its own.
    pub fn json(mut self) -> Result<Bytes, ControlError> {
        let body = self.take("body").unwrap_or_default();
        self.nothing_more()?;
        Ok(Bytes::from(body))
    }

    /// A name that is all that the lever takes.
    pub fn only(mut self, name: &str) -> Result<String, ControlError> {
        let text = self.name(name)?;
        self.nothing_more()?;
        Ok(text)
    }

    pub fn nothing_more(self) -> Result<(), ControlError> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(ControlError::BadRequest(format!(
                "this lever has no field `{name}`"
            ))),
            None => Ok(()),
        }
    }

    /// A customer: what is lacking is a list of ids in one field, and the reason for all of them in another.
    pub fn customer(mut self) -> Result<Bytes, ControlError> {
        let Some(ids) = self.take("lacks") else {
            return Ok(self.body());
        };
        let reason = self.name("reason")?;
        let ids = ids.split_whitespace();
        let lacks: Vec<_> = ids
            .map(|id| json!({ "id": id, "reason": reason }))
            .collect();
        let mut body: Map<String, Value> = read_body(&self.body())?;
        body.insert("lacks".to_owned(), Value::Array(lacks));
        Ok(Bytes::from(Value::Object(body).to_string()))
    }
}

/// A text from a form as the member's type.
fn typed(name: &str, text: String) -> Value {
    const NUMBERS: [&str; 9] = [
        "times",
        "status",
        "ms",
        "seconds",
        "retryAfterSeconds",
        "aheadSeconds",
        "advanceSeconds",
        "days",
        "count",
    ];
    // Apart by blanks.
    const LISTS: [&str; 2] = ["resources", "packages"];
    match text.parse::<i64>() {
        Ok(number) if NUMBERS.contains(&name) => number.into(),
        _ if name == "after" => (text == "true").into(),
        _ if LISTS.contains(&name) => text.split_whitespace().collect(),
        _ => text.into(),
    }
}
