//! The texts in Nynorsk.

use super::{GettingStartedTexts, MistakeText, StationText};

pub const TEXTS: GettingStartedTexts = GettingStartedTexts {
    title: "Kom i gang",
    intro: "Vegen til ein systembrukar, i seks steg. Eit steg får grønt merke berre når eit kall akkurat no viser at det er i orden. Det ein person må gjere utanfor SmartCloud, kan ikkje målast.",
    only_simulator: "Her er SmartCloud kopla til eit ekte miljø. Du kan måle, og målingane endrar ingenting. Knappane som gjer feil, finst berre når SmartCloud køyrer mot simulatoren.",
    to_questions: "Sjå òg: spørsmål som leverandørar stiller",
    marks: "Kva som er målt",
    check_all: "Mål alle no",
    why: "Kvifor",
    who: "Kven",
    time: "Kor lang tid",
    looks: "Slik ser det ut",
    outside: "Dette gjer ein person utanfor SmartCloud",
    check: "Gjer det no, og mål",
    only_check: "Mål no",
    reached: |time| format!("✓ Målt no, {time}"),
    not_reached: |time| format!("✗ Ikkje i orden. Målt no, {time}"),
    reached_earlier: |time| format!("I orden då vi målte sist, {time}"),
    not_reached_earlier: |time| format!("Ikkje i orden då vi målte sist, {time}"),
    not_measured: "Ikkje målt",
    cannot_be_measured: "Blir målt i det andre miljøet",
    mistakes: "Det som ofte går gale",
    make_mistake: "Gjer feilen",
    links: "Les meir:",
    stations: STATIONS,
};

