//! The resources and access packages that this Altinn knows. Ids, URNs and flags are those of the
//! contract (environments.md §3); texts, and which package holds what, are made up where it is silent.

use std::sync::LazyLock;

use super::World;
use crate::domain::{AccessPackage, LocalizedText};

/// A resource in the resource registry: what a right is a right to.
#[derive(Clone, Debug)]
pub struct Resource {
    pub id: String,
    pub title: LocalizedText,
    pub description: LocalizedText,
    pub owner: Owner,
    /// `resourceType`: only some can be in a system's rights.
    pub kind: &'static str,
    pub delegable: bool,
    pub actions: &'static [&'static str],
}

/// A service owner.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    pub code: &'static str,
    pub name: &'static str,
    pub organisation: &'static str,
}

/// An access package (*tilgangspakke*).
#[derive(Clone, Debug)]
pub struct Package {
    pub urn: String,
    pub name: LocalizedText,
    pub description: LocalizedText,
    pub area: &'static str,
    /// May go to a standard system user.
    pub is_assignable: bool,
    /// May be passed on from a client to an agent system user.
    pub is_delegable: bool,
    /// Ids of the resources in it.
    pub resources: Vec<String>,
}

impl Resource {
    /// Whether a right to it can be in the system register (systemuser-api.md §2.1).
    #[must_use]
    pub fn fits_system_users(&self) -> bool {
        const KINDS: [&str; 7] = [
            "AltinnApp",
            "Systemresource",
            "Default",
            "CorrespondenceService",
            "BrokerService",
            "GenericAccessResource",
            "MigratedApp",
        ];
        KINDS.contains(&self.kind)
    }

    #[must_use]
    pub fn is_maskinporten_schema(&self) -> bool {
        self.kind == "MaskinportenSchema"
    }
}

impl Package {
    #[must_use]
    pub fn id(&self) -> uuid::Uuid {
        super::parties::uuid_of("package", &self.urn)
    }

    /// Whether it is about managing access, which is held by role alone.
    #[must_use]
    pub fn administers_access(&self) -> bool {
        !self.is_assignable && !self.is_delegable
    }

    /// Whether it comes with a role of the same name, such as `tilgangsstyrer`.
    #[must_use]
    pub fn comes_with(&self, role: &str) -> bool {
        let packages: &[&str] = match role {
            super::role::ACCESS_MANAGER => &["tilgangsstyring"],
            super::role::CLIENT_ADMINISTRATOR => &["klientadministrator"],
            super::role::MAIN_ADMINISTRATOR => &[
                "tilgangsstyring",
                "hovedadministrator",
                "klientadministrator",
            ],
            _ => &[],
        };
        packages
            .iter()
            .any(|name| AccessPackage::named(name).urn == self.urn)
    }
}

impl World {
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        RESOURCES.iter()
    }

    #[must_use]
    pub fn resource(&self, id: &str) -> Option<&Resource> {
        RESOURCES.iter().find(|resource| resource.id == id)
    }

    pub fn packages(&self) -> impl Iterator<Item = &Package> {
        PACKAGES.iter()
    }

    #[must_use]
    pub fn package(&self, urn: &str) -> Option<&Package> {
        PACKAGES.iter().find(|package| package.urn == urn)
    }

    /// Whether the package can be passed on from a client to an agent system user.
    #[must_use]
    pub fn is_delegable(&self, urn: &str) -> bool {
        self.package(urn)
            .is_some_and(|package| package.is_delegable)
    }

    #[must_use]
    pub fn is_assignable(&self, urn: &str) -> bool {
        self.package(urn)
            .is_some_and(|package| package.is_assignable)
    }
}

const SKATTEETATEN: Owner = Owner {
    code: "skd",
    name: "Skatteetaten",
    organisation: "974761076",
};
const DIGDIR: Owner = Owner {
    code: "digdir",
    name: "Digitaliseringsdirektoratet",
    organisation: "991825827",
};
const TESTDEPARTEMENTET: Owner = Owner {
    code: "ttd",
    name: "Testdepartementet",
    organisation: "405003309",
};
const LANDBRUKSDIREKTORATET: Owner = Owner {
    code: "ldir",
    name: "Landbruksdirektoratet",
    organisation: "981544315",
};
const BRREG: Owner = Owner {
    code: "brg",
    name: "Brønnøysundregistrene",
    organisation: "974760673",
};

const READ: &[&str] = &["read"];
const READ_WRITE: &[&str] = &["read", "write"];

type Row = (
    &'static str,
    Owner,
    &'static str,
    bool,
    &'static [&'static str],
    [&'static str; 6],
);

