/// A service owner, which is the public body that owns a resource.
#[derive(Clone, Copy)]
pub(crate) struct KnownOwner {
    pub code: &'static str,
    pub name: &'static str,
    pub organisation: &'static str,
}

const SKATTEETATEN: KnownOwner = KnownOwner {
    code: "skd",
    name: "Skatteetaten",
    organisation: "974761076",
};
const DIGDIR: KnownOwner = KnownOwner {
    code: "digdir",
    name: "Digitaliseringsdirektoratet",
    organisation: "991825827",
};
const TESTDEPARTEMENTET: KnownOwner = KnownOwner {
    code: "ttd",
    name: "Testdepartementet",
    organisation: "405003309",
};
const LANDBRUKSDIREKTORATET: KnownOwner = KnownOwner {
    code: "ldir",
    name: "Landbruksdirektoratet",
    organisation: "981544315",
};
const BRREG: KnownOwner = KnownOwner {
    code: "brg",
    name: "Brønnøysundregistrene",
    organisation: "974760673",
};
const NAV: KnownOwner = KnownOwner {
    code: "nav",
    name: "Nav",
    organisation: "889640782",
};
const SSB: KnownOwner = KnownOwner {
    code: "ssb",
    name: "Statistisk sentralbyrå",
    organisation: "971526920",
};
const TOLLETATEN: KnownOwner = KnownOwner {
    code: "toll",
    name: "Tolletaten",
    organisation: "974761343",
};

const READ: &[&str] = &["read"];
const READ_WRITE: &[&str] = &["read", "write"];

pub(crate) type ResourceRow = (
    &'static str,
    KnownOwner,
    &'static str,
    bool,
    &'static [&'static str],
    [&'static str; 6],
);