const STATIONS: [StationText; 6] = [
    StationText {
        title: "Tenesteeigaren lagar ein ressurs",
        why: "Altinn gir tilgang til ressursar. Ein ressurs er ei teneste i ressursregisteret, og han ligg ofte i tilgangspakkar som kan delegerast.",
        who: "Tenesteeigaren. Leverandøren gjer ingenting her.",
        time: "Det avgjer tenesteeigaren",
        looks: "Ein app i Altinn Studio, eller eit API på plattforma til tenesteeigaren. Ressursen står i ressursregisteret, og tenesta har gjerne eit eige scope i Maskinporten. Før tenesta svarer, spør ho Altinn. Berre «Permit» gir tilgang.",
        outside: &[
            "Tenesteeigaren ber Digdir om eit prefiks, og lagar scopet i sjølvbeteninga.",
            "Tenesteeigaren får scopet altinn:authorization/authorize, for å kunne spørje Altinn.",
        ],
        measures: "Måler: ressursen kan lesast, og tilgangspakken kan delegerast.",
        measures_in_simulator: "Måler: ressursen kan lesast, og tilgangspakken kan delegerast. Altinn svarer «Permit» på det systembrukaren har, og «NotApplicable» på det han ikkje har. Det siste er eit nei.",
        mistakes: &[
            MistakeText {
                what: "Les ein ressurs som ikkje finst",
                mend: "Bruk id-en frå ressursregisteret i same miljø.",
            },
            MistakeText {
                what: "Spør Altinn om tilgang utan det rette scopet",
                mend: "Tokenet må ha altinn:authorization/authorize.",
            },
        ],
    },
    StationText {
        title: "Leverandøren får ein klient i Maskinporten",
        why: "Maskinporten kjenner leverandøren som ein klient. Nøkkelen viser at det er leverandøren som spør.",
        who: "Leverandøren. Digdir godkjenner.",
        time: "Nokre verkedagar for skjemaet. Tilgangen til sjølvbeteninga kjem som regel same dag.",
        looks: "Du lagar klienten i sjølvbeteninga, med «Ny integrasjon» under «Mine klienter», og lastar opp den offentlege nøkkelen. Nøkkelen får ein id, som du bruker som «kid». Han varer i høgst eitt år. Maskinporten er gratis for konsumentar.",
        outside: &[
            "Send informasjonsskjemaet for konsumentar.",
            "Signer vilkåra for private verksemder. Utan dei svarer sjølvbeteninga «PRECONDITION_REQUIRED: Virksomheten har ikke signert de relevante bruksvilkårene.»",
            "Logg inn i sjølvbeteninga «Med organisasjonsnummer», send skjemaet «Be om tilgang», og fullfør i Altinn.",
        ],
        measures: "Måler: Maskinporten kjenner klienten og nøkkelen, og gir eit token.",
        measures_in_simulator: "Måler: Maskinporten kjenner klienten og nøkkelen til SmartCloud, og gir eit token. Knappen lagar òg ein ny klient, hentar eit token med han, og slettar han.",
        mistakes: &[
            MistakeText {
                what: "Bruk ein klient-id som ikkje finst",
                mend: "Sjekk id-en, og at klienten er i same miljø.",
            },
            MistakeText {
                what: "Bruk ein «kid» som klienten ikkje har",
                mend: "Bruk id-en som nøkkelen fekk i sjølvbeteninga.",
            },
            MistakeText {
                what: "Bruk ein nøkkel som har gått ut",
                mend: "Last opp ein ny nøkkel i god tid. Ein klient kan ha fleire.",
            },
            MistakeText {
                what: "Skriv feil «aud» i granten",
                mend: "Bruk issuer hos Maskinporten, med skråstreken til slutt.",
            },
            MistakeText {
                what: "Still klokka ti minutt tilbake",
                mend: "Synkroniser klokka på tenaren. Granten har gått ut når han kjem fram.",
            },
        ],
    },
    StationText {
        title: "Avtalen og scopa",
        why: "Eit scope seier kva klienten kan be om. Altinn gir tre, og tenesteeigaren gir sitt eige.",
        who: "Leverandøren, Altinn og tenesteeigaren",
        time: "Nokre verkedagar hos tenesteeigaren",
        looks: "Tre frå Altinn: systemregister.write, systemuser.request.write og systemuser.request.read, alle med «altinn:authentication/» framfor. Scopet til tenesteeigaren kjem i to omgangar: Først gir eigaren det til leverandøren, og så legg leverandøren det på klienten sin.",
        outside: &[
            "Godta vilkåra til Altinn for leverandørar av sluttbrukarsystem. Dei gjeld for test og produksjon.",
            "Send registreringsskjemaet, og kryss av for «systembruker».",
            "Be tenesteeigaren om scopet, éin gong for kvart miljø.",
            "Skal du leggje til klientar gjennom API-et, ber du servicedesk@altinn.no om altinn:clientdelegations.read og .write.",
        ],
        measures: "Måler: eitt token for kvart av dei tre scopa frå Altinn.",
        measures_in_simulator: "Måler: eitt token for kvart av dei tre scopa frå Altinn, og eitt med scopet til tenesteeigaren, for ein kunde.",
        mistakes: &[
            MistakeText {
                what: "Be om eit scope som ikkje står på klienten",
                mend: "Legg scopet på klienten i sjølvbeteninga. Det gjer leverandøren sjølv.",
            },
            MistakeText {
                what: "Be om eit scope som leverandøren ikkje har fått",
                mend: "Tenesteeigaren må gi leverandøren scopet.",
            },
            MistakeText {
                what: "Kall systemregisteret med feil scope",
                mend: "Be om systemregister.write. Svaret er tomt, så statusen er alt du får.",
            },
        ],
    },
    StationText {
        title: "Systemet i systemregisteret",
        why: "Oppføringa knyter klienten til systemet, og seier kva systemet kan be kundane om.",
        who: "Leverandøren",
        time: "Eitt kall",
        looks: "Ei oppføring med eigar, klient-id, rettar, tilgangspakkar og returadresser. Registeret har berre eit API, inga nettside. Altinn svarer 200, ikkje 201.",
        outside: &[],
        measures: "Måler: oppføringa kan lesast, med rett eigar, klient-id, tilgang og returadresse.",
        measures_in_simulator: "Måler: oppføringa til SmartCloud har rett eigar, klient-id, tilgang og returadresse. Så registrerer knappen eit nytt system med ein eigen id, les det tilbake, og slettar det.",
        mistakes: &[
            MistakeText {
                what: "Registrer eit system for ein annan leverandør",
                mend: "Leverandøren i oppføringa må vere verksemda i tokenet. Svaret er tomt.",
            },
            MistakeText {
                what: "Registrer det same systemet to gonger",
                mend: "Endre oppføringa med PUT. Ein system-id kan aldri brukast om att, heller ikkje etter sletting. Kjem to kall samstundes, kan Altinn svare 409.",
            },
            MistakeText {
                what: "Registrer ein ressurs som ikkje finst",
                mend: "Bruk id-en frå ressursregisteret i same miljø.",
            },
            MistakeText {
                what: "Registrer ei returadresse utan https",
                mend: "Altinn krev https, òg for localhost. Simulatoren godtek http på di eiga maskin.",
            },
            MistakeText {
                what: "Bruk ein klient som ikkje står på systemet",
                mend: "Set klient-id-en på systemet med PUT, og send alle felta i oppføringa.",
            },
        ],
    },
    StationText {
        title: "Systembrukaren, på begge måtar",
        why: "Systembrukaren er tilgangen som kunden gir. Berre kunden kan gi han.",
        who: "Kunden: ein tilgangsstyrar som sjølv kan gi alt i førespurnaden",
        time: "Nokre minutt",
        looks: "Anten sender leverandøren kunden til Altinn, eller så lagar kunden systembrukaren på sidene til Altinn. Kunden ser han som ein systemtilgang.",
        outside: &[],
        measures: "Måler: verksemda til leverandøren har ein systembrukar i systemet. Systembrukarane til kundane spør vi ikkje om.",
        measures_in_simulator: "Måler: ein ny kunde får ein førespurnad og godkjenner, og ein annan lagar systembrukaren sjølv i Altinn. SmartCloud finn begge med «byquery», og får eit token for begge.",
        mistakes: &[
            MistakeText {
                what: "Be om token før kunden har godkjent",
                mend: "Les førespurnaden først, og vent til han er «Accepted».",
            },
            MistakeText {
                what: "Send ei returadresse som ikkje er registrert",
                mend: "Alt framfor spørjeteiknet må vere likt ei adresse i systemregisteret.",
            },
            MistakeText {
                what: "Be om ein rett som systemet ikkje har",
                mend: "Legg retten til i systemregisteret først.",
            },
        ],
    },
    StationText {
        title: "Test, og så produksjon",
        why: "Miljøa deler ingenting: ikkje klient, nøkkel, scopes, system eller systembrukarar.",
        who: "Leverandøren og tenesteeigaren",
        time: "Som steg 2, 3 og 4",
        looks: "Sida «Kom i gang med Systembruker» hos Altinn krev ein test i testmiljøet til Digdir og ein signert avtale før du får scopes i produksjon. I dokumentasjonen frå 2026 finn vi verken testrapport eller pilotavtale. Der gjeld vilkåra i steg 3 for begge miljøa.",
        outside: &[
            "Test heile vegen i TT02 med syntetiske personar frå Tenor.",
            "Lag ein ny klient og ein ny nøkkel i produksjon.",
            "Be tenesteeigaren om scopet i produksjon, og legg scopa på den nye klienten.",
            "Registrer systemet i produksjon, og byt til adressene platform.altinn.no og maskinporten.no.",
        ],
        measures: "Målingane er dei same i kvart miljø. Start SmartCloud med innstillingane for det andre miljøet, og trykk på «Mål alle no» der.",
        measures_in_simulator: "Målingane er dei same i kvart miljø. Start SmartCloud med innstillingane for det andre miljøet, og trykk på «Mål alle no» der.",
        mistakes: &[
            MistakeText {
                what: "Bruk klient-id-en frå TT02 i eit anna miljø",
                mend: "Bruk klienten som er laga i det miljøet.",
            },
            MistakeText {
                what: "Skriv Maskinporten i test som «aud» i eit anna miljø",
                mend: "Bruk https://test.maskinporten.no/ i test, og https://maskinporten.no/ i produksjon.",
            },
        ],
    },
];