/// Id, owner, type, delegable, actions; title in nb, nn, en, and description in nb, nn, en.
#[rustfmt::skip]
const RESOURCE_ROWS: [Row; 22] = [
    ("ske-krav-og-betalinger", SKATTEETATEN, "GenericAccessResource", true, READ, [
        "Krav og betalinger", "Krav og betalingar", "Claims and payments",
        "Se krav, innbetalinger og utbetalinger hos Skatteetaten.",
        "Sjå krav, innbetalingar og utbetalingar hos Skatteetaten.",
        "See claims, payments in and payments out at the Norwegian Tax Administration.",
    ]),
    ("kravogbetaling", SKATTEETATEN, "GenericAccessResource", true, READ, [
        "Krav og betaling", "Krav og betaling", "Claims and payment",
        "Eldre tjeneste for krav og betaling.", "Eldre teneste for krav og betaling.",
        "Older service for claims and payment.",
    ]),
    ("ske-utleggstrekk", SKATTEETATEN, "GenericAccessResource", true, READ_WRITE, [
        "Utleggstrekk", "Utleggstrekk", "Attachment of earnings",
        "Motta og svare på pålegg om trekk.", "Ta imot og svare på pålegg om trekk.",
        "Receive and answer orders to withhold.",
    ]),
    ("ske-restanseattest", SKATTEETATEN, "GenericAccessResource", true, READ, [
        "Attest for skatt og merverdiavgift", "Attest for skatt og meirverdiavgift", "Tax and VAT certificate",
        "Bestille og hente attest.", "Tinge og hente attest.", "Order and fetch a certificate.",
    ]),
    ("ske-skattegrunnlag", SKATTEETATEN, "GenericAccessResource", true, READ, [
        "Skattegrunnlag", "Skattegrunnlag", "Tax base",
        "Se opplysninger som ligger til grunn for skatten.", "Sjå opplysningar som ligg til grunn for skatten.",
        "See what the tax is based on.",
    ]),
    ("ske-skattemelding-naering", SKATTEETATEN, "AltinnApp", true, READ_WRITE, [
        "Skattemelding for næringsdrivende", "Skattemelding for næringsdrivande", "Tax return for businesses",
        "Levere skattemelding med næringsspesifikasjon.", "Levere skattemelding med næringsspesifikasjon.",
        "Submit a tax return with a business specification.",
    ]),
    ("ske-mva-melding", SKATTEETATEN, "AltinnApp", true, READ_WRITE, [
        "Mva-melding", "Mva-melding", "VAT return",
        "Levere melding om merverdiavgift.", "Levere melding om meirverdiavgift.", "Submit a VAT return.",
    ]),
    ("ske-mva-register", SKATTEETATEN, "GenericAccessResource", true, READ, [
        "Merverdiavgiftsregisteret", "Meirverdiavgiftsregisteret", "VAT register",
        "Se registrering i Merverdiavgiftsregisteret.", "Sjå registrering i Meirverdiavgiftsregisteret.",
        "See the registration in the VAT register.",
    ]),
    ("ske-a-melding", SKATTEETATEN, "GenericAccessResource", true, READ_WRITE, [
        "A-melding", "A-melding", "A-melding",
        "Levere a-melding og hente tilbakemelding.", "Levere a-melding og hente tilbakemelding.",
        "Submit the monthly employer report and fetch the response.",
    ]),
    ("ttd_systembruker-salary", TESTDEPARTEMENTET, "GenericAccessResource", true, READ, [
        "Lønn", "Lønn", "Payroll",
        "Se lønnsutbetalinger for de ansatte.", "Sjå lønsutbetalingar for dei tilsette.",
        "See the employees' salary payments.",
    ]),
    ("ttd_systembruker-logistikk-demo", TESTDEPARTEMENTET, "GenericAccessResource", true, READ, [
        "Logistikk", "Logistikk", "Logistics",
        "Følge forsendelser til virksomheten.", "Følgje forsendingar til verksemda.",
        "Follow shipments to the organisation.",
    ]),
    ("app_ttd_endring-av-navn-v2", TESTDEPARTEMENTET, "AltinnApp", true, READ_WRITE, [
        "Endring av navn", "Endring av namn", "Change of name",
        "Søke om endring av navn.", "Søkje om endring av namn.", "Apply for a change of name.",
    ]),
    ("authentication-e2e-test", DIGDIR, "GenericAccessResource", true, READ_WRITE, [
        "Ende-til-ende-test", "Ende-til-ende-test", "End-to-end test",
        "Testressurs for autentisering.", "Testressurs for autentisering.", "Test resource for authentication.",
    ]),
    ("vegardtestressurs", DIGDIR, "GenericAccessResource", true, READ, [
        "Testressurs", "Testressurs", "Test resource",
        "Testressurs for systembruker.", "Testressurs for systembrukar.", "Test resource for system users.",
    ]),
    ("ttd-dialogporten-dummy", TESTDEPARTEMENTET, "GenericAccessResource", true, READ_WRITE, [
        "Dialogporten-test", "Dialogporten-test", "Dialogporten test",
        "Testressurs for Dialogporten.", "Testressurs for Dialogporten.", "Test resource for Dialogporten.",
    ]),
    ("ttd-dialogporten-performance-test-01", TESTDEPARTEMENTET, "GenericAccessResource", true, READ_WRITE, [
        "Ytelsestest", "Ytingstest", "Performance test",
        "Testressurs for ytelse.", "Testressurs for yting.", "Test resource for performance.",
    ]),
    ("ldir-produksjonstilskudd", LANDBRUKSDIREKTORATET, "GenericAccessResource", true, READ_WRITE, [
        "Produksjonstilskudd", "Produksjonstilskot", "Production subsidy",
        "Søke om tilskudd i jordbruket.", "Søkje om tilskot i jordbruket.", "Apply for subsidies in agriculture.",
    ]),
    ("ldir-skogfond", LANDBRUKSDIREKTORATET, "GenericAccessResource", true, READ_WRITE, [
        "Skogfond", "Skogfond", "Forest trust fund",
        "Se og bruke midler i skogfondet.", "Sjå og bruke midlar i skogfondet.", "See and use the forest trust fund.",
    ]),
    ("brg-aarsregnskap", BRREG, "AltinnApp", true, READ_WRITE, [
        "Årsregnskap", "Årsrekneskap", "Annual accounts",
        "Sende inn årsregnskap.", "Sende inn årsrekneskap.", "Submit annual accounts.",
    ]),
    ("brg-revisorattest", BRREG, "GenericAccessResource", true, READ_WRITE, [
        "Revisorattestasjon", "Revisorattestasjon", "Auditor's attestation",
        "Attestere på vegne av klient.", "Attestere på vegner av klient.", "Attest on behalf of a client.",
    ]),
    ("ttd-ikke-delegerbar", TESTDEPARTEMENTET, "GenericAccessResource", false, READ, [
        "Tjeneste som ikke kan delegeres", "Teneste som ikkje kan delegerast", "Service that cannot be delegated",
        "For test av avslag ved godkjenning.", "For test av avslag ved godkjenning.", "To test refusal at approval.",
    ]),
    ("ttd-maskinporten-schema", TESTDEPARTEMENTET, "MaskinportenSchema", true, READ, [
        "API-tilgang gjennom Maskinporten", "API-tilgang gjennom Maskinporten", "API access through Maskinporten",
        "Kan ikke gis til en systembruker.", "Kan ikkje givast til ein systembrukar.", "Cannot be given to a system user.",
    ]),
];

