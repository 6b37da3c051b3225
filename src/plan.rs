//! SmartCloud's plans as data: what each costs, shows and asks for in Altinn, and why.
//!
//! The price list, the page before leaving, the request to Altinn and the dashboard all read this one
//! source, so what a customer is told is what Altinn is asked for. **Least privilege** is a rule of
//! this file, and its tests keep it: a plan asks for nothing that its modules do not use.

use std::{fmt, str::FromStr};

use serde::Deserialize;

use crate::i18n::Localized;
use altinn_types::{AccessPackage, Right};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlanId {
    Basis,
    Drift,
    Proff,
}

/// There is no plan of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such plan")]
pub struct NoSuchPlan;

impl PlanId {
    pub const ALL: [Self; 3] = [Self::Basis, Self::Drift, Self::Proff];

    /// As it stands in addresses, forms and the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Basis => "basis",
            Self::Drift => "drift",
            Self::Proff => "proff",
        }
    }

    #[must_use]
    pub const fn plan(self) -> &'static Plan {
        match self {
            Self::Basis => &BASIS,
            Self::Drift => &DRIFT,
            Self::Proff => &PROFF,
        }
    }
}

impl FromStr for PlanId {
    type Err = NoSuchPlan;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|id| id.as_str() == text)
            .ok_or(NoSuchPlan)
    }
}

impl fmt::Display for PlanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A box on the dashboard, filled from one of a resource owner's APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModuleId {
    Claims,
    Payments,
    Payroll,
    Logistics,
}

impl ModuleId {
    pub const ALL: [Self; 4] = [Self::Claims, Self::Payments, Self::Payroll, Self::Logistics];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Payments => "payments",
            Self::Payroll => "payroll",
            Self::Logistics => "logistics",
        }
    }

    /// What opens it at the resource owner. Any one will do.
    #[must_use]
    pub const fn opened_by(self) -> &'static [Access] {
        match self {
            Self::Claims => &[CLAIMS_AND_PAYMENTS, CLAIMS_PACKAGE],
            Self::Payments => &[CLAIMS_PACKAGE],
            Self::Payroll => &[SALARY],
            Self::Logistics => &[LOGISTICS],
        }
    }
}

/// A right to one service, or a package of them, by its technical name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// The id of a resource (*enkelttjeneste*).
    Right(&'static str),
    /// The last part of an access package's URN (*tilgangspakke*).
    Package(&'static str),
}

impl Access {
    /// As Altinn names it: the resource's id, or the package's whole URN.
    #[must_use]
    pub fn technical_name(self) -> String {
        match self {
            Self::Right(id) => id.to_owned(),
            Self::Package(name) => AccessPackage::named(name).urn,
        }
    }
}

// All four exist in Altinn's test environment.
const CLAIMS_AND_PAYMENTS: Access = Access::Right("ske-krav-og-betalinger");
const SALARY: Access = Access::Right("ttd_systembruker-salary");
const LOGISTICS: Access = Access::Right("ttd_systembruker-logistikk-demo");
const CLAIMS_PACKAGE: Access = Access::Package("krav-og-utlegg");

/// One thing that a plan asks the customer for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    pub access: Access,
    pub title: Localized,
    /// What SmartCloud does with it.
    pub why: Localized,
    /// The modules that need it.
    pub modules: &'static [ModuleId],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub id: PlanId,
    pub name: &'static str,
    /// Norwegian kroner a month.
    pub price: u32,
    pub pitch: Localized,
    pub modules: &'static [ModuleId],
    pub asks: &'static [Ask],
}

