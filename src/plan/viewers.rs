//! Which persons may see a module's data.
//!
//! # Every vendor needs a table like this
//!
//! Altinn decides which *system* may read the customer's data. The system user can read everything that the company has
//! approved. The resource owner does not know which *person* uses the system. So the vendor must decide which person
//! may see which data. Otherwise, everyone with any role in a company would see the pay of all its employees.
//!
//! SmartCloud follows the person's rights in Altinn. A person sees a module's data if the person may also open the
//! service in Altinn. SmartCloud gets the person's roles and access packages from Altinn's list of authorised parties
//! ([`authorized_parties`](crate::altinn::PartiesClient::authorized_parties)). A vendor can use its own user management
//! instead. In both cases, check the person on the server before you call the resource owner.

use strum::VariantArray;

use super::ModuleId;
use crate::i18n::Localized;

/// Persons with one of these *key roles* (*nøkkelroller*) see all data. They run or own the company, according to the
/// Entity Register.
///
/// Access managers and main administrators are not in this list, because they only give access to others.
const KEY_ROLES: [&str; 8] = [
    "daglig-leder",
    "styreleder",
    "innehaver",
    "deltaker-delt-ansvar",
    "deltaker-fullt-ansvar",
    "komplementar",
    "bestyrende-reder",
    "bostyrer",
];

/// The persons who may see a module's data: those with one of these access packages, and everybody with a key role.
#[derive(Debug, PartialEq, Eq)]
pub struct Viewers {
    /// Altinn's name for an access package. A company can give this package to a person who should see the data.
    pub package: Localized,
    /// The codes of the access packages whose holders may see the data. The first code is the code of `package`. The other
    /// codes are those of packages that a company gives to its accountant.
    codes: &'static [&'static str],
}

/// The persons who may see the data about claims and payments at the Tax Administration.
const TAX_ACCOUNT: Viewers = Viewers {
    package: Localized {
        nb: "Krav, betalinger og utlegg",
        nn: "Krav, betalingar og utlegg",
        en: "Claims, payments and enforcement",
    },
    codes: &[
        "krav-og-utlegg",
        "regnskapsforer-med-signeringsrettighet",
        "regnskapsforer-uten-signeringsrettighet",
    ],
};

const PAYROLL: Viewers = Viewers {
    package: Localized {
        nb: "Lønn",
        nn: "Lønn",
        en: "Salary",
    },
    codes: &["lonn", "regnskapsforer-lonn"],
};

const LOGISTICS: Viewers = Viewers {
    package: Localized {
        nb: "Veitransport",
        nn: "Vegtransport",
        en: "Road transport",
    },
    codes: &["veitransport"],
};

impl Viewers {
    #[must_use]
    pub const fn of(module: ModuleId) -> &'static Self {
        match module {
            ModuleId::Claims | ModuleId::Payments => &TAX_ACCOUNT,
            ModuleId::Payroll => &PAYROLL,
            ModuleId::Logistics => &LOGISTICS,
        }
    }

    /// Whether some module's data are visible to persons with this access package. SmartCloud saves only such packages,
    /// because a person's complete list of packages can have several megabytes.
    #[must_use]
    pub fn any_with(package: &str) -> bool {
        let mut modules = ModuleId::VARIANTS.iter().copied();
        modules.any(|module| Self::of(module).codes.contains(&package))
    }

    /// Whether a person with these roles and access packages may see the data. Both lists contain codes, as in Altinn's
    /// list of authorised parties, and not URNs.
    #[must_use]
    pub fn include(&self, roles: &[String], packages: &[String]) -> bool {
        let has = |held: &[String], codes: &[&str]| {
            held.iter().any(|code| codes.contains(&code.as_str()))
        };
        has(roles, &KEY_ROLES) || has(packages, self.codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sees(roles: &[&str], packages: &[&str]) -> Vec<ModuleId> {
        let owned = |codes: &[&str]| {
            codes
                .iter()
                .map(|&code| code.to_owned())
                .collect::<Vec<_>>()
        };
        let (roles, packages) = (owned(roles), owned(packages));
        let modules = ModuleId::VARIANTS.iter().copied();
        modules
            .filter(|&module| Viewers::of(module).include(&roles, &packages))
            .collect()
    }

    #[test]
    fn a_person_sees_only_what_their_own_roles_and_packages_cover() {
        use ModuleId::{Claims, Logistics, Payments, Payroll};
        let nothing: [ModuleId; 0] = [];
        assert_eq!(sees(&["dagl", "daglig-leder"], &[]), ModuleId::VARIANTS);
        assert_eq!(sees(&["innehaver", "innh"], &[]), ModuleId::VARIANTS);
        assert_eq!(sees(&[], &["krav-og-utlegg"]), [Claims, Payments]);
        assert_eq!(sees(&[], &["lonn", "toll"]), [Payroll]);
        assert_eq!(sees(&[], &["regnskapsforer-lonn"]), [Payroll]);
        assert_eq!(sees(&[], &["veitransport"]), [Logistics]);
        // A person who only administers access to data does not see the data.
        assert_eq!(
            sees(&["hadm", "hovedadministrator"], &["tilgangsstyrer"]),
            nothing
        );
        assert_eq!(sees(&["ansatt"], &["skattegrunnlag"]), nothing);
        assert_eq!(sees(&[], &[]), nothing);
    }
}
