use altinn_types::{LocalizedText, OrgNumber};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::rules::{
    derived_id::{number_from_name, uuid_from_name},
    personal_number::PersonalNumber,
};

/// A synthetic person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The short name of the person in URLs, HTML forms and tests, such as `kari`.
    pub key: String,
    pub personal_number: PersonalNumber,
    pub name: String,
    /// One line in each language that says what happens when a user logs in as this person. Older saved rows and
    /// documents call this field `story`.
    #[serde(alias = "story")]
    pub description: LocalizedText,
    pub uuid: Uuid,
    pub party_id: i64,
    /// `true` for the persons who exist in every simulator from its start, and for their copies in sandboxes.
    pub built_in: bool,
    /// The id of the person's sandbox, or `None` if the person belongs to the shared sandbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<String>,
    /// If this person is a copy in a sandbox, the key of the original person. Otherwise, the value is `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

impl Person {
    #[must_use]
    pub fn new(key: &str, personal_number: PersonalNumber, name: &str) -> Self {
        Self {
            key: key.to_owned(),
            personal_number,
            name: name.to_owned(),
            description: LocalizedText {
                nb: String::new(),
                nn: String::new(),
                en: String::new(),
            },
            uuid: uuid_from_name("person", key),
            party_id: 60_000_000 + i64::from(number_from_name("person", key) % 9_999_999),
            built_in: false,
            sandbox: None,
            template: None,
        }
    }

    /// If this person is a copy in a sandbox, returns the key of the original person. Otherwise returns the person's
    /// own key.
    #[must_use]
    pub fn template_key(&self) -> &str {
        self.template.as_deref().unwrap_or(&self.key)
    }

    /// Returns the value of the claim `urn:altinn:userid` in Altinn's tokens.
    #[must_use]
    pub fn user_id(&self) -> i64 {
        self.party_id - 40_000_000
    }
}

/// An organisation in the entity register (*Enhetsregisteret*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    pub number: OrgNumber,
    pub name: String,
    /// The legal form of the organisation (*organisasjonsform*), such as `AS`, `ENK` or `BEDR`.
    pub unit_type: String,
    /// The parent organisation, if this organisation is a subunit.
    pub parent: Option<OrgNumber>,
    /// Whether the organisation has been wound up. Such an organisation is still in the entity register, but nobody can
    /// act for it in Altinn.
    pub is_deleted: bool,
    /// The id of the organisation's sandbox, or `None` if the organisation belongs to the shared sandbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<String>,
    /// If this organisation is a copy in a sandbox, the organisation number of the original. Otherwise, the value is
    /// `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<OrgNumber>,
}

impl Organisation {
    #[must_use]
    pub fn new(number: OrgNumber, name: &str, unit_type: &str) -> Self {
        Self {
            number,
            name: name.to_owned(),
            unit_type: unit_type.to_owned(),
            parent: None,
            is_deleted: false,
            sandbox: None,
            template: None,
        }
    }

    #[must_use]
    pub fn uuid(&self) -> Uuid {
        uuid_from_name("organisation", self.number.as_str())
    }

    /// Returns the party id, which is the organisation number without its check digit. It is unique, because the first
    /// eight digits determine the check digit.
    #[must_use]
    pub fn party_id(&self) -> i64 {
        self.number.as_str()[..8].parse().unwrap_or_default()
    }
}