impl Plan {
    pub fn all() -> impl Iterator<Item = &'static Self> {
        PlanId::ALL.into_iter().map(PlanId::plan)
    }

    #[must_use]
    pub fn rights(&self) -> Vec<Right> {
        let rights = self.asks.iter().filter_map(|ask| match ask.access {
            Access::Right(id) => Some(Right::to_resource(id)),
            Access::Package(_) => None,
        });
        rights.collect()
    }

    #[must_use]
    pub fn access_packages(&self) -> Vec<AccessPackage> {
        let packages = self.asks.iter().filter_map(|ask| match ask.access {
            Access::Package(name) => Some(AccessPackage::named(name)),
            Access::Right(_) => None,
        });
        packages.collect()
    }

    /// What opens a module in this plan; nothing where the plan does not have it.
    #[must_use]
    pub fn ask_for(&self, module: ModuleId) -> Option<&'static Ask> {
        self.asks.iter().find(|ask| ask.modules.contains(&module))
    }

    /// What `wanted` asks for and a system user approved for this plan cannot open.
    #[must_use]
    pub fn lacks_for(&self, wanted: &Self) -> Vec<&'static Ask> {
        let opens = |module: &ModuleId| {
            let keys = module.opened_by();
            self.asks.iter().any(|ask| keys.contains(&ask.access))
        };
        let lacking = wanted
            .asks
            .iter()
            .filter(|ask| !ask.modules.iter().all(opens));
        lacking.collect()
    }

    /// The cheapest plan that shows a module.
    #[must_use]
    pub fn with_module(module: ModuleId) -> Option<&'static Self> {
        Self::all()
            .filter(|plan| plan.modules.contains(&module))
            .min_by_key(|plan| plan.price)
    }
}

/// All that any plan may ask for, each once: what the system is registered with in Altinn.
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

static BASIS: Plan = Plan {
    id: PlanId::Basis,
    name: "Basis",
    price: 149,
    pitch: Localized {
        nb: "For deg som vil slippe å lete etter krav og frister.",
        nn: "For deg som vil sleppe å leite etter krav og fristar.",
        en: "For when you would rather not hunt for claims and due dates.",
    },
    modules: &[ModuleId::Claims],
    asks: &[ASK_CLAIMS],
};

static DRIFT: Plan = Plan {
    id: PlanId::Drift,
    name: "Drift",
    price: 390,
    pitch: Localized {
        nb: "For bedrifter med ansatte og varer på vei inn.",
        nn: "For verksemder med tilsette og varer på veg inn.",
        en: "For businesses with employees, and goods on their way in.",
    },
    modules: &[ModuleId::Claims, ModuleId::Payroll, ModuleId::Logistics],
    asks: &[ASK_CLAIMS, ASK_SALARY, ASK_LOGISTICS],
};

static PROFF: Plan = Plan {
    id: PlanId::Proff,
    name: "Proff",
    price: 690,
    pitch: Localized {
        nb: "For deg som vil følge hver krone mellom firmaet og skatteetaten.",
        nn: "For deg som vil følgje kvar krone mellom firmaet og skatteetaten.",
        en: "For following every krone between your company and the tax office.",
    },
    modules: &[ModuleId::Claims, ModuleId::Payments, ModuleId::Payroll],
    asks: &[ASK_CLAIMS_PACKAGE, ASK_SALARY],
};

const ASK_CLAIMS: Ask = Ask {
    access: CLAIMS_AND_PAYMENTS,
    title: Localized {
        nb: "Krav og betalinger",
        nn: "Krav og betalingar",
        en: "Claims and payments",
    },
    why: Localized {
        nb: "SmartCloud henter kravene firmaet har hos Skatteetaten, så du ser beløp og frist samlet.",
        nn: "SmartCloud hentar krava firmaet har hos Skatteetaten, så du ser beløp og frist samla.",
        en: "SmartCloud fetches the claims the tax administration has on your company, so you see amounts and due dates in one place.",
    },
    modules: &[ModuleId::Claims],
};

const ASK_CLAIMS_PACKAGE: Ask = Ask {
    access: CLAIMS_PACKAGE,
    title: Localized {
        nb: "Krav og utlegg",
        nn: "Krav og utlegg",
        en: "Claims and attachments",
    },
    why: Localized {
        nb: "SmartCloud henter både kravene og betalingene inn og ut. Tjenestene ligger samlet i denne pakken, så du godkjenner én gang.",
        nn: "SmartCloud hentar både krava og betalingane inn og ut. Tenestene ligg samla i denne pakken, så du godkjenner éin gong.",
        en: "SmartCloud fetches both the claims and the payments in and out. This package holds those services, so you approve once.",
    },
    modules: &[ModuleId::Claims, ModuleId::Payments],
};

