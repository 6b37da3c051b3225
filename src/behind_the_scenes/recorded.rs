//! The texts about recorded calls: who takes part, and what a masked value is. The readers are developers.

use masking::Kind;

use crate::{
    i18n::{Locale, Localized},
    recorder::exchange::{Kind as Way, Party},
};

/// The texts about recorded calls in one language.
#[derive(Debug)]
pub struct Recorded {
    locale: Locale,
    /// What the marks on calls of the other side say.
    pub not_visible: &'static str,
    pub title: &'static str,
    pub diagram: &'static str,
    pub calls: &'static str,
    pub no_calls: &'static str,
    /// The sentence that says why nothing in the file is secret.
    pub masked: &'static str,
    pub request: &'static str,
    pub response: &'static str,
    pub no_response: &'static str,
    pub claims: &'static str,
    pub signature: &'static str,
    pub not_shown: fn(&str, usize) -> String,
    pub milliseconds: fn(u128) -> String,
    pub visitors: &'static str,
    pub visitor: fn(u64) -> String,
    pub visitors_text: &'static str,
    pub number_of_calls: fn(usize) -> String,
    pub download: &'static str,
}

const NB: Recorded = Recorded {
    locale: Locale::Nb,
    not_visible: "ikke synlig for en leverandør",
    title: "Bak kulissene i SmartCloud",
    diagram: "Hvem som sendte hva til hvem",
    calls: "Kallene",
    no_calls: "SmartCloud har ikke registrert noen kall fra denne nettleseren den siste timen.",
    masked: "Hemmelige verdier og personopplysninger er byttet ut med et ord for hva de er. Signaturen til hvert token er tatt bort.",
    request: "Forespørsel",
    response: "Svar",
    no_response: "Ikke noe svar",
    claims: "Innholdet i tokenet",
    signature: "Signatur (skjult)",
    not_shown: |media_type, bytes| format!("{media_type}, {bytes} byte, ikke tatt vare på"),
    milliseconds: |milliseconds| format!("{milliseconds} ms"),
    visitors: "Besøkende den siste timen",
    visitor: |number| format!("Besøkende {number}"),
    visitors_text: "Hver nettleser er en besøkende. Den siste står først.",
    number_of_calls: |calls| format!("{calls} kall"),
    download: "Last ned",
};

const NN: Recorded = Recorded {
    locale: Locale::Nn,
    not_visible: "ikkje synleg for ein leverandør",
    title: "Bak kulissene i SmartCloud",
    diagram: "Kven som sende kva til kven",
    calls: "Kalla",
    no_calls: "SmartCloud har ikkje registrert nokon kall frå denne nettlesaren den siste timen.",
    masked: "Hemmelege verdiar og personopplysningar er bytte ut med eit ord for kva dei er. Signaturen til kvart token er teken bort.",
    request: "Førespurnad",
    response: "Svar",
    no_response: "Ikkje noko svar",
    claims: "Innhaldet i tokenet",
    signature: "Signatur (skjult)",
    not_shown: |media_type, bytes| format!("{media_type}, {bytes} byte, ikkje teke vare på"),
    milliseconds: |milliseconds| format!("{milliseconds} ms"),
    visitors: "Besøkjande den siste timen",
    visitor: |number| format!("Besøkjande {number}"),
    visitors_text: "Kvar nettlesar er ein besøkjande. Den siste står først.",
    number_of_calls: |calls| format!("{calls} kall"),
    download: "Last ned",
};

const EN: Recorded = Recorded {
    locale: Locale::En,
    not_visible: "not visible to a vendor",
    title: "Behind the scenes of SmartCloud",
    diagram: "Who sent what to whom",
    calls: "The calls",
    no_calls: "SmartCloud has recorded no calls from this browser in the last hour.",
    masked: "A word stands for each secret value and for each piece of personal data. The signature of each token is left out.",
    request: "Request",
    response: "Response",
    no_response: "No response",
    claims: "The content of the token",
    signature: "Signature (hidden)",
    not_shown: |media_type, bytes| format!("{media_type}, {bytes} bytes, not kept"),
    milliseconds: |milliseconds| format!("{milliseconds} ms"),
    visitors: "Visitors of the last hour",
    visitor: |number| format!("Visitor {number}"),
    visitors_text: "Each browser is a visitor. The latest one comes first.",
    number_of_calls: |calls| match calls {
        1 => "1 call".to_owned(),
        calls => format!("{calls} calls"),
    },
    download: "Download",
};

impl Locale {
    /// Returns the texts about recorded calls.
    #[must_use]
    pub const fn recorded(self) -> &'static Recorded {
        match self {
            Self::Nb => &NB,
            Self::Nn => &NN,
            Self::En => &EN,
        }
    }
}

