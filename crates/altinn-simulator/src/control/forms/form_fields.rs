use axum::body::Bytes;
use serde_json::{Map, Value, json};

use crate::{
    control::{ControlError, faults, read_body},
    texts::complaints,
};

/// The fields of a submitted form that the user has filled in.
///
/// A method that reads a field also removes this field. So `json`, `single` and `finish` return an error if a field is
/// left, because the call does not need this field.
pub struct FormFields(Vec<(String, String)>);

impl FormFields {
    pub fn of(fields: Vec<(String, String)>) -> Self {
        let trimmed = fields
            .into_iter()
            .map(|(name, text)| (name, text.trim().to_owned()));
        Self(trimmed.filter(|(_, text)| !text.is_empty()).collect())
    }

    pub fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(place).1)
    }

    /// Removes the field `name` and returns its text. Returns an error if the form lacks the field or the field is
    /// empty.
    pub fn required(&mut self, name: &str) -> Result<String, ControlError> {
        self.take(name)
            .ok_or_else(|| ControlError::Invalid(complaints::empty_field(name)))
    }

    /// Removes the fields that do not belong to the chosen kind of fault. The control panel has one form for all kinds
    /// of faults, so a browser sends the fields of all kinds.
    pub fn fault(mut self) -> Self {
        let kind = self.0.iter().find(|(name, _)| name == "fault");
        let kind = kind.map(|(_, kind)| kind.clone()).unwrap_or_default();
        self.0.retain(|(name, _)| {
            faults::kinds_with(name).is_none_or(|kinds| kinds.contains(&kind.as_str()))
        });
        self
    }

    /// Returns the fields as the JSON body of a call to the control API. Unknown fields stay in the body, and the
    /// handler of the call refuses them.
    pub fn body(self) -> Bytes {
        let members = self.0.into_iter().map(|(name, text)| {
            let value = typed(&name, text);
            (name, value)
        });
        Bytes::from(Value::Object(members.collect::<Map<_, _>>()).to_string())
    }

    /// Returns the text of the field `body`. The user has written JSON in this field.
    pub fn json(mut self) -> Result<Bytes, ControlError> {
        let body = self.take("body").unwrap_or_default();
        self.finish()?;
        Ok(Bytes::from(body))
    }

    /// Returns the text of the field `name`, or an error if the form also has other fields.
    pub fn single(mut self, name: &str) -> Result<String, ControlError> {
        let text = self.required(name)?;
        self.finish()?;
        Ok(text)
    }

    /// Returns an error if the form has a field that no method has read.
    pub fn finish(self) -> Result<(), ControlError> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(ControlError::Invalid(complaints::unknown_form_field(&name))),
            None => Ok(()),
        }
    }

    /// Returns the JSON body of the call that creates a customer. The form field `lacks` holds the ids of all resources
    /// and packages that the new person cannot delegate. The form field `reason` holds one reason, which applies to all
    /// of them.
    pub fn customer(mut self) -> Result<Bytes, ControlError> {
        let Some(ids) = self.take("lacks") else {
            return Ok(self.body());
        };
        let reason = self.required("reason")?;
        let ids = ids.split_whitespace();
        let lacks: Vec<_> = ids
            .map(|id| json!({ "id": id, "reason": reason }))
            .collect();
        let mut body: Map<String, Value> = read_body(&self.body())?;
        body.insert("lacks".to_owned(), Value::Array(lacks));
        Ok(Bytes::from(Value::Object(body).to_string()))
    }
}

/// Converts the text of a form field to the JSON type that the control API expects for this field: number, boolean,
/// list or string.
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
    const FLAGS: [&str; 3] = ["after", "forCustomers", "withdrawTokens"];
    // The user writes each of these lists in one text field, with spaces between the elements.
    const LISTS: [&str; 2] = ["resources", "packages"];
    match text.parse::<i64>() {
        Ok(number) if NUMBERS.contains(&name) => number.into(),
        _ if FLAGS.contains(&name) => (text == "true").into(),
        _ if LISTS.contains(&name) => text.split_whitespace().collect(),
        _ => text.into(),
    }
}
