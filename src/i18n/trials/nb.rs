//! The texts in Bokmål.

use super::TrialTexts;

pub const TEXTS: TrialTexts = TrialTexts {
    resource_owner: "Tjenesteeier",
    sent: "Det SmartCloud sendte",
    answered: "Svaret",
    calls: |count| format!("Se kallene ({count})"),
    about: |answer| format!("Mer om {answer}"),
    empty: "Svaret er tomt.",
    not_shown: |bytes| format!("Svaret er på {bytes} byte, og vises ikke."),
    no_answer: "Ikke noe svar",
    measured: |time, took| format!("Sendt nå, {time}. Svaret kom etter {took} ms."),
    busy: "Mange prøver akkurat nå. Vent litt, og prøv igjen.",
    silent: "Simulatoren svarer ikke. Vent litt, og prøv igjen.",
    full: "Simulatoren har ikke plass til flere besøkende. Vent noen minutter, og prøv igjen.",
    refused: "Her stoppet det, fordi neste kall trenger et svar som ikke kom.",
    failed: "Noe gikk galt hos oss. Prøv igjen.",
};
