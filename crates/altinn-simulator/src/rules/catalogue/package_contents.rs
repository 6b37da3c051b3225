//! The resources in each access package, and the descriptions of the packages. The contract has neither, so the
//! simulator invents both.

pub(crate) struct PackageContents {
    /// The last part of the package's URN.
    pub code: &'static str,
    pub resources: &'static [&'static str],
    /// The description in bokmål, nynorsk and English.
    pub description: [&'static str; 3],
}

const fn row(
    code: &'static str,
    resources: &'static [&'static str],
    description: [&'static str; 3],
) -> PackageContents {
    PackageContents {
        code,
        resources,
        description,
    }
}

/// The packages that contain resources or have a description. In the simulator, all other packages of Altinn are empty.
#[rustfmt::skip]
pub(crate) const PACKAGE_CONTENTS: [PackageContents; 25] = [
    row("krav-og-utlegg", &["ske-krav-og-betalinger", "kravogbetaling", "ske-utleggstrekk", "ske-restanseattest"], [
        "Gir tilgang til tjenester om krav, betalinger og utlegg.",
        "Gir tilgang til tenester om krav, betalingar og utlegg.",
        "Gives access to services about claims, payments and enforcement.",
    ]),
    row("skattegrunnlag", &["ske-skattegrunnlag"], [
        "Gir tilgang til tjenester om skattegrunnlaget.",
        "Gir tilgang til tenester om skattegrunnlaget.",
        "Gives access to services about the tax base.",
    ]),
    row("skatt-naering", &[
        "ske-skattemelding-naering", "ske-skattegrunnlag", "app_skd_formueinntekt-skattemelding-v2",
    ], [
        "Gir tilgang til tjenester om skatt for næringsdrivende.",
        "Gir tilgang til tenester om skatt for næringsdrivande.",
        "Gives access to services about tax for businesses.",
    ]),
    row("merverdiavgift", &["ske-mva-melding", "ske-mva-register"], [
        "Gir tilgang til tjenester om merverdiavgift.",
        "Gir tilgang til tenester om meirverdiavgift.",
        "Gives access to services about VAT.",
    ]),
    row("regnskap-okonomi-rapport", &[
        "brg-aarsregnskap", "brg-revisorattest", "app_brg_aarsregnskap-vanlig-202406",
    ], [
        "Gir tilgang til tjenester om regnskap.",
        "Gir tilgang til tenester om rekneskap.",
        "Gives access to services about accounts.",
    ]),
    row("lonn", &["ttd_systembruker-salary", "ske-a-melding"], [
        "Gir tilgang til tjenester om lønn.",
        "Gir tilgang til tenester om lønn.",
        "Gives access to services about salaries.",
    ]),
    row("veitransport", &["ttd_systembruker-logistikk-demo"], [
        "Gir tilgang til tjenester om transport på vei.",
        "Gir tilgang til tenester om transport på veg.",
        "Gives access to services about transport by road.",
    ]),
    row("jordbruk", &["ldir-produksjonstilskudd", "ldir-slaktedata"], [
        "Gir tilgang til tjenester om jordbruk.",
        "Gir tilgang til tenester om jordbruk.",
        "Gives access to services about agriculture.",
    ]),
    row("skogbruk", &["ldir-skogfond"], [
        "Gir tilgang til tjenester om skogbruk.",
        "Gir tilgang til tenester om skogbruk.",
        "Gives access to services about forestry.",
    ]),
    row("folkeregister", &["app_ttd_endring-av-navn-v2"], [
        "Gir tilgang til tjenester om Folkeregisteret.",
        "Gir tilgang til tenester om Folkeregisteret.",
        "Gives access to services about the population register.",
    ]),
    row("sykefravaer", &["nav-inntektsmelding", "nav-sykmelding", "nav-sykepengesoknad", "nav-refusjon"], [
        "Gir tilgang til tjenester om sykefravær.",
        "Gir tilgang til tenester om sjukefråvær.",
        "Gives access to services about sick leave.",
    ]),
    row("toll", &["toll-tolldeklarasjon", "toll-tollkreditt"], [
        "Gir tilgang til tjenester om toll.",
        "Gir tilgang til tenester om toll.",
        "Gives access to services about customs.",
    ]),
    row("rapportering-statistikk", &["ssb-lonnsstatistikk", "ssb-omsetning"], [
        "Gir tilgang til å rapportere til statistikk.",
        "Gir tilgang til å rapportere til statistikk.",
        "Gives access to report for statistics.",
    ]),
    row("starte-drive-endre-avvikle-virksomhet", &["brg-samordnet-registermelding", "brg-reelle-rettighetshavere"], [
        "Gir tilgang til tjenester om registrering av virksomheten.",
        "Gir tilgang til tenester om registrering av verksemda.",
        "Gives access to services about the organisation's registration.",
    ]),
    row("regnskapsforer-med-signeringsrettighet", &[
        "brg-aarsregnskap", "ske-mva-melding", "ske-skattemelding-naering",
    ], [
        "Lar regnskapsfører signere for klienten.",
        "Lèt rekneskapsførar signere for klienten.",
        "Lets an accountant sign for the client.",
    ]),
    row("regnskapsforer-uten-signeringsrettighet", &["ske-krav-og-betalinger", "ske-skattegrunnlag"], [
        "Lar regnskapsfører hente og fylle ut for klienten.",
        "Lèt rekneskapsførar hente og fylle ut for klienten.",
        "Lets an accountant fetch and fill in for the client.",
    ]),
    row("regnskapsforer-lonn", &["ske-a-melding", "ttd_systembruker-salary"], [
        "Lar regnskapsfører gjøre lønn for klienten.",
        "Lèt rekneskapsførar gjere løn for klienten.",
        "Lets an accountant do payroll for the client.",
    ]),
    row("ansvarlig-revisor", &["brg-revisorattest"], [
        "Lar revisor attestere for klienten.",
        "Lèt revisor attestere for klienten.",
        "Lets an auditor attest for the client.",
    ]),
    row("revisormedarbeider", &["brg-aarsregnskap"], [
        "Lar revisors medarbeider hente opplysninger.",
        "Lèt medarbeidaren til revisor hente opplysningar.",
        "Lets an auditor's associate fetch information.",
    ]),
    row("forretningsforer-eiendom", &["ske-krav-og-betalinger"], [
        "Lar forretningsfører handle for borettslag og sameier.",
        "Lèt forretningsførar handle for burettslag og sameige.",
        "Lets a property manager act for housing associations.",
    ]),
    row("a-ordning", &["ske-a-melding"], [
        "Gir tilgang til tjenester om a-ordningen.",
        "Gir tilgang til tenester om a-ordninga.",
        "Gives access to services about the a-ordning, the monthly report of employers.",
    ]),
    row("aksjer-og-eierforhold", &["ske-innrapportering-aksjonaerregisteroppgave"], [
        "Gir tilgang til tjenester om aksjer og eierforhold.",
        "Gir tilgang til tenester om aksjar og eigarforhold.",
        "Gives access to services about shares and ownership.",
    ]),
    row("tilgangsstyrer", &[], [
        "Gi andre de fullmaktene en selv har.",
        "Gi andre dei fullmaktene ein sjølv har.",
        "Give others the powers that one has.",
    ]),
    row("hovedadministrator", &[], [
        "Gi alle fullmakter i virksomheten.",
        "Gi alle fullmakter i verksemda.",
        "Give every power in the organisation.",
    ]),
    row("klientadministrator", &[], [
        "Knytte klienter til ansatte og systemtilganger.",
        "Knyte klientar til tilsette og systemtilgangar.",
        "Connect clients to employees and system accesses.",
    ]),
];