type PackageRow = (
    &'static str,
    &'static str,
    bool,
    bool,
    &'static [&'static str],
    [&'static str; 6],
);

/// Name in the URN, area, assignable, delegable, resources; name and description in nb, nn, en.
#[rustfmt::skip]
const PACKAGE_ROWS: [PackageRow; 20] = [
    ("krav-og-utlegg", "Skatt, avgift, regnskap og toll", true, true,
        &["ske-krav-og-betalinger", "kravogbetaling", "ske-utleggstrekk", "ske-restanseattest"], [
        "Krav, betalinger og utlegg", "Krav, betalingar og utlegg", "Claims, payments and attachments",
        "Gir tilgang til tjenester om krav, betalinger og utlegg.",
        "Gir tilgang til tenester om krav, betalingar og utlegg.",
        "Gives access to services about claims, payments and attachments.",
    ]),
    ("skattegrunnlag", "Skatt, avgift, regnskap og toll", true, true, &["ske-skattegrunnlag"], [
        "Skattegrunnlag", "Skattegrunnlag", "Tax base",
        "Gir tilgang til tjenester om skattegrunnlaget.", "Gir tilgang til tenester om skattegrunnlaget.",
        "Gives access to services about the tax base.",
    ]),
    ("skatt-naering", "Skatt, avgift, regnskap og toll", true, true, &["ske-skattemelding-naering", "ske-skattegrunnlag"], [
        "Skatt for næring", "Skatt for næring", "Business tax",
        "Gir tilgang til tjenester om skatt for næringsdrivende.", "Gir tilgang til tenester om skatt for næringsdrivande.",
        "Gives access to services about tax for businesses.",
    ]),
    ("merverdiavgift", "Skatt, avgift, regnskap og toll", true, true, &["ske-mva-melding", "ske-mva-register"], [
        "Merverdiavgift", "Meirverdiavgift", "Value added tax",
        "Gir tilgang til tjenester om merverdiavgift.", "Gir tilgang til tenester om meirverdiavgift.",
        "Gives access to services about VAT.",
    ]),
    ("regnskap-okonomisk-rapportering", "Skatt, avgift, regnskap og toll", true, true, &["brg-aarsregnskap", "brg-revisorattest"], [
        "Regnskap og økonomisk rapportering", "Rekneskap og økonomisk rapportering", "Accounts and financial reporting",
        "Gir tilgang til tjenester om regnskap.", "Gir tilgang til tenester om rekneskap.",
        "Gives access to services about accounts.",
    ]),
    ("lonn", "Personale", true, true, &["ttd_systembruker-salary", "ske-a-melding"], [
        "Lønn", "Lønn", "Payroll",
        "Gir tilgang til tjenester om lønn.", "Gir tilgang til tenester om lønn.", "Gives access to services about payroll.",
    ]),
    ("veitransport", "Transport og lagring", true, true, &["ttd_systembruker-logistikk-demo"], [
        "Veitransport", "Vegtransport", "Road transport",
        "Gir tilgang til tjenester om transport på vei.", "Gir tilgang til tenester om transport på veg.",
        "Gives access to services about transport by road.",
    ]),
    ("jordbruk", "Jordbruk, skogbruk, jakt, fiske og akvakultur", true, true, &["ldir-produksjonstilskudd"], [
        "Jordbruk", "Jordbruk", "Agriculture",
        "Gir tilgang til tjenester om jordbruk.", "Gir tilgang til tenester om jordbruk.",
        "Gives access to services about agriculture.",
    ]),
    ("skogbruk", "Jordbruk, skogbruk, jakt, fiske og akvakultur", true, true, &["ldir-skogfond"], [
        "Skogbruk", "Skogbruk", "Forestry",
        "Gir tilgang til tjenester om skogbruk.", "Gir tilgang til tenester om skogbruk.",
        "Gives access to services about forestry.",
    ]),
    ("folkeregister", "Oppvekst og utdanning", true, true, &["app_ttd_endring-av-navn-v2"], [
        "Folkeregister", "Folkeregister", "Population register",
        "Gir tilgang til tjenester om Folkeregisteret.", "Gir tilgang til tenester om Folkeregisteret.",
        "Gives access to services about the population register.",
    ]),
    ("test-av-systembruker", "Andre tjenesteytende næringer", true, true,
        &["authentication-e2e-test", "vegardtestressurs", "ttd-dialogporten-dummy", "ttd-dialogporten-performance-test-01", "ttd-ikke-delegerbar"], [
        "Test av systembruker", "Test av systembrukar", "System user test",
        "Gir tilgang til testressurser. Finnes bare i simulatoren.", "Gir tilgang til testressursar. Finst berre i simulatoren.",
        "Gives access to test resources. Exists in the simulator only.",
    ]),
    ("regnskapsforer-med-signeringsrettighet", "Fullmakter for regnskapsfører", false, true, &["brg-aarsregnskap", "ske-mva-melding", "ske-skattemelding-naering"], [
        "Regnskapsfører med signeringsrettighet", "Rekneskapsførar med signeringsrett", "Accountant with signing rights",
        "Lar regnskapsfører signere for klienten.", "Lèt rekneskapsførar signere for klienten.",
        "Lets an accountant sign for the client.",
    ]),
    ("regnskapsforer-uten-signeringsrettighet", "Fullmakter for regnskapsfører", false, true, &["ske-krav-og-betalinger", "ske-skattegrunnlag"], [
        "Regnskapsfører uten signeringsrettighet", "Rekneskapsførar utan signeringsrett", "Accountant without signing rights",
        "Lar regnskapsfører hente og fylle ut for klienten.", "Lèt rekneskapsførar hente og fylle ut for klienten.",
        "Lets an accountant fetch and fill in for the client.",
    ]),
    ("regnskapsforer-lonn", "Fullmakter for regnskapsfører", false, true, &["ske-a-melding", "ttd_systembruker-salary"], [
        "Regnskapsfører lønn", "Rekneskapsførar løn", "Accountant payroll",
        "Lar regnskapsfører gjøre lønn for klienten.", "Lèt rekneskapsførar gjere løn for klienten.",
        "Lets an accountant do payroll for the client.",
    ]),
    ("ansvarlig-revisor", "Fullmakter for revisor", false, true, &["brg-revisorattest"], [
        "Ansvarlig revisor", "Ansvarleg revisor", "Responsible auditor",
        "Lar revisor attestere for klienten.", "Lèt revisor attestere for klienten.", "Lets an auditor attest for the client.",
    ]),
    ("revisormedarbeider", "Fullmakter for revisor", false, true, &["brg-aarsregnskap"], [
        "Revisormedarbeider", "Revisormedarbeidar", "Auditor's associate",
        "Lar revisors medarbeider hente opplysninger.", "Lèt medarbeidaren til revisor hente opplysningar.",
        "Lets an auditor's associate fetch information.",
    ]),
    ("forretningsforer-eiendom", "Fullmakter for forretningsfører", false, true, &["ske-krav-og-betalinger"], [
        "Forretningsfører eiendom", "Forretningsførar eigedom", "Property manager",
        "Lar forretningsfører handle for borettslag og sameier.", "Lèt forretningsførar handle for burettslag og sameige.",
        "Lets a property manager act for housing associations.",
    ]),
    ("tilgangsstyring", "Administrere tilganger", false, false, &[], [
        "Tilgangsstyring", "Tilgangsstyring", "Access management",
        "Gi andre de fullmaktene en selv har.", "Gi andre dei fullmaktene ein sjølv har.",
        "Give others the powers that one has.",
    ]),
    ("hovedadministrator", "Administrere tilganger", false, false, &[], [
        "Hovedadministrator", "Hovudadministrator", "Main administrator",
        "Gi alle fullmakter i virksomheten.", "Gi alle fullmakter i verksemda.",
        "Give every power in the organisation.",
    ]),
    ("klientadministrator", "Administrere tilganger", false, false, &[], [
        "Klientadministrator", "Klientadministrator", "Client administrator",
        "Knytte klienter til ansatte og systemtilganger.", "Knyte klientar til tilsette og systemtilgangar.",
        "Connect clients to employees and system accesses.",
    ]),
];

