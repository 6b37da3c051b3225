//! The texts that the pages show in place of a masked value, one for each kind of secret.

use masking::Kind;

use crate::i18n::{Locale, Localized};

#[must_use]
pub fn secret(kind: Kind, locale: Locale) -> &'static str {
    text_of(kind).in_locale(locale)
}

const fn same(text: &'static str) -> Localized {
    texts(text, text, text)
}

const fn texts(nb: &'static str, nn: &'static str, en: &'static str) -> Localized {
    Localized { nb, nn, en }
}

fn text_of(kind: Kind) -> Localized {
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
        Kind::Pay => texts("lønn", "lønn", "pay"),
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
                .map(|kind| secret(*kind, locale))
                .collect();
            assert!(!words.contains(""));
            assert_eq!(words.len(), Kind::VARIANTS.len(), "{locale:?}");
        }
    }
}
