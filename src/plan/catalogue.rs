//! The three plans, with their prices, texts and access.

use super::{
    AccessItem, ModuleId, Plan, PlanId,
    access::{CLAIMS_AND_PAYMENTS, CLAIMS_PACKAGE, LOGISTICS, SALARY},
};
use crate::i18n::Localized;

pub(super) static BASIS: Plan = Plan {
    id: PlanId::Basis,
    name: "Basis",
    price: 149,
    pitch: Localized {
        nb: "For deg som vil slippe å lete etter krav og frister.",
        nn: "For deg som vil sleppe å leite etter krav og fristar.",
        en: "For when you would rather not hunt for claims and due dates.",
    },
    modules: &[ModuleId::Claims],
    access_items: &[CLAIMS_ITEM],
};

pub(super) static DRIFT: Plan = Plan {
    id: PlanId::Drift,
    name: "Drift",
    price: 390,
    pitch: Localized {
        nb: "For bedrifter med ansatte og varer på vei inn.",
        nn: "For verksemder med tilsette og varer på veg inn.",
        en: "For businesses with employees, and goods on their way in.",
    },
    modules: &[ModuleId::Claims, ModuleId::Payroll, ModuleId::Logistics],
    access_items: &[CLAIMS_ITEM, SALARY_ITEM, LOGISTICS_ITEM],
};

pub(super) static PROFF: Plan = Plan {
    id: PlanId::Proff,
    name: "Proff",
    price: 690,
    pitch: Localized {
        nb: "For deg som vil følge hver krone mellom firmaet og skatteetaten.",
        nn: "For deg som vil følgje kvar krone mellom firmaet og skatteetaten.",
        en: "For following every krone between your company and the tax office.",
    },
    modules: &[ModuleId::Claims, ModuleId::Payments, ModuleId::Payroll],
    access_items: &[CLAIMS_PACKAGE_ITEM, SALARY_ITEM],
};

const CLAIMS_ITEM: AccessItem = AccessItem {
    access: CLAIMS_AND_PAYMENTS,
    title: Localized {
        nb: "Krav og betalinger",
        nn: "Krav og betalingar",
        en: "Claims and payments",
    },
    reason: Localized {
        nb: "SmartCloud henter kravene firmaet har hos Skatteetaten, så du ser beløp og frist samlet.",
        nn: "SmartCloud hentar krava firmaet har hos Skatteetaten, så du ser beløp og frist samla.",
        en: "SmartCloud fetches the claims the tax administration has on your company, so you see amounts and due dates in one place.",
    },
    modules: &[ModuleId::Claims],
};

const CLAIMS_PACKAGE_ITEM: AccessItem = AccessItem {
    access: CLAIMS_PACKAGE,
    title: Localized {
        nb: "Krav og utlegg",
        nn: "Krav og utlegg",
        en: "Claims and attachments",
    },
    reason: Localized {
        nb: "SmartCloud henter både kravene og betalingene inn og ut. Tjenestene ligger samlet i denne pakken, så du godkjenner én gang.",
        nn: "SmartCloud hentar både krava og betalingane inn og ut. Tenestene ligg samla i denne pakken, så du godkjenner éin gong.",
        en: "SmartCloud fetches both the claims and the payments in and out. This package holds those services, so you approve once.",
    },
    modules: &[ModuleId::Claims, ModuleId::Payments],
};

const SALARY_ITEM: AccessItem = AccessItem {
    access: SALARY,
    title: Localized {
        nb: "Lønn",
        nn: "Løn",
        en: "Payroll",
    },
    reason: Localized {
        nb: "SmartCloud henter lønn og skattetrekk for hver ansatt, så lønnskjøringen stemmer med det som er meldt inn.",
        nn: "SmartCloud hentar løn og skattetrekk for kvar tilsett, så lønskøyringa stemmer med det som er meldt inn.",
        en: "SmartCloud fetches pay and tax for each employee, so your payroll agrees with what has been reported.",
    },
    modules: &[ModuleId::Payroll],
};

const LOGISTICS_ITEM: AccessItem = AccessItem {
    access: LOGISTICS,
    title: Localized {
        nb: "Logistikk",
        nn: "Logistikk",
        en: "Logistics",
    },
    reason: Localized {
        nb: "SmartCloud henter hvilke varer som er på vei, så du vet når de er på lager.",
        nn: "SmartCloud hentar kva varer som er på veg, så du veit når dei er på lager.",
        en: "SmartCloud fetches which goods are on their way, so you know when they will be in stock.",
    },
    modules: &[ModuleId::Logistics],
};
