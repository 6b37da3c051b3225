//! The texts in Bokmål.

use super::{GettingStartedTexts, StationText};

pub const TEXTS: GettingStartedTexts = GettingStartedTexts {
    title: "Kom i gang",
    intro: "Veien til en systembruker, i seks steg. Et steg får merke bare når et kall akkurat nå viser at det er i orden. Det som en person må gjøre utenfor SmartCloud, merker vi aldri.",
    only_simulator: "Foran et ekte miljø kan du bare måle. Knappene som gjør feil, finnes bare foran simulatoren.",
    to_questions: "Spørsmål som leverandører stiller",
    why: "Hvorfor",
    who: "Hvem",
    time: "Hvor lenge",
    looks: "Slik ser det ut",
    outside: "Dette gjør en person utenfor SmartCloud",
    check: "Gjør det nå, og mål",
    reached: |time| format!("✓ Målt nå, {time}"),
    not_reached: |time| format!("Ikke i orden. Målt nå, {time}"),
    mistakes: "Gjør det feil",
    links: "Les mer:",
    stations: STATIONS,
};

const STATIONS: [StationText; 6] = [
    StationText {
        title: "Tjenesteeieren lager en ressurs",
        why: "Altinn kan bare gi tilgang til noe som har et navn. Ressursen er navnet på tjenesten, og den ligger i pakker som kan delegeres.",
        who: "Tjenesteeieren",
        time: "Avhenger av tjenesteeieren",
        looks: "En ressurs i ressursregisteret, gjerne med et eget scope i Maskinporten. Tjenesten spør Altinn før hvert svar, og bare «Permit» gir tilgang.",
        outside: &[
            "Tjenesteeieren ber om prefiks og scope hos Digdir.",
            "Tjenesteeieren avtaler tilgang til Altinns beslutninger.",
        ],
        check: "Måler: ressursen kan leses. Foran simulatoren svarer Altinn også «Permit» på det systembrukeren har, og noe annet på det den ikke har.",
        mistakes: &["Les en ressurs som ikke finnes: 404"],
    },
    StationText {
        title: "Leverandøren får en klient i Maskinporten",
        why: "Klienten er leverandørens navn hos Maskinporten. Nøkkelen viser at det er den som spør.",
        who: "Leverandøren, og Digdir som godkjenner",
        time: "Noen virkedager for skjemaet. Tilgang til selvbetjeningen kommer som regel samme dag.",
        looks: "En integrasjon av typen Maskinporten, med en offentlig nøkkel. Id-en som nøkkelen får, er «kid». En nøkkel varer i ett år.",
        outside: &[
            "Send informasjonsskjemaet for konsumenter.",
            "Signer vilkårene for private virksomheter. Uten dem svarer selvbetjeningen PRECONDITION_REQUIRED: Virksomheten har ikke signert de relevante bruksvilkårene.",
            "Logg inn «Med organisasjonsnummer», og send «Be om tilgang». Fullfør i Altinn.",
        ],
        check: "Måler: Maskinporten kjenner klienten og nøkkelen, og gir et token. Foran simulatoren lager knappen også en ny klient, og sletter den etterpå.",
        mistakes: &[
            "Ukjent klient: MP-100",
            "Nøkkelen har gått ut: MP-121",
            "Feil «aud»: MP-110",
        ],
    },
    StationText {
        title: "Avtalen og scopene",
        why: "Scopene sier hva klienten kan be om. Altinn gir tre, og tjenesteeieren gir sine egne.",
        who: "Leverandøren, Altinn og tjenesteeieren",
        time: "Noen virkedager hos hver",
        looks: "Tre scopes fra Altinn. Tjenesteeierens scope kommer i to halvdeler: eieren gir det til virksomheten, og leverandøren legger det på klienten.",
        outside: &[
            "Godta Altinns vilkår for leverandører av sluttbrukersystemer.",
            "Send skjemaet, med «systembruker» krysset av.",
            "Be tjenesteeieren om scopet, i hvert miljø for seg.",
        ],
        check: "Måler: ett token for hvert av de tre scopene. Foran simulatoren også ett med tjenesteeierens scope, for en kunde.",
        mistakes: &[
            "Klienten mangler scopet: MP-200",
            "Virksomheten har ikke fått scopet: MP-250",
            "Kall uten riktig scope: 403",
        ],
    },
    StationText {
        title: "Systemet i systemregisteret",
        why: "Innslaget knytter klienten til systemet, og sier hva systemet kan be kundene om.",
        who: "Leverandøren",
        time: "Ett kall",
        looks: "Et innslag med eier, klient-id, rettigheter, pakker og returadresser. Det finnes bare et API, ingen nettside.",
        outside: &[],
        check: "Måler: innslaget kan leses tilbake, med riktig eier, klient-id og returadresse.",
        mistakes: &[
            "Registrer et system for en annen leverandør: 403",
            "Bruk en klient som ikke står på systemet: MP-303",
        ],
    },
    StationText {
        title: "Systembrukeren, på begge måter",
        why: "Systembrukeren er tilgangen som kunden gir. Bare kunden kan gi den.",
        who: "Kunden",
        time: "Noen minutter",
        looks: "Enten sender leverandøren kunden til Altinn, eller så lager kunden systembrukeren på Altinns egne sider. Kunden ser den som en systemtilgang.",
        outside: &[],
        check: "Måler foran simulatoren: en ny kunde blir spurt og godkjenner, en annen lager systembrukeren selv, og begge gir token. I et ekte miljø: leverandørens egen systembruker finnes.",
        mistakes: &[
            "Be om token før kunden har godkjent: MP-303",
            "Send en returadresse som ikke er registrert",
            "Be om en rettighet som systemet ikke har",
        ],
    },
    StationText {
        title: "Test, og så produksjon",
        why: "Miljøene deler ingenting. Det som virker i TT02, må settes opp på nytt i produksjon.",
        who: "Leverandøren og tjenesteeieren",
        time: "Som steg 2, 3 og 4",
        looks: "Ny klient, ny nøkkel, nye scopes og nytt innslag i systemregisteret, på nye adresser. Målingene er de samme.",
        outside: &[
            "Test hele veien i TT02 med syntetiske personer.",
            "Gjør steg 2 til 4 i produksjon.",
            "Be tjenesteeieren om scopet i produksjon.",
        ],
        check: "",
        mistakes: &[],
    },
];
