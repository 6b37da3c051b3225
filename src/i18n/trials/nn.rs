//! The texts in Nynorsk.

use super::TrialTexts;

pub const TEXTS: TrialTexts = TrialTexts {
    resource_owner: "Tenesteeigar",
    sent: "Det SmartCloud sende",
    answered: "Svaret",
    calls: |count| format!("Sjå kalla ({count})"),
    about: |answer| format!("Meir om {answer}"),
    empty: "Svaret er tomt.",
    not_shown: |bytes| format!("Svaret er på {bytes} byte, og blir ikkje vist."),
    no_answer: "Ikkje noko svar",
    measured: |time, took| format!("Sendt no, {time}. Svaret kom etter {took} ms."),
    busy: "Mange prøver akkurat no. Vent litt, og prøv igjen.",
    silent: "Simulatoren svarer ikkje. Vent litt, og prøv igjen.",
    full: "Simulatoren har ikkje plass til fleire besøkjande. Vent nokre minutt, og prøv igjen.",
    refused: "Her stoppa det, fordi neste kall treng eit svar som ikkje kom.",
    failed: "Noko gjekk gale hos oss. Prøv igjen.",
};