impl Recorded {
    /// Returns the name of a party.
    #[must_use]
    pub fn party(&self, party: Party) -> &'static str {
        match party {
            Party::Browser => Localized {
                nb: "Nettleser",
                nn: "Nettlesar",
                en: "Browser",
            },
            Party::SmartCloud => same("SmartCloud"),
            Party::IdPorten => same("ID-porten"),
            Party::Maskinporten => same("Maskinporten"),
            Party::Altinn => same("Altinn"),
            Party::ResourceOwner => Localized {
                nb: "Tjenesteeier",
                nn: "Tenesteeigar",
                en: "Resource owner",
            },
        }
        .in_locale(self.locale)
    }

    /// Returns how a call travels.
    #[must_use]
    pub fn way(&self, way: Way) -> &'static str {
        match way {
            Way::BackChannel => Localized {
                nb: "fra tjener til tjener",
                nn: "frå tenar til tenar",
                en: "from server to server",
            },
            Way::Redirect => Localized {
                nb: "nettleseren åpner en side",
                nn: "nettlesaren opnar ei side",
                en: "the browser opens a page",
            },
            Way::Form => Localized {
                nb: "nettleseren sender et skjema",
                nn: "nettlesaren sender eit skjema",
                en: "the browser sends a form",
            },
            Way::OtherSide => return self.not_visible,
        }
        .in_locale(self.locale)
    }

    /// Returns why no response arrived. `failure` is a word of the recorder.
    #[must_use]
    pub fn failure(&self, failure: &str) -> &'static str {
        match failure {
            "timeout" => Localized {
                nb: "tjenesten svarte ikke i tide",
                nn: "tenesta svara ikkje i tide",
                en: "the service did not answer in time",
            },
            "no-connection" => Localized {
                nb: "SmartCloud fikk ikke kontakt med tjenesten",
                nn: "SmartCloud fekk ikkje kontakt med tenesta",
                en: "SmartCloud could not connect to the service",
            },
            "too-large" => Localized {
                nb: "svaret var for stort",
                nn: "svaret var for stort",
                en: "the response was too large",
            },
            _ => Localized {
                nb: "forbindelsen ble brutt før hele svaret kom",
                nn: "sambandet vart brote før heile svaret kom",
                en: "the connection broke before the response was complete",
            },
        }
        .in_locale(self.locale)
    }

    /// Returns what a masked value is.
    #[must_use]
    pub fn secret(&self, kind: Kind) -> &'static str {
        secret(kind).in_locale(self.locale)
    }
}

const fn same(text: &'static str) -> Localized {
    Localized {
        nb: text,
        nn: text,
        en: text,
    }
}

const fn texts(nb: &'static str, nn: &'static str, en: &'static str) -> Localized {
    Localized { nb, nn, en }
}

fn secret(kind: Kind) -> Localized {
    match kind {
        Kind::AuthorizationCode => texts(
            "kode, brukes én gang",
            "kode, vert brukt éin gong",
            "code, used once",
        ),
        Kind::RequestUri => texts(
            "referanse til forespørselen, brukes én gang",
            "referanse til førespurnaden, vert brukt éin gong",
            "reference to the request, used once",
        ),
        Kind::State => texts(
            "tilfeldig verdi, knytter svaret til nettleseren",
            "tilfeldig verdi, knyter svaret til nettlesaren",
            "random value that ties the answer to the browser",
        ),
        Kind::Nonce => texts(
            "tilfeldig verdi, brukes én gang",
            "tilfeldig verdi, vert brukt éin gong",
            "random value, used once",
        ),
        Kind::CodeVerifier => texts(
            "den hemmelige delen av PKCE",
            "den hemmelege delen av PKCE",
            "the secret part of PKCE",
        ),
        Kind::AccessToken => same("access token"),
        Kind::AltinnToken => texts("token fra Altinn", "token frå Altinn", "token from Altinn"),
        Kind::RefreshToken => same("refresh token"),
        Kind::IdToken => same("ID token"),
        Kind::ClientAssertion => texts(
            "signert bevis på hvem klienten er",
            "signert prov på kven klienten er",
            "signed proof of who the client is",
        ),
        Kind::Grant => texts(
            "signert forespørsel om token",
            "signert førespurnad om token",
            "signed request for a token",
        ),
        Kind::Token => same("token"),
        Kind::ClientSecret => texts(
            "passordet til klienten",
            "passordet til klienten",
            "the client's password",
        ),
        Kind::PrivateKey => texts("privat nøkkel", "privat nøkkel", "private key"),
        Kind::SessionId => texts(
            "id til innloggingen i ID-porten",
            "id til innlogginga i ID-porten",
            "id of the session at ID-porten",
        ),
        Kind::LoginAttempt => texts(
            "id til en innlogging som ikke er ferdig",
            "id til ei innlogging som ikkje er ferdig",
            "id of a log-in that is not finished",
        ),
        Kind::Ticket => texts(
            "billett, brukes én gang",
            "billett, vert brukt éin gong",
            "ticket, used once",
        ),
        Kind::Cookie => texts(
            "verdien til en informasjonskapsel",
            "verdien til ein informasjonskapsel",
            "value of a cookie",
        ),
        Kind::FormToken => texts(
            "verdi som beskytter skjemaet",
            "verdi som vernar skjemaet",
            "value that protects the form",
        ),
        Kind::PersonalNumber => texts("fødselsnummer", "fødselsnummer", "personal number"),
        Kind::PersonId => texts("id til en person", "id til ein person", "id of a person"),
        Kind::PersonName => texts(
            "navnet til en person",
            "namnet til ein person",
            "name of a person",
        ),
        Kind::DateOfBirth => texts("fødselsdato", "fødselsdato", "date of birth"),
        Kind::ContactDetails => texts("kontaktopplysning", "kontaktopplysning", "contact details"),
        Kind::Pay => texts("lønn", "løn", "pay"),
        Kind::ClientAddress => texts("nettverksadresse", "nettverksadresse", "network address"),
        Kind::Unknown => texts("skjult verdi", "skjult verdi", "hidden value"),
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn each_kind_of_secret_has_a_word_in_each_language() {
        for locale in [Locale::Nb, Locale::Nn, Locale::En] {
            let words: std::collections::BTreeSet<_> = Kind::VARIANTS
                .iter()
                .map(|kind| locale.recorded().secret(*kind))
                .collect();
            assert!(!words.contains(""));
            // No two kinds have the same word.
            assert_eq!(words.len(), Kind::VARIANTS.len(), "{locale:?}");
        }
    }
}
