//! SmartCloud's plans. Each plan has a price, modules of the dashboard, and the access that it requests in Altinn.
//!
//! The price list, the `before` page, the request to Altinn and the dashboard all read this data. So the pages show
//! exactly the access that SmartCloud requests from the customer.
//!
//! **Least privilege**: a plan requests only the access that its modules use. A test in this file checks this rule.

mod access;
mod catalogue;
mod viewers;

use serde::Deserialize;
use strum::VariantArray;

use self::access::{CLAIMS_AND_PAYMENTS, CLAIMS_PACKAGE, LOGISTICS, SALARY};
pub use self::{
    access::{Access, AccessItem},
    viewers::Viewers,
};
use crate::i18n::Localized;
use altinn_types::{AccessPackage, Right};

/// The id of a plan in URLs, in forms and in the database.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(
    serialize_all = "lowercase",
    const_into_str,
    parse_err_ty = NoSuchPlan,
    parse_err_fn = no_such_plan
)]
pub enum PlanId {
    Basis,
    Drift,
    Proff,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such plan")]
pub struct NoSuchPlan;

fn no_such_plan(_: &str) -> NoSuchPlan {
    NoSuchPlan
}

impl PlanId {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.into_str()
    }

    #[must_use]
    pub const fn plan(self) -> &'static Plan {
        match self {
            Self::Basis => &catalogue::BASIS,
            Self::Drift => &catalogue::DRIFT,
            Self::Proff => &catalogue::PROFF,
        }
    }
}

/// A module of the dashboard. Each module shows data from the API of a resource owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, strum::VariantArray)]
pub enum ModuleId {
    Claims,
    Payments,
    Payroll,
    Logistics,
}

impl ModuleId {
    /// Returns the name of the module in the log and in the HTML `id` of its heading.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Payments => "payments",
            Self::Payroll => "payroll",
            Self::Logistics => "logistics",
        }
    }

    /// Returns rights and access packages. The resource owner gives the module's data to a system user that has at
    /// least one of the returned rights and packages. Skatteetaten has one API for claims and payments, so the same
    /// right gives access to both.
    #[must_use]
    pub const fn sufficient_access(self) -> &'static [Access] {
        match self {
            Self::Claims | Self::Payments => &[CLAIMS_AND_PAYMENTS, CLAIMS_PACKAGE],
            Self::Payroll => &[SALARY],
            Self::Logistics => &[LOGISTICS],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub id: PlanId,
    pub name: &'static str,
    /// In Norwegian kroner a month.
    pub price: u32,
    pub pitch: Localized,
    pub modules: &'static [ModuleId],
    pub access_items: &'static [AccessItem],
}

impl Plan {
    pub fn all() -> impl Iterator<Item = &'static Self> {
        PlanId::VARIANTS.iter().map(|id| id.plan())
    }

    /// Returns the rights that the plan requests, but not those that are part of an access package.
    #[must_use]
    pub fn rights(&self) -> Vec<Right> {
        let rights = self
            .access_items
            .iter()
            .filter_map(|item| match item.access {
                Access::Right(id) => Some(Right::to_resource(id)),
                Access::Package(_) => None,
            });
        rights.collect()
    }

    #[must_use]
    pub fn access_packages(&self) -> Vec<AccessPackage> {
        let packages = self
            .access_items
            .iter()
            .filter_map(|item| match item.access {
                Access::Package(name) => Some(AccessPackage::named(name)),
                Access::Right(_) => None,
            });
        packages.collect()
    }

    /// Whether this plan's access is sufficient to read the module's data. The plan does not need to include the
    /// module.
    #[must_use]
    pub fn access_covers(&self, module: ModuleId) -> bool {
        let sufficient = module.sufficient_access();
        self.access_items
            .iter()
            .any(|item| sufficient.contains(&item.access))
    }

    /// Returns the access that this plan requests for a module, or `None` if the plan does not include the module.
    #[must_use]
    pub fn access_for(&self, module: ModuleId) -> Option<&'static AccessItem> {
        self.access_items
            .iter()
            .find(|item| item.modules.contains(&module))
    }

    /// Returns the access that the plan `wanted` needs in addition to the access of the plan `self`. The customer has
    /// already approved a system user for the plan `self`.
    #[must_use]
    pub fn missing_access(&self, wanted: &Self) -> Vec<&'static AccessItem> {
        let has = |access: Access| {
            self.access_items
                .iter()
                .any(|item| item.access.includes(access))
        };
        let missing = wanted.access_items.iter().filter(|item| !has(item.access));
        missing.collect()
    }

    #[must_use]
    pub fn cheapest_with(module: ModuleId) -> Option<&'static Self> {
        Self::all()
            .filter(|plan| plan.modules.contains(&module))
            .min_by_key(|plan| plan.price)
    }
}

