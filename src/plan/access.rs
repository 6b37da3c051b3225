//! The rights and access packages in Altinn that SmartCloud's plans request.

use altinn_types::AccessPackage;

use super::ModuleId;
use crate::i18n::Localized;

/// A right or an access package, with its technical name from Altinn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Access to one resource (*enkelttjeneste*). The text is the id of the resource.
    Right(&'static str),
    /// An access package (*tilgangspakke*). The text is the last part of the package's URN, such as `lonn`.
    Package(&'static str),
}

impl Access {
    /// Whether a system user with this access also has the access `other`. An access package also gives the rights to
    /// its services.
    #[must_use]
    pub fn includes(self, other: Self) -> bool {
        self == other || (self == CLAIMS_PACKAGE && other == CLAIMS_AND_PAYMENTS)
    }

    /// Returns Altinn's own name: the id of the resource, or the whole URN of the access package.
    #[must_use]
    pub fn technical_name(self) -> String {
        match self {
            Self::Right(id) => id.to_owned(),
            Self::Package(name) => AccessPackage::named(name).urn,
        }
    }
}

// Altinn's test environment TT02 has the resources and the access package with these ids.
pub(super) const CLAIMS_AND_PAYMENTS: Access = Access::Right("ske-krav-og-betalinger");
pub(super) const SALARY: Access = Access::Right("ttd_systembruker-salary");
pub(super) const LOGISTICS: Access = Access::Right("ttd_systembruker-logistikk-demo");
pub(super) const CLAIMS_PACKAGE: Access = Access::Package("krav-og-utlegg");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessItem {
    pub access: Access,
    pub title: Localized,
    pub reason: Localized,
    pub modules: &'static [ModuleId],
}