const ASK_SALARY: Ask = Ask {
    access: SALARY,
    title: Localized {
        nb: "Lønn",
        nn: "Løn",
        en: "Payroll",
    },
    why: Localized {
        nb: "SmartCloud henter lønn og skattetrekk for hver ansatt, så lønnskjøringen stemmer med det som er meldt inn.",
        nn: "SmartCloud hentar løn og skattetrekk for kvar tilsett, så lønskøyringa stemmer med det som er meldt inn.",
        en: "SmartCloud fetches pay and tax for each employee, so your payroll agrees with what has been reported.",
    },
    modules: &[ModuleId::Payroll],
};

const ASK_LOGISTICS: Ask = Ask {
    access: LOGISTICS,
    title: Localized {
        nb: "Logistikk",
        nn: "Logistikk",
        en: "Logistics",
    },
    why: Localized {
        nb: "SmartCloud henter hvilke varer som er på vei, så du vet når de er på lager.",
        nn: "SmartCloud hentar kva varer som er på veg, så du veit når dei er på lager.",
        en: "SmartCloud fetches which goods are on their way, so you know when they will be in stock.",
    },
    modules: &[ModuleId::Logistics],
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_plan_asks_for_nothing_that_its_modules_do_not_use() {
        for plan in Plan::all() {
            for ask in plan.asks {
                assert!(!ask.modules.is_empty(), "{}: {:?}", plan.id, ask.access);
                for module in ask.modules {
                    assert!(plan.modules.contains(module), "{}: {module:?}", plan.id);
                    assert!(module.opened_by().contains(&ask.access), "{module:?}");
                }
            }
        }
    }

    #[test]
    fn a_plan_asks_for_what_each_module_needs_and_only_once() {
        for plan in Plan::all() {
            for module in plan.modules {
                let asks = plan
                    .asks
                    .iter()
                    .filter(|ask| module.opened_by().contains(&ask.access));
                assert_eq!(asks.count(), 1, "{}: {module:?}", plan.id);
                assert!(plan.ask_for(*module).is_some());
            }
            let unique: HashSet<_> = plan.asks.iter().map(|ask| ask.access).collect();
            assert_eq!(unique.len(), plan.asks.len(), "{}", plan.id);
        }
    }

    #[test]
    fn no_two_plans_ask_for_the_same() {
        let asked: HashSet<Vec<_>> = Plan::all()
            .map(|plan| plan.asks.iter().map(|ask| ask.access).collect())
            .collect();
        assert_eq!(asked.len(), PlanId::ALL.len());
        // One with a single right, one with several, one with a package.
        assert_eq!(PlanId::Basis.plan().rights().len(), 1);
        assert_eq!(PlanId::Drift.plan().rights().len(), 3);
        assert_eq!(PlanId::Proff.plan().access_packages().len(), 1);
    }

    #[test]
    fn the_system_is_registered_with_all_that_any_plan_asks_for() {
        let (rights, packages) = all_access();
        for plan in Plan::all() {
            assert!(plan.rights().iter().all(|right| rights.contains(right)));
            let asked = plan.access_packages();
            assert!(asked.iter().all(|package| packages.contains(package)));
        }
        assert_eq!((rights.len(), packages.len()), (3, 1));
    }

    #[test]
    fn a_name_leads_back_to_its_plan() {
        for id in PlanId::ALL {
            assert_eq!(id.as_str().parse(), Ok(id));
            assert_eq!(id.plan().id, id);
        }
        assert_eq!("gull".parse::<PlanId>(), Err(NoSuchPlan));
    }

    #[test]
    fn every_module_is_in_some_plan() {
        for module in ModuleId::ALL {
            assert!(Plan::with_module(module).is_some(), "{module:?}");
        }
    }

    #[test]
    fn a_plan_lacks_what_another_plan_opens_and_it_does_not() {
        let lacks = |approved: PlanId, wanted: PlanId| {
            let lacking = approved.plan().lacks_for(wanted.plan());
            lacking.iter().map(|ask| ask.title.nb).collect::<Vec<_>>()
        };
        assert_eq!(lacks(PlanId::Basis, PlanId::Basis), [""; 0]);
        assert_eq!(lacks(PlanId::Basis, PlanId::Drift), ["Lønn", "Logistikk"]);
        // The package of Proff opens what the right of Basis opens.
        assert_eq!(lacks(PlanId::Proff, PlanId::Basis), [""; 0]);
        assert_eq!(lacks(PlanId::Drift, PlanId::Proff), ["Krav og utlegg"]);
    }
}
