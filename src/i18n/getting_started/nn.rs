//! The texts in Nynorsk.

use super::{GettingStartedTexts, StationText};

pub const TEXTS: GettingStartedTexts = GettingStartedTexts {
    title: "Kom i gang",
    intro: "Vegen til ein systembrukar, i seks steg. Eit steg får merke berre når eit kall akkurat no viser at det er i orden. Det som ein person må gjere utanfor SmartCloud, merkjer vi aldri.",
    only_simulator: "Framfor eit ekte miljø kan du berre måle. Knappane som gjer feil, finst berre framfor simulatoren.",
    to_questions: "Spørsmål som leverandørar stiller",
    why: "Kvifor",
    who: "Kven",
    time: "Kor lenge",
    looks: "Slik ser det ut",
    outside: "Dette gjer ein person utanfor SmartCloud",
    check: "Gjer det no, og mål",
    reached: |time| format!("✓ Målt no, {time}"),
    not_reached: |time| format!("Ikkje i orden. Målt no, {time}"),
    mistakes: "Gjer det feil",
    links: "Les meir:",
    stations: STATIONS,
};

const STATIONS: [StationText; 6] = [
    StationText {
        title: "Tenesteeigaren lagar ein ressurs",
        why: "Altinn kan berre gi tilgang til noko som har eit namn. Ressursen er namnet på tenesta, og han ligg i pakkar som kan delegerast.",
        who: "Tenesteeigaren",
        time: "Avheng av tenesteeigaren",
        looks: "Ein ressurs i ressursregisteret, gjerne med eit eige scope i Maskinporten. Tenesta spør Altinn før kvart svar, og berre «Permit» gir tilgang.",
        outside: &[
            "Tenesteeigaren ber om prefiks og scope hos Digdir.",
            "Tenesteeigaren avtaler tilgang til avgjerdene til Altinn.",
        ],
        check: "Måler: ressursen kan lesast. Framfor simulatoren svarer Altinn òg «Permit» på det systembrukaren har, og noko anna på det han ikkje har.",
        mistakes: &["Les ein ressurs som ikkje finst: 404"],
    },
    StationText {
        title: "Leverandøren får ein klient i Maskinporten",
        why: "Klienten er namnet til leverandøren hos Maskinporten. Nøkkelen viser at det er han som spør.",
        who: "Leverandøren, og Digdir som godkjenner",
        time: "Nokre verkedagar for skjemaet. Tilgang til sjølvbeteninga kjem som regel same dag.",
        looks: "Ein integrasjon av typen Maskinporten, med ein offentleg nøkkel. Id-en som nøkkelen får, er «kid». Ein nøkkel varer i eitt år.",
        outside: &[
            "Send informasjonsskjemaet for konsumentar.",
            "Signer vilkåra for private verksemder. Utan dei svarer sjølvbeteninga PRECONDITION_REQUIRED: Virksomheten har ikke signert de relevante bruksvilkårene.",
            "Logg inn «Med organisasjonsnummer», og send «Be om tilgang». Fullfør i Altinn.",
        ],
        check: "Måler: Maskinporten kjenner klienten og nøkkelen, og gir eit token. Framfor simulatoren lagar knappen òg ein ny klient, og slettar han etterpå.",
        mistakes: &[
            "Ukjend klient: MP-100",
            "Nøkkelen har gått ut: MP-121",
            "Feil «aud»: MP-110",
        ],
    },
    StationText {
        title: "Avtalen og scopa",
        why: "Scopa seier kva klienten kan be om. Altinn gir tre, og tenesteeigaren gir sine eigne.",
        who: "Leverandøren, Altinn og tenesteeigaren",
        time: "Nokre verkedagar hos kvar",
        looks: "Tre scopes frå Altinn. Scopet til tenesteeigaren kjem i to halvdelar: eigaren gir det til verksemda, og leverandøren legg det på klienten.",
        outside: &[
            "Godta vilkåra til Altinn for leverandørar av sluttbrukarsystem.",
            "Send skjemaet, med «systembruker» kryssa av.",
            "Be tenesteeigaren om scopet, i kvart miljø for seg.",
        ],
        check: "Måler: eitt token for kvart av dei tre scopa. Framfor simulatoren òg eitt med scopet til tenesteeigaren, for ein kunde.",
        mistakes: &[
            "Klienten manglar scopet: MP-200",
            "Verksemda har ikkje fått scopet: MP-250",
            "Kall utan rett scope: 403",
        ],
    },
    StationText {
        title: "Systemet i systemregisteret",
        why: "Oppføringa knyter klienten til systemet, og seier kva systemet kan be kundane om.",
        who: "Leverandøren",
        time: "Eitt kall",
        looks: "Ei oppføring med eigar, klient-id, rettar, pakkar og returadresser. Det finst berre eit API, inga nettside.",
        outside: &[],
        check: "Måler: oppføringa kan lesast tilbake, med rett eigar, klient-id og returadresse.",
        mistakes: &[
            "Registrer eit system for ein annan leverandør: 403",
            "Bruk ein klient som ikkje står på systemet: MP-303",
        ],
    },
    StationText {
        title: "Systembrukaren, på begge måtar",
        why: "Systembrukaren er tilgangen som kunden gir. Berre kunden kan gi han.",
        who: "Kunden",
        time: "Nokre minutt",
        looks: "Anten sender leverandøren kunden til Altinn, eller så lagar kunden systembrukaren på sidene til Altinn. Kunden ser han som ein systemtilgang.",
        outside: &[],
        check: "Måler framfor simulatoren: ein ny kunde blir spurd og godkjenner, ein annan lagar systembrukaren sjølv, og begge gir token. I eit ekte miljø: systembrukaren til leverandøren sjølv finst.",
        mistakes: &[
            "Be om token før kunden har godkjent: MP-303",
            "Send ei returadresse som ikkje er registrert",
            "Be om ein rett som systemet ikkje har",
        ],
    },
    StationText {
        title: "Test, og så produksjon",
        why: "Miljøa deler ingenting. Det som verkar i TT02, må setjast opp på nytt i produksjon.",
        who: "Leverandøren og tenesteeigaren",
        time: "Som steg 2, 3 og 4",
        looks: "Ny klient, ny nøkkel, nye scopes og ny oppføring i systemregisteret, på nye adresser. Målingane er dei same.",
        outside: &[
            "Test heile vegen i TT02 med syntetiske personar.",
            "Gjer steg 2 til 4 i produksjon.",
            "Be tenesteeigaren om scopet i produksjon.",
        ],
        check: "",
        mistakes: &[],
    },
];