fn text([nb, nn, en]: [&str; 3]) -> LocalizedText {
    LocalizedText {
        nb: nb.to_owned(),
        nn: nn.to_owned(),
        en: en.to_owned(),
    }
}

static RESOURCES: LazyLock<Vec<Resource>> = LazyLock::new(|| {
    let resource = |&(id, owner, kind, delegable, actions, texts): &Row| {
        let [nb, nn, en, about_nb, about_nn, about_en] = texts;
        Resource {
            id: id.to_owned(),
            title: text([nb, nn, en]),
            description: text([about_nb, about_nn, about_en]),
            owner,
            kind,
            delegable,
            actions,
        }
    };
    RESOURCE_ROWS.iter().map(resource).collect()
});

static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
    let package = |&(name, area, is_assignable, is_delegable, resources, texts): &PackageRow| {
        let [nb, nn, en, about_nb, about_nn, about_en] = texts;
        Package {
            urn: AccessPackage::named(name).urn,
            name: text([nb, nn, en]),
            description: text([about_nb, about_nn, about_en]),
            area,
            is_assignable,
            is_delegable,
            resources: resources.iter().map(|id| (*id).to_owned()).collect(),
        }
    };
    PACKAGE_ROWS.iter().map(package).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_holds_known_resources() {
        for package in PACKAGES.iter() {
            for id in &package.resources {
                assert!(RESOURCES.iter().any(|resource| resource.id == *id), "{id}");
            }
        }
    }

    #[test]
    fn packages_for_clients_are_not_for_standard_system_users() {
        let world = World::default();
        for (name, assignable, delegable) in [
            ("krav-og-utlegg", true, true),
            ("regnskapsforer-lonn", false, true),
            ("ansvarlig-revisor", false, true),
            ("tilgangsstyring", false, false),
        ] {
            let package = world.package(&AccessPackage::named(name).urn).unwrap();
            assert_eq!(
                (package.is_assignable, package.is_delegable),
                (assignable, delegable),
                "{name}"
            );
        }
    }

    /// Otherwise nobody could approve a right to it.
    #[test]
    fn every_resource_for_system_users_is_in_a_package_that_someone_holds() {
        for resource in RESOURCES.iter().filter(|r| r.fits_system_users()) {
            let held = PACKAGES
                .iter()
                .any(|package| package.is_assignable && package.resources.contains(&resource.id));
            assert!(held, "{}", resource.id);
        }
    }
}