/// The resources of the contract. Each row contains the id, the service owner, the `resourceType`, a flag, the actions,
/// and six texts. The flag says whether persons can delegate rights to the resource. The texts are first the title and
/// then the description, each in bokmål, nynorsk and English.
#[rustfmt::skip]
pub(crate) const RESOURCE_ROWS: [ResourceRow; 37] = [
    ("ske-krav-og-betalinger", SKATTEETATEN, "GenericAccessResource", true, READ, [
        "Krav og betalinger", "Krav og betalingar", "Claims and payments",
        "Se krav, innbetalinger og utbetalinger hos Skatteetaten.",
        "Sjå krav, innbetalingar og utbetalingar hos Skatteetaten.",
        "See claims, payments in and payments out at the Norwegian Tax Administration.",
    ]),
    ("kravogbetaling", SKATTEETATEN, "GenericAccessResource", true, READ, [
        "Krav og betaling (eldre tjeneste)", "Krav og betaling (eldre teneste)", "Claims and payment (older service)",
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
        "Se lønnsutbetalinger for de ansatte.", "Sjå lønnsutbetalingar for dei tilsette.",
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
    ("k6-instancedelegation-test", DIGDIR, "GenericAccessResource", true, READ_WRITE, [
        "Test av instansdelegering", "Test av instansdelegering", "Instance delegation test",
        "Testressurs for ytelse ved delegering.", "Testressurs for yting ved delegering.",
        "Test resource for performance of delegation.",
    ]),
    ("nav-inntektsmelding", NAV, "AltinnApp", true, READ_WRITE, [
        "Inntektsmelding", "Inntektsmelding", "Income report",
        "Sende inntektsmelding for en ansatt.", "Sende inntektsmelding for ein tilsett.",
        "Send an income report for an employee.",
    ]),
    ("nav-sykmelding", NAV, "GenericAccessResource", true, READ, [
        "Sykmeldinger", "Sjukmeldingar", "Sick notes",
        "Hente sykmeldinger for de ansatte.", "Hente sjukmeldingar for dei tilsette.",
        "Fetch sick notes of the employees.",
    ]),
    ("nav-sykepengesoknad", NAV, "GenericAccessResource", true, READ, [
        "Søknader om sykepenger", "Søknader om sjukepengar", "Applications for sickness benefit",
        "Hente søknader om sykepenger.", "Hente søknader om sjukepengar.", "Fetch applications for sickness benefit.",
    ]),
    ("nav-refusjon", NAV, "AltinnApp", true, READ_WRITE, [
        "Refusjon av sykepenger", "Refusjon av sjukepengar", "Refund of sickness benefit",
        "Kreve refusjon for sykepenger.", "Krevje refusjon for sjukepengar.", "Claim a refund of sickness benefit.",
    ]),
    ("ssb-lonnsstatistikk", SSB, "AltinnApp", true, READ_WRITE, [
        "Lønnsstatistikk", "Lønsstatistikk", "Salary statistics",
        "Rapportere tall om lønn.", "Rapportere tal om løn.", "Report figures on salaries.",
    ]),
    ("ssb-omsetning", SSB, "GenericAccessResource", true, READ_WRITE, [
        "Omsetningsstatistikk", "Omsetningsstatistikk", "Turnover statistics",
        "Rapportere omsetning.", "Rapportere omsetning.", "Report turnover.",
    ]),
    ("toll-tolldeklarasjon", TOLLETATEN, "GenericAccessResource", true, READ_WRITE, [
        "Tolldeklarasjon", "Tolldeklarasjon", "Customs declaration",
        "Deklarere varer ved innførsel og utførsel.", "Deklarere varer ved innførsel og utførsel.",
        "Declare goods that are imported or exported.",
    ]),
    ("toll-tollkreditt", TOLLETATEN, "GenericAccessResource", true, READ, [
        "Tollkreditt", "Tollkreditt", "Customs credit",
        "Se kreditt og oppgjør hos Tolletaten.", "Sjå kreditt og oppgjer hos Tolletaten.",
        "See credit and settlements at Norwegian Customs.",
    ]),
    ("brg-samordnet-registermelding", BRREG, "AltinnApp", true, READ_WRITE, [
        "Samordnet registermelding", "Samordna registermelding", "Coordinated register notification",
        "Melde endringer i virksomheten.", "Melde endringar i verksemda.", "Report changes in the organisation.",
    ]),
    ("brg-reelle-rettighetshavere", BRREG, "GenericAccessResource", true, READ_WRITE, [
        "Reelle rettighetshavere", "Reelle rettshavarar", "Beneficial owners",
        "Registrere hvem som eier eller styrer virksomheten.", "Registrere kven som eig eller styrer verksemda.",
        "Register who owns or controls the organisation.",
    ]),
    ("ldir-slaktedata", LANDBRUKSDIREKTORATET, "GenericAccessResource", true, READ, [
        "Slakte- og leveransedata", "Slakte- og leveransedata", "Slaughter and delivery data",
        "Hente opplysninger om slakt og leveranser.", "Hente opplysningar om slakt og leveransar.",
        "Fetch information about slaughter and deliveries.",
    ]),
    ("ske-innrapportering-aksjonaerregisteroppgave", SKATTEETATEN, "GenericAccessResource", true, READ_WRITE, [
        "Aksjonærregisteroppgave", "Aksjonærregisteroppgåve", "Shareholder register statement",
        "Levere opplysninger om aksjer og aksjonærer.", "Levere opplysningar om aksjar og aksjonærar.",
        "Submit information about shares and shareholders.",
    ]),
    ("app_skd_formueinntekt-skattemelding-v2", SKATTEETATEN, "AltinnApp", true, READ_WRITE, [
        "Skattemelding for formue og inntekt", "Skattemelding for formue og inntekt", "Tax return for wealth and income",
        "Levere skattemelding for formue og inntekt.", "Levere skattemelding for formue og inntekt.",
        "Submit a tax return for wealth and income.",
    ]),
    ("app_brg_aarsregnskap-vanlig-202406", BRREG, "AltinnApp", true, READ_WRITE, [
        "Årsregnskap (app)", "Årsrekneskap (app)", "Annual accounts (app)",
        "Sende inn årsregnskap i Altinns app.", "Sende inn årsrekneskap i appen i Altinn.",
        "Submit annual accounts in Altinn's app.",
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