/// Returns the access of all plans, each right and package once. The vendor registers its system in Altinn with this
/// access.
#[must_use]
pub fn all_access() -> (Vec<Right>, Vec<AccessPackage>) {
    let (mut rights, mut packages) = (Vec::new(), Vec::new());
    for plan in Plan::all() {
        for right in plan.rights() {
            if !rights.contains(&right) {
                rights.push(right);
            }
        }
        for package in plan.access_packages() {
            if !packages.contains(&package) {
                packages.push(package);
            }
        }
    }
    (rights, packages)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_plan_requests_no_access_that_its_modules_do_not_use() {
        for plan in Plan::all() {
            for item in plan.access_items {
                assert!(!item.modules.is_empty(), "{}: {:?}", plan.id, item.access);
                for module in item.modules {
                    assert!(plan.modules.contains(module), "{}: {module:?}", plan.id);
                    assert!(
                        module.sufficient_access().contains(&item.access),
                        "{module:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_plan_requests_the_access_of_each_module_once() {
        for plan in Plan::all() {
            for module in plan.modules {
                let items = plan
                    .access_items
                    .iter()
                    .filter(|item| module.sufficient_access().contains(&item.access));
                assert_eq!(items.count(), 1, "{}: {module:?}", plan.id);
                assert!(plan.access_for(*module).is_some());
            }
            let unique: HashSet<_> = plan.access_items.iter().map(|item| item.access).collect();
            assert_eq!(unique.len(), plan.access_items.len(), "{}", plan.id);
        }
    }

    #[test]
    fn no_two_plans_request_the_same_access() {
        let requested: HashSet<Vec<_>> = Plan::all()
            .map(|plan| plan.access_items.iter().map(|item| item.access).collect())
            .collect();
        assert_eq!(requested.len(), PlanId::VARIANTS.len());
        // The plans show developers three cases: one right, several rights, and an access package.
        assert_eq!(PlanId::Basis.plan().rights().len(), 1);
        assert_eq!(PlanId::Drift.plan().rights().len(), 3);
        assert_eq!(PlanId::Proff.plan().access_packages().len(), 1);
    }

    #[test]
    fn the_system_is_registered_with_the_access_of_every_plan() {
        let (rights, packages) = all_access();
        for plan in Plan::all() {
            assert!(plan.rights().iter().all(|right| rights.contains(right)));
            let requested = plan.access_packages();
            assert!(requested.iter().all(|package| packages.contains(package)));
        }
        assert_eq!((rights.len(), packages.len()), (3, 1));
    }

    #[test]
    fn a_plan_is_found_by_its_name() {
        for &id in PlanId::VARIANTS {
            assert_eq!(id.as_str().parse(), Ok(id));
            assert_eq!(id.plan().id, id);
        }
        assert_eq!("gull".parse::<PlanId>(), Err(NoSuchPlan));
    }

    #[test]
    fn every_module_is_in_some_plan() {
        for &module in ModuleId::VARIANTS {
            assert!(Plan::cheapest_with(module).is_some(), "{module:?}");
        }
    }

    #[test]
    fn missing_access_is_what_the_wanted_plan_adds() {
        let missing = |approved: PlanId, wanted: PlanId| {
            let items = approved.plan().missing_access(wanted.plan());
            items.iter().map(|item| item.title.nb).collect::<Vec<_>>()
        };
        assert_eq!(missing(PlanId::Basis, PlanId::Basis), [""; 0]);
        assert_eq!(missing(PlanId::Basis, PlanId::Drift), ["Lønn", "Logistikk"]);
        // The plan Proff requests an access package that includes the right of the plan Basis.
        assert_eq!(missing(PlanId::Proff, PlanId::Basis), [""; 0]);
        assert_eq!(
            missing(PlanId::Drift, PlanId::Proff),
            ["Krav, betalinger og utlegg"]
        );
    }

    #[test]
    fn the_right_to_claims_also_opens_payments() {
        for (plan, module, covered) in [
            (PlanId::Basis, ModuleId::Payments, true),
            (PlanId::Drift, ModuleId::Payments, true),
            (PlanId::Basis, ModuleId::Payroll, false),
            (PlanId::Proff, ModuleId::Logistics, false),
        ] {
            assert_eq!(
                plan.plan().access_covers(module),
                covered,
                "{plan}: {module:?}"
            );
        }
    }
}
