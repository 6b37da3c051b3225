//! The texts in Bokmål.

use super::{GettingStartedTexts, MistakeText, StationText};

pub const TEXTS: GettingStartedTexts = GettingStartedTexts {
    title: "Kom i gang",
    intro: "Veien til en systembruker, i seks steg. Et steg får grønt merke bare når et kall akkurat nå viser at det er i orden. Det en person må gjøre utenfor SmartCloud, kan ikke måles.",
    only_simulator: "Her er SmartCloud koblet til et ekte miljø. Du kan måle, og målingene endrer ingenting. Knappene som gjør feil, finnes bare når SmartCloud kjører mot simulatoren.",
    to_questions: "Se også: spørsmål som leverandører stiller",
    marks: "Hva som er målt",
    check_all: "Mål alle nå",
    why: "Hvorfor",
    who: "Hvem",
    time: "Hvor lang tid",
    looks: "Slik ser det ut",
    outside: "Dette gjør en person utenfor SmartCloud",
    check: "Gjør det nå, og mål",
    only_check: "Mål nå",
    reached: |time| format!("✓ Målt nå, {time}"),
    not_reached: |time| format!("✗ Ikke i orden. Målt nå, {time}"),
    reached_earlier: |time| format!("I orden da vi målte sist, {time}"),
    not_reached_earlier: |time| format!("Ikke i orden da vi målte sist, {time}"),
    not_measured: "Ikke målt",
    cannot_be_measured: "Måles i det andre miljøet",
    mistakes: "Det som ofte går galt",
    make_mistake: "Gjør feilen",
    links: "Les mer:",
    stations: STATIONS,
};

