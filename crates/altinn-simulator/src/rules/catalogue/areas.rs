//! This module contains the areas of the access packages in the contract.

use strum::VariantArray;

/// An area of access packages. Each area belongs to one of three groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub(crate) enum Area {
    Tax,
    Personnel,
    Transport,
    Primary,
    Upbringing,
    Services,
    Accountant,
    Auditor,
    Manager,
    Access,
    Operation,
}

impl Area {
    /// Returns the name of the area.
    pub(crate) fn name(self) -> Names {
        match self {
            Self::Tax => [
                "Skatt, avgift, regnskap og toll",
                "Skatt, avgift, rekneskap og toll",
                "Tax, duties, accounting and customs",
            ],
            Self::Personnel => ["Personale", "Personale", "Personnel"],
            Self::Transport => [
                "Transport og lagring",
                "Transport og lagring",
                "Transport and storage",
            ],
            Self::Primary => [
                "Jordbruk, skogbruk, jakt, fiske og akvakultur",
                "Jordbruk, skogbruk, jakt, fiske og akvakultur",
                "Agriculture, forestry, hunting, fishing and aquaculture",
            ],
            Self::Upbringing => [
                "Oppvekst og utdanning",
                "Oppvekst og utdanning",
                "Childhood and education",
            ],
            Self::Services => [
                "Andre tjenesteytende næringer",
                "Andre tenesteytande næringar",
                "Other service industries",
            ],
            Self::Accountant => [
                "Fullmakter for regnskapsfører",
                "Fullmakter for rekneskapsførar",
                "Powers of attorney for accountants",
            ],
            Self::Auditor => [
                "Fullmakter for revisor",
                "Fullmakter for revisor",
                "Powers of attorney for auditors",
            ],
            Self::Manager => [
                "Fullmakter for forretningsfører",
                "Fullmakter for forretningsførar",
                "Powers of attorney for business managers",
            ],
            Self::Access => [
                "Administrere tilganger",
                "Administrere tilgangar",
                "Managing access",
            ],
            Self::Operation => [
                "Forhold ved virksomheten",
                "Forhold ved verksemda",
                "Matters of the organisation",
            ],
        }
    }

    /// Returns the name of the area's group.
    pub(crate) fn group(self) -> Names {
        match self {
            Self::Tax | Self::Personnel | Self::Operation | Self::Access => {
                ["Allment", "Allment", "General"]
            }
            Self::Transport | Self::Primary | Self::Upbringing | Self::Services => {
                ["Bransje", "Bransje", "Industry"]
            }
            Self::Accountant | Self::Auditor | Self::Manager => {
                ["Særskilt", "Særskilt", "Particular"]
            }
        }
    }
}

/// A name in bokmål, nynorsk and English.
pub(crate) type Names = [&'static str; 3];
