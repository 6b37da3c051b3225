//! What a plan needs access to in Altinn.

use altinn_types::AccessPackage;

use super::ModuleId;
use crate::i18n::Localized;

/// A right to one resource, or an access package, by its technical name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// The id of a resource (*enkelttjeneste*).
    Right(&'static str),
    /// The last part of an access package's URN (*tilgangspakke*).
    Package(&'static str),
}

impl Access {
    /// The name that Altinn uses: the resource's id, or the package's whole URN.
    #[must_use]
    pub fn technical_name(self) -> String {
        match self {
            Self::Right(id) => id.to_owned(),
            Self::Package(name) => AccessPackage::named(name).urn,
        }
    }
}

// Altinn's test environment has all four.
pub(super) const CLAIMS_AND_PAYMENTS: Access = Access::Right("ske-krav-og-betalinger");
pub(super) const SALARY: Access = Access::Right("ttd_systembruker-salary");
pub(super) const LOGISTICS: Access = Access::Right("ttd_systembruker-logistikk-demo");
pub(super) const CLAIMS_PACKAGE: Access = Access::Package("krav-og-utlegg");

/// One right or access package that a plan requests, with the texts that explain it to the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessItem {
    pub access: Access,
    pub title: Localized,
    /// What SmartCloud uses the access for.
    pub reason: Localized,
    /// The modules that need the access.
    pub modules: &'static [ModuleId],
}
