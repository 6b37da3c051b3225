//! This module contains the access packages of the contract as a table.

use super::areas::Area;

/// The type of one row in [`PACKAGE_ROWS`].
pub(crate) type PackageRow = (
    &'static str,
    Area,
    bool,
    bool,
    &'static [&'static str],
    [&'static str; 6],
);

/// The access packages of the contract. Each row contains the name in the URN, the area, two flags, the ids of the
/// resources, and six texts. The first flag says whether a standard system user can have the package. The second flag
/// says whether an agent system user can have the package. The texts are the name in bokmål, nynorsk and English, and
/// then the description in the same languages.
#[rustfmt::skip]
pub(crate) const PACKAGE_ROWS: [PackageRow; 24] = [
    ("krav-og-utlegg", Area::Tax, true, true,
        &["ske-krav-og-betalinger", "kravogbetaling", "ske-utleggstrekk", "ske-restanseattest"], [
        "Krav, betalinger og utlegg", "Krav, betalingar og utlegg", "Claims, payments and attachments",
        "Gir tilgang til tjenester om krav, betalinger og utlegg.",
        "Gir tilgang til tenester om krav, betalingar og utlegg.",
        "Gives access to services about claims, payments and attachments.",
    ]),
    ("skattegrunnlag", Area::Tax, true, true, &["ske-skattegrunnlag"], [
        "Skattegrunnlag", "Skattegrunnlag", "Tax base",
        "Gir tilgang til tjenester om skattegrunnlaget.", "Gir tilgang til tenester om skattegrunnlaget.",
        "Gives access to services about the tax base.",
    ]),
    ("skatt-naering", Area::Tax, true, true, &["ske-skattemelding-naering", "ske-skattegrunnlag"], [
        "Skatt for næring", "Skatt for næring", "Business tax",
        "Gir tilgang til tjenester om skatt for næringsdrivende.", "Gir tilgang til tenester om skatt for næringsdrivande.",
        "Gives access to services about tax for businesses.",
    ]),
    ("merverdiavgift", Area::Tax, true, true, &["ske-mva-melding", "ske-mva-register"], [
        "Merverdiavgift", "Meirverdiavgift", "Value added tax",
        "Gir tilgang til tjenester om merverdiavgift.", "Gir tilgang til tenester om meirverdiavgift.",
        "Gives access to services about VAT.",
    ]),
    ("regnskap-okonomisk-rapportering", Area::Tax, true, true, &["brg-aarsregnskap", "brg-revisorattest"], [
        "Regnskap og økonomisk rapportering", "Rekneskap og økonomisk rapportering", "Accounts and financial reporting",
        "Gir tilgang til tjenester om regnskap.", "Gir tilgang til tenester om rekneskap.",
        "Gives access to services about accounts.",
    ]),
    ("lonn", Area::Personnel, true, true, &["ttd_systembruker-salary", "ske-a-melding"], [
        "Lønn", "Lønn", "Payroll",
        "Gir tilgang til tjenester om lønn.", "Gir tilgang til tenester om lønn.", "Gives access to services about payroll.",
    ]),
    ("veitransport", Area::Transport, true, true, &["ttd_systembruker-logistikk-demo"], [
        "Veitransport", "Vegtransport", "Road transport",
        "Gir tilgang til tjenester om transport på vei.", "Gir tilgang til tenester om transport på veg.",
        "Gives access to services about transport by road.",
    ]),
    ("jordbruk", Area::Primary, true, true, &["ldir-produksjonstilskudd", "ldir-slaktedata"], [
        "Jordbruk", "Jordbruk", "Agriculture",
        "Gir tilgang til tjenester om jordbruk.", "Gir tilgang til tenester om jordbruk.",
        "Gives access to services about agriculture.",
    ]),
    ("skogbruk", Area::Primary, true, true, &["ldir-skogfond"], [
        "Skogbruk", "Skogbruk", "Forestry",
        "Gir tilgang til tjenester om skogbruk.", "Gir tilgang til tenester om skogbruk.",
        "Gives access to services about forestry.",
    ]),
    ("folkeregister", Area::Upbringing, true, true, &["app_ttd_endring-av-navn-v2"], [
        "Folkeregister", "Folkeregister", "Population register",
        "Gir tilgang til tjenester om Folkeregisteret.", "Gir tilgang til tenester om Folkeregisteret.",
        "Gives access to services about the population register.",
    ]),
    ("sykefravaer", Area::Personnel, true, true,
        &["nav-inntektsmelding", "nav-sykmelding", "nav-sykepengesoknad", "nav-refusjon"], [
        "Sykefravær", "Sjukefråvær", "Sick leave",
        "Gir tilgang til tjenester om sykefravær.", "Gir tilgang til tenester om sjukefråvær.",
        "Gives access to services about sick leave.",
    ]),
    ("toll", Area::Tax, true, true, &["toll-tolldeklarasjon", "toll-tollkreditt"], [
        "Toll", "Toll", "Customs",
        "Gir tilgang til tjenester om toll.", "Gir tilgang til tenester om toll.", "Gives access to services about customs.",
    ]),
    ("rapportering-statistikk", Area::Operation, true, true, &["ssb-lonnsstatistikk", "ssb-omsetning"], [
        "Rapportering av statistikk", "Rapportering av statistikk", "Reporting of statistics",
        "Gir tilgang til å rapportere til statistikk.", "Gir tilgang til å rapportere til statistikk.",
        "Gives access to report for statistics.",
    ]),
    ("starte-drive-endre-avvikle-virksomhet", Area::Operation, true, true,
        &["brg-samordnet-registermelding", "brg-reelle-rettighetshavere"], [
        "Starte, drive, endre og avvikle virksomhet", "Starte, drive, endre og avvikle verksemd",
        "Start, run, change and close an organisation",
        "Gir tilgang til tjenester om registrering av virksomheten.",
        "Gir tilgang til tenester om registrering av verksemda.",
        "Gives access to services about the organisation's registration.",
    ]),
    ("test-av-systembruker", Area::Services, true, true,
        &["authentication-e2e-test", "vegardtestressurs", "ttd-dialogporten-dummy", "ttd-dialogporten-performance-test-01",
            "k6-instancedelegation-test", "ttd-ikke-delegerbar"], [
        "Test av systembruker", "Test av systembrukar", "System user test",
        "Gir tilgang til testressurser. Finnes bare i simulatoren.", "Gir tilgang til testressursar. Finst berre i simulatoren.",
        "Gives access to test resources. Exists in the simulator only.",
    ]),
    ("regnskapsforer-med-signeringsrettighet", Area::Accountant, false, true, &["brg-aarsregnskap", "ske-mva-melding", "ske-skattemelding-naering"], [
        "Regnskapsfører med signeringsrettighet", "Rekneskapsførar med signeringsrett", "Accountant with signing rights",
        "Lar regnskapsfører signere for klienten.", "Lèt rekneskapsførar signere for klienten.",
        "Lets an accountant sign for the client.",
    ]),
    ("regnskapsforer-uten-signeringsrettighet", Area::Accountant, false, true, &["ske-krav-og-betalinger", "ske-skattegrunnlag"], [
        "Regnskapsfører uten signeringsrettighet", "Rekneskapsførar utan signeringsrett", "Accountant without signing rights",
        "Lar regnskapsfører hente og fylle ut for klienten.", "Lèt rekneskapsførar hente og fylle ut for klienten.",
        "Lets an accountant fetch and fill in for the client.",
    ]),
    ("regnskapsforer-lonn", Area::Accountant, false, true, &["ske-a-melding", "ttd_systembruker-salary"], [
        "Regnskapsfører lønn", "Rekneskapsførar løn", "Accountant payroll",
        "Lar regnskapsfører gjøre lønn for klienten.", "Lèt rekneskapsførar gjere løn for klienten.",
        "Lets an accountant do payroll for the client.",
    ]),
    ("ansvarlig-revisor", Area::Auditor, false, true, &["brg-revisorattest"], [
        "Ansvarlig revisor", "Ansvarleg revisor", "Responsible auditor",
        "Lar revisor attestere for klienten.", "Lèt revisor attestere for klienten.", "Lets an auditor attest for the client.",
    ]),
    ("revisormedarbeider", Area::Auditor, false, true, &["brg-aarsregnskap"], [
        "Revisormedarbeider", "Revisormedarbeidar", "Auditor's associate",
        "Lar revisors medarbeider hente opplysninger.", "Lèt medarbeidaren til revisor hente opplysningar.",
        "Lets an auditor's associate fetch information.",
    ]),
    ("forretningsforer-eiendom", Area::Manager, false, true, &["ske-krav-og-betalinger"], [
        "Forretningsfører eiendom", "Forretningsførar eigedom", "Property manager",
        "Lar forretningsfører handle for borettslag og sameier.", "Lèt forretningsførar handle for burettslag og sameige.",
        "Lets a property manager act for housing associations.",
    ]),
    ("tilgangsstyring", Area::Access, false, false, &[], [
        "Tilgangsstyring", "Tilgangsstyring", "Access management",
        "Gi andre de fullmaktene en selv har.", "Gi andre dei fullmaktene ein sjølv har.",
        "Give others the powers that one has.",
    ]),
    ("hovedadministrator", Area::Access, false, false, &[], [
        "Hovedadministrator", "Hovudadministrator", "Main administrator",
        "Gi alle fullmakter i virksomheten.", "Gi alle fullmakter i verksemda.",
        "Give every power in the organisation.",
    ]),
    ("klientadministrator", Area::Access, false, false, &[], [
        "Klientadministrator", "Klientadministrator", "Client administrator",
        "Knytte klienter til ansatte og systemtilganger.", "Knyte klientar til tilsette og systemtilgangar.",
        "Connect clients to employees and system accesses.",
    ]),
];