const STATIONS: [StationText; 6] = [
    StationText {
        title: "Tjenesteeieren lager en ressurs",
        why: "Altinn gir tilgang til ressurser. En ressurs er en tjeneste i ressursregisteret, og den ligger ofte i tilgangspakker som kan delegeres.",
        who: "Tjenesteeieren. Leverandøren gjør ingenting her.",
        time: "Det avgjør tjenesteeieren",
        looks: "En app i Altinn Studio, eller et API på tjenesteeierens egen plattform. Ressursen står i ressursregisteret, og tjenesten har gjerne et eget scope i Maskinporten. Før tjenesten svarer, spør den Altinn. Bare «Permit» gir tilgang.",
        outside: &[
            "Tjenesteeieren ber Digdir om et prefiks, og lager scopet i selvbetjeningen.",
            "Tjenesteeieren får scopet altinn:authorization/authorize, for å kunne spørre Altinn.",
        ],
        measures: "Måler: ressursen kan leses, og tilgangspakken kan delegeres.",
        measures_in_simulator: "Måler: ressursen kan leses, og tilgangspakken kan delegeres. Altinn svarer «Permit» på det systembrukeren har, og «NotApplicable» på det den ikke har. Det siste er et nei.",
        mistakes: &[
            MistakeText {
                what: "Les en ressurs som ikke finnes",
                mend: "Bruk id-en fra ressursregisteret i samme miljø.",
            },
            MistakeText {
                what: "Spør Altinn om tilgang uten det riktige scopet",
                mend: "Tokenet må ha altinn:authorization/authorize.",
            },
        ],
    },
    StationText {
        title: "Leverandøren får en klient i Maskinporten",
        why: "Maskinporten kjenner leverandøren som en klient. Nøkkelen beviser at det er leverandøren som spør.",
        who: "Leverandøren. Digdir godkjenner.",
        time: "Noen virkedager for skjemaet. Tilgangen til selvbetjeningen kommer som regel samme dag.",
        looks: "Du lager klienten i selvbetjeningen, med «Ny integrasjon» under «Mine klienter», og laster opp den offentlige nøkkelen. Nøkkelen får en id, som du bruker som «kid». Den varer i høyst ett år. Maskinporten er gratis for konsumenter.",
        outside: &[
            "Send informasjonsskjemaet for konsumenter.",
            "Signer vilkårene for private virksomheter. Uten dem svarer selvbetjeningen «PRECONDITION_REQUIRED: Virksomheten har ikke signert de relevante bruksvilkårene.»",
            "Logg inn i selvbetjeningen «Med organisasjonsnummer», send skjemaet «Be om tilgang», og fullfør i Altinn.",
        ],
        measures: "Måler: Maskinporten kjenner klienten og nøkkelen, og gir et token.",
        measures_in_simulator: "Måler: Maskinporten kjenner SmartClouds klient og nøkkel, og gir et token. Knappen lager også en ny klient, henter et token med den, og sletter den.",
        mistakes: &[
            MistakeText {
                what: "Bruk en klient-id som ikke finnes",
                mend: "Sjekk id-en, og at klienten er i samme miljø.",
            },
            MistakeText {
                what: "Bruk en «kid» som klienten ikke har",
                mend: "Bruk id-en som nøkkelen fikk i selvbetjeningen.",
            },
            MistakeText {
                what: "Bruk en nøkkel som er utløpt",
                mend: "Last opp en ny nøkkel i god tid. En klient kan ha flere.",
            },
            MistakeText {
                what: "Skriv feil «aud» i granten",
                mend: "Bruk Maskinportens issuer, med skråstreken til slutt.",
            },
            MistakeText {
                what: "Still klokken ti minutter tilbake",
                mend: "Synkroniser klokken på serveren. Granten er utløpt når den kommer fram.",
            },
        ],
    },
    StationText {
        title: "Avtalen og scopene",
        why: "Et scope sier hva klienten kan be om. Altinn gir tre, og tjenesteeieren gir sitt eget.",
        who: "Leverandøren, Altinn og tjenesteeieren",
        time: "Noen virkedager hos tjenesteeieren",
        looks: "Tre fra Altinn: systemregister.write, systemuser.request.write og systemuser.request.read, alle med «altinn:authentication/» foran. Tjenesteeierens scope kommer i to omganger: Først gir eieren det til leverandøren, og så legger leverandøren det på klienten sin.",
        outside: &[
            "Godta Altinns vilkår for leverandører av sluttbrukersystemer. De gjelder for test og produksjon.",
            "Send registreringsskjemaet, og kryss av for «systembruker».",
            "Be tjenesteeieren om scopet, én gang for hvert miljø.",
            "Skal du legge til klienter gjennom API-et, ber du servicedesk@altinn.no om altinn:clientdelegations.read og .write.",
        ],
        measures: "Måler: ett token for hvert av Altinns tre scopes.",
        measures_in_simulator: "Måler: ett token for hvert av Altinns tre scopes, og ett med tjenesteeierens scope, for en kunde.",
        mistakes: &[
            MistakeText {
                what: "Be om et scope som ikke står på klienten",
                mend: "Legg scopet på klienten i selvbetjeningen. Det gjør leverandøren selv.",
            },
            MistakeText {
                what: "Be om et scope som leverandøren ikke har fått",
                mend: "Tjenesteeieren må gi leverandøren scopet.",
            },
            MistakeText {
                what: "Kall systemregisteret med feil scope",
                mend: "Be om systemregister.write. Svaret er tomt, så statusen er alt du får.",
            },
        ],
    },
    StationText {
        title: "Systemet i systemregisteret",
        why: "Oppføringen knytter klienten til systemet, og sier hva systemet kan be kundene om.",
        who: "Leverandøren",
        time: "Ett kall",
        looks: "En oppføring med eier, klient-id, rettigheter, tilgangspakker og returadresser. Registeret har bare et API, ingen nettside. Altinn svarer 200, ikke 201.",
        outside: &[],
        measures: "Måler: oppføringen kan leses, med riktig eier, klient-id, tilgang og returadresse.",
        measures_in_simulator: "Måler: SmartClouds oppføring har riktig eier, klient-id, tilgang og returadresse. Så registrerer knappen et nytt system med en egen id, leser det tilbake, og sletter det.",
        mistakes: &[
            MistakeText {
                what: "Registrer et system for en annen leverandør",
                mend: "Leverandøren i oppføringen må være virksomheten i tokenet. Svaret er tomt.",
            },
            MistakeText {
                what: "Registrer det samme systemet to ganger",
                mend: "Endre oppføringen med PUT. En system-id kan aldri brukes om igjen, heller ikke etter sletting. Kommer to kall samtidig, kan Altinn svare 409.",
            },
            MistakeText {
                what: "Registrer en ressurs som ikke finnes",
                mend: "Bruk id-en fra ressursregisteret i samme miljø.",
            },
            MistakeText {
                what: "Registrer en returadresse uten https",
                mend: "Altinn krever https, også for localhost. Simulatoren godtar http på din egen maskin.",
            },
            MistakeText {
                what: "Bruk en klient som ikke står på systemet",
                mend: "Sett klient-id-en på systemet med PUT, og send alle feltene i oppføringen.",
            },
        ],
    },
    StationText {
        title: "Systembrukeren, på begge måter",
        why: "Systembrukeren er tilgangen som kunden gir. Bare kunden kan gi den.",
        who: "Kunden: en tilgangsstyrer som selv kan gi alt i forespørselen",
        time: "Noen minutter",
        looks: "Enten sender leverandøren kunden til Altinn, eller så lager kunden systembrukeren på Altinns egne sider. Kunden ser den som en systemtilgang.",
        outside: &[],
        measures: "Måler: leverandørens egen virksomhet har en systembruker i systemet. Kundenes systembrukere spør vi ikke om.",
        measures_in_simulator: "Måler: en ny kunde får en forespørsel og godkjenner, og en annen lager systembrukeren selv i Altinn. SmartCloud finner begge med «byquery», og får et token for begge.",
        mistakes: &[
            MistakeText {
                what: "Be om token før kunden har godkjent",
                mend: "Les forespørselen først, og vent til den er «Accepted».",
            },
            MistakeText {
                what: "Send en returadresse som ikke er registrert",
                mend: "Alt foran spørsmålstegnet må være likt en adresse i systemregisteret.",
            },
            MistakeText {
                what: "Be om en rettighet som systemet ikke har",
                mend: "Legg rettigheten til i systemregisteret først.",
            },
        ],
    },
    StationText {
        title: "Test, og så produksjon",
        why: "Miljøene deler ingenting: ikke klient, nøkkel, scopes, system eller systembrukere.",
        who: "Leverandøren og tjenesteeieren",
        time: "Som steg 2, 3 og 4",
        looks: "Altinns side «Kom i gang med Systembruker» krever en test i Digdirs testmiljø og en signert avtale før du får scopes i produksjon. I dokumentasjonen fra 2026 finner vi verken testrapport eller pilotavtale. Der gjelder vilkårene i steg 3 for begge miljøer.",
        outside: &[
            "Test hele veien i TT02 med syntetiske personer fra Tenor.",
            "Lag en ny klient og en ny nøkkel i produksjon.",
            "Be tjenesteeieren om scopet i produksjon, og legg scopene på den nye klienten.",
            "Registrer systemet i produksjon, og bytt til adressene platform.altinn.no og maskinporten.no.",
        ],
        measures: "Målingene er de samme i hvert miljø. Start SmartCloud med innstillingene for det andre miljøet, og trykk på «Mål alle nå» der.",
        measures_in_simulator: "Målingene er de samme i hvert miljø. Start SmartCloud med innstillingene for det andre miljøet, og trykk på «Mål alle nå» der.",
        mistakes: &[
            MistakeText {
                what: "Bruk klient-id-en fra TT02 i et annet miljø",
                mend: "Bruk klienten som er laget i det miljøet.",
            },
            MistakeText {
                what: "Skriv Maskinporten i test som «aud» i et annet miljø",
                mend: "Bruk https://test.maskinporten.no/ i test, og https://maskinporten.no/ i produksjon.",
            },
        ],
    },
];
