//! The texts that explain a status without an error code, or a missing response.

use super::{
    CodeText,
    Mender::{self, Time, Vendor},
    REQUEST, Row, TROUBLE, row,
};
use crate::i18n::Localized;

pub(super) fn row_of(status: u16) -> Option<Row> {
    Some(match status {
        401 => row(
            "401",
            Vendor,
            TROUBLE,
            None,
            [
                "Tokenet mangler, er utløpt eller er feil signert.",
                "Tokenet manglar, har gått ut eller er feil signert.",
                "The token is missing, has expired or has a wrong signature.",
            ],
        ),
        403 => row(
            "403",
            Vendor,
            TROUBLE,
            None,
            [
                "Tokenet mangler et scope, eller systembrukeren mangler tilgangen.",
                "Tokenet manglar eit scope, eller systembrukaren manglar tilgangen.",
                "The token lacks a scope, or the system user lacks the access.",
            ],
        ),
        404 => row(
            "404",
            Mender::Nobody,
            TROUBLE,
            Some("withdrawn"),
            [
                "Det som kallet spurte etter, finnes ikke. Fra byquery betyr det at kunden ikke har noen systembruker.",
                "Det som kallet spurde etter, finst ikkje. Frå byquery tyder det at kunden ikkje har nokon systembrukar.",
                "What the call asked for does not exist. From byquery, it means that the customer has no system user.",
            ],
        ),
        429 => row(
            "429",
            Time,
            TROUBLE,
            None,
            [
                "Tjenesten har fått for mange kall.",
                "Tenesta har fått for mange kall.",
                "The service has received too many calls.",
            ],
        ),
        500.. => row(
            "5xx",
            Time,
            TROUBLE,
            Some("maskinporten-down"),
            [
                "Tjenesten feilet. Et kall som endrer noe, kan likevel ha virket.",
                "Tenesta feila. Eit kall som endrar noko, kan likevel ha verka.",
                "The service failed. A call that changes something may still have had its effect.",
            ],
        ),
        _ => return None,
    })
}

const NO_ANSWER: CodeText = CodeText {
    cause: Localized {
        nb: "Tjenesten svarte ikke i tide. Et kall som endrer noe, kan likevel ha virket, så send det ikke på nytt av deg selv. Vis feilen, og la kunden prøve igjen.",
        nn: "Tenesta svara ikkje i tide. Eit kall som endrar noko, kan likevel ha verka, så send det ikkje på nytt av deg sjølv. Vis feilen, og lat kunden prøve igjen.",
        en: "The service did not answer in time. A call that changes something may still have had its effect, so do not repeat it by yourself. Show the error, and let the customer try again.",
    },
    mender: Time,
    source: REQUEST,
    scene: Some("slow-altinn"),
};

const BROWSER_LEFT: CodeText = CodeText {
    cause: Localized {
        nb: "Nettleseren lukket forbindelsen før svaret kom, for eksempel fordi kunden lukket fanen eller trykket på en annen lenke. Det som var begynt, kan likevel ha virket.",
        nn: "Nettlesaren lukka sambandet før svaret kom, til dømes fordi kunden lukka fana eller trykte på ei anna lenkje. Det som var byrja, kan likevel ha verka.",
        en: "The browser closed the connection before the response, for example because the customer closed the tab or pressed another link. What had begun may still have had its effect.",
    },
    mender: Mender::Nobody,
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2",
    scene: Some("closed-tab"),
};

/// Explains a call without a response. `failure` is the value of
/// [`Exchange::failure`](crate::recorder::exchange::Exchange::failure).
pub(super) fn without_answer(failure: Option<&str>) -> CodeText {
    match failure {
        Some("browser-left" | "given-up") => BROWSER_LEFT,
        _ => NO_ANSWER,
    }
}
