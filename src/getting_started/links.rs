//! Documents for vendors. The steps of the page `/kom-i-gang` link to these documents. This page shows what a vendor
//! must do before production.

use crate::i18n::Localized;

#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub name: Localized,
    /// The URL of the document. `{lang}` in this URL stands for the language, `nb` or `en`.
    address: &'static str,
}

impl Link {
    /// `language` is `nb` or `en`.
    #[must_use]
    pub fn address(&self, language: &str) -> String {
        self.address.replace("{lang}", language)
    }
}

macro_rules! links {
    ($($name:ident = $nb:literal, $nn:literal, $en:literal, $address:expr;)*) => {
        $(pub(super) const $name: Link = Link {
            name: Localized { nb: $nb, nn: $nn, en: $en },
            address: $address,
        };)*
    };
}

macro_rules! altinn {
    ($path:literal) => {
        concat!("https://docs.altinn.studio/{lang}/authorization/", $path)
    };
}

links! {
    OVERVIEW = "Samarbeidsportalen: systembruker", "Samarbeidsportalen: systembrukar",
        "Samarbeidsportalen: system user (in Norwegian)", "https://samarbeid.digdir.no/altinn/systembruker/2542";
    SERVICE_OWNER = "Altinn: kom i gang som tjenesteeier", "Altinn: kom i gang som tenesteeigar",
        "Altinn: getting started as a service owner", altinn!("getting-started/service-owner/");
    RESOURCE_OWNER = "Altinn: veiledning for tjenesteeiere", "Altinn: rettleiing for tenesteeigarar",
        "Altinn: guide for resource owners", altinn!("guides/resource-owner/");
    CHOICE = "Altinn: velg innlogging for tjenesten", "Altinn: vel innlogging for tenesta",
        "Altinn: choose the authentication of the service", altinn!("getting-started/choose-authentication/");
    CONSUMER = "Samarbeidsportalen: bli konsument i Maskinporten", "Samarbeidsportalen: bli konsument i Maskinporten",
        "Samarbeidsportalen: become a consumer in Maskinporten (in Norwegian)",
        "https://samarbeid.digdir.no/maskinporten/konsument/119";
    CONSUMER_GUIDE = "Digdir: Maskinporten som konsument", "Digdir: Maskinporten som konsument",
        "Digdir: Maskinporten as a consumer (in Norwegian)",
        "https://docs.digdir.no/docs/Maskinporten/maskinporten_guide_apikonsument";
    PRIVATE_TERMS = "Samarbeidsportalen: vilkår for private virksomheter", "Samarbeidsportalen: vilkår for private verksemder",
        "Samarbeidsportalen: terms for private organisations (in Norwegian)",
        "https://samarbeid.digdir.no/maskinporten/bruksvilkar-private-virksomheter/73";
    SELF_SERVICE = "Selvbetjening, testmiljøet", "Sjølvbetening, testmiljøet",
        "Self-service, test environment", "https://sjolvbetjening.test.samarbeid.digdir.no";
    SELF_SERVICE_PRODUCTION = "Selvbetjening, produksjon", "Sjølvbetening, produksjon",
        "Self-service, production", "https://sjolvbetjening.samarbeid.digdir.no";
    VENDOR_TERMS = "Samarbeidsportalen: vilkår for leverandører i Altinn", "Samarbeidsportalen: vilkår for leverandørar i Altinn",
        "Samarbeidsportalen: Altinn’s terms for vendors (in Norwegian)",
        "https://samarbeid.digdir.no/altinn/bruksvilkar-sluttbrukersystemleverandorer-i-altinn/3002";
    VENDOR = "Altinn: kom i gang som leverandør, med skjemaet", "Altinn: kom i gang som leverandør, med skjemaet",
        "Altinn: getting started as a vendor, with the form", altinn!("getting-started/system-vendor/");
    SCOPES = "Altinn: scopes", "Altinn: scopes", "Altinn: scopes",
        "https://docs.altinn.studio/{lang}/api/authentication/systemuserapi/scopes/";
    SYSTEM = "Altinn: registrer systemet", "Altinn: registrer systemet",
        "Altinn: register the system", altinn!("guides/system-vendor/system-user/systemregistration/");
    SYSTEM_USER = "Altinn: veiledning for leverandører", "Altinn: rettleiing for leverandørar",
        "Altinn: guide for vendors", altinn!("guides/system-vendor/system-user/");
    CREATION = "Altinn: lag en systembruker", "Altinn: lag ein systembrukar",
        "Altinn: create a system user", altinn!("guides/system-vendor/system-user/systemuserrequest/");
    USE_TOKEN = "Altinn: hent og bruk tokenet", "Altinn: hent og bruk tokenet",
        "Altinn: get and use the token", altinn!("guides/system-vendor/system-user/usetoken/");
    CLIENTS = "Altinn: for klienter av regnskapsførere og revisorer", "Altinn: for klientar av rekneskapsførarar og revisorar",
        "Altinn: for clients of accountants and auditors", altinn!("guides/system-vendor/system-user/client-delegation/");
    DEMO_CLIENT = "Altinns demoklient", "Demoklienten til Altinn",
        "Altinn’s demo client", altinn!("guides/system-vendor/system-user/democlient/");
    EXAMPLES = "Altinn: referanseimplementasjoner", "Altinn: referanseimplementasjonar",
        "Altinn: reference implementations", altinn!("reference/referenceimplementations/");
    TROUBLE = "Altinn: feilsøking", "Altinn: feilsøking",
        "Altinn: troubleshooting", altinn!("guides/system-vendor/system-user/troubleshooting/");
    TT02 = "Samarbeidsportalen: kom i gang i testmiljøet TT02", "Samarbeidsportalen: kom i gang i testmiljøet TT02",
        "Samarbeidsportalen: get started in the test environment TT02 (in Norwegian)",
        "https://samarbeid.digdir.no/altinn/kom-i-gang-i-testmiljoet-tt02/2868";
}
