//! What the catalogue holds, as tables.

/// An area of the catalogue, which is in one of three groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    Tax,
    Personnel,
    Transport,
    Primary,
    Upbringing,
    Services,
    Accountant,
    Auditor,
    Manager,
    Access,
    Operation,
}

impl Area {
    pub(crate) const ALL: [Self; 11] = [
        Self::Tax,
        Self::Personnel,
        Self::Transport,
        Self::Primary,
        Self::Upbringing,
        Self::Services,
        Self::Accountant,
        Self::Auditor,
        Self::Manager,
        Self::Access,
        Self::Operation,
    ];

    pub(crate) fn name(self) -> Names {
        match self {
            Self::Tax => [
                "Skatt, avgift, regnskap og toll",
                "Skatt, avgift, rekneskap og toll",
                "Tax, duties, accounting and customs",
            ],
            Self::Personnel => ["Personale", "Personale", "Personnel"],
            Self::Transport => [
                "Transport og lagring",
                "Transport og lagring",
                "Transport and storage",
            ],
            Self::Primary => [
                "Jordbruk, skogbruk, jakt, fiske og akvakultur",
                "Jordbruk, skogbruk, jakt, fiske og akvakultur",
                "Agriculture, forestry, hunting, fishing and aquaculture",
            ],
            Self::Upbringing => [
                "Oppvekst og utdanning",
                "Oppvekst og utdanning",
                "Childhood and education",
            ],
            Self::Services => [
                "Andre tjenesteytende næringer",
                "Andre tenesteytande næringar",
                "Other service industries",
            ],
            Self::Accountant => [
                "Fullmakter for regnskapsfører",
                "Fullmakter for rekneskapsførar",
                "Powers of attorney for accountants",
            ],
            Self::Auditor => [
                "Fullmakter for revisor",
                "Fullmakter for revisor",
                "Powers of attorney for auditors",
            ],
            Self::Manager => [
                "Fullmakter for forretningsfører",
                "Fullmakter for forretningsførar",
                "Powers of attorney for business managers",
            ],
            Self::Access => [
                "Administrere tilganger",
                "Administrere tilgangar",
                "Managing access",
            ],
            Self::Operation => [
                "Forhold ved virksomheten",
                "Forhold ved verksemda",
                "Matters of the organisation",
            ],
        }
    }

    pub(crate) fn group(self) -> Names {
        match self {
            Self::Tax | Self::Personnel | Self::Operation | Self::Access => {
                ["Allment", "Allment", "General"]
            }
            Self::Transport | Self::Primary | Self::Upbringing | Self::Services => {
                ["Bransje", "Bransje", "Industry"]
            }
            Self::Accountant | Self::Auditor | Self::Manager => {
                ["Særskilt", "Særskilt", "Particular"]
            }
        }
    }
}

/// In nb, nn and en.
pub(crate) type Names = [&'static str; 3];

/// A service owner.
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

pub(crate) type Row = (
    &'static str,
    KnownOwner,
    &'static str,
    bool,
    &'static [&'static str],
    [&'static str; 6],
);

/// Id, owner, type, delegable, actions; title in nb, nn, en, and description in nb, nn, en.
#[rustfmt::skip]
pub(crate) const RESOURCE_ROWS: [Row; 34] = [
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
    ("ttd-ikke-delegerbar", TESTDEPARTEMENTET, "GenericAccessResource", false, READ, [
        "Tjeneste som ikke kan delegeres", "Teneste som ikkje kan delegerast", "Service that cannot be delegated",
        "For test av avslag ved godkjenning.", "For test av avslag ved godkjenning.", "To test refusal at approval.",
    ]),
    ("ttd-maskinporten-schema", TESTDEPARTEMENTET, "MaskinportenSchema", true, READ, [
        "API-tilgang gjennom Maskinporten", "API-tilgang gjennom Maskinporten", "API access through Maskinporten",
        "Kan ikke gis til en systembruker.", "Kan ikkje givast til ein systembrukar.", "Cannot be given to a system user.",
    ]),
];

pub(crate) type PackageRow = (
    &'static str,
    Area,
    bool,
    bool,
    &'static [&'static str],
    [&'static str; 6],
);

/// Name in the URN, area, assignable, delegable, resources; name and description in nb, nn, en.
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
