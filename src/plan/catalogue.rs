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
        en: "For those who would rather not hunt for claims and due dates.",
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
        en: "For businesses with employees and incoming goods.",
    },
    modules: &[ModuleId::Claims, ModuleId::Payroll, ModuleId::Logistics],
    access_items: &[CLAIMS_ITEM, SALARY_ITEM, LOGISTICS_ITEM],
};

pub(super) static PROFF: Plan = Plan {
    id: PlanId::Proff,
    name: "Proff",
    price: 690,
    pitch: Localized {
        nb: "For deg som vil følge hver krone mellom firmaet og Skatteetaten.",
        nn: "For deg som vil følgje kvar krone mellom firmaet og Skatteetaten.",
        en: "For those who want to follow every krone between the company and the Tax Administration.",
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
        nb: "SmartCloud henter kravene fra Skatteetaten, så du ser beløp og frist samlet.",
        nn: "SmartCloud hentar krava frå Skatteetaten, så du ser beløp og frist samla.",
        en: "SmartCloud fetches the claims from the Tax Administration, so that you see amounts and due dates in one place.",
    },
    modules: &[ModuleId::Claims],
};

const CLAIMS_PACKAGE_ITEM: AccessItem = AccessItem {
    access: CLAIMS_PACKAGE,
    title: Localized {
        nb: "Krav, betalinger og utlegg",
        nn: "Krav, betalingar og utlegg",
        en: "Claims, payments and enforcement",
    },
    reason: Localized {
        nb: "SmartCloud henter både kravene og betalingene til og fra Skatteetaten. Tjenestene ligger samlet i denne pakken, så du godkjenner én gang.",
        nn: "SmartCloud hentar både krava og betalingane til og frå Skatteetaten. Tenestene ligg samla i denne pakken, så du godkjenner éin gong.",
        en: "SmartCloud fetches both the claims and the payments to and from the Tax Administration. This package holds those services, so you approve once.",
    },
    modules: &[ModuleId::Claims, ModuleId::Payments],
};

const SALARY_ITEM: AccessItem = AccessItem {
    access: SALARY,
    title: Localized {
        nb: "Lønn",
        nn: "Lønn",
        en: "Payroll",
    },
    reason: Localized {
        nb: "SmartCloud henter lønn og skattetrekk for hver ansatt, så lønnskjøringen stemmer med det som er meldt inn.",
        nn: "SmartCloud hentar lønn og skattetrekk for kvar tilsett, så lønnskøyringa stemmer med det som er meldt inn.",
        en: "SmartCloud fetches pay and tax for each employee, so that your payroll agrees with what has been reported.",
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
        nb: "SmartCloud henter en oversikt over varer på vei, så du vet når de er på lager.",
        nn: "SmartCloud hentar ei oversikt over varer på veg, så du veit når dei er på lager.",
        en: "SmartCloud fetches an overview of incoming goods, so that you know when they will be in stock.",
    },
    modules: &[ModuleId::Logistics],
};
