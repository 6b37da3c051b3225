//! The texts in Bokmål.

use super::{QuestionText, QuestionsTexts};

pub const TEXTS: QuestionsTexts = QuestionsTexts {
    title: "Spørsmål som leverandører stiller",
    intro: "Tjue spørsmål, med korte svar og kilder. Trykk på en knapp, så sender SmartCloud ekte kall og viser svarene. Kundene i kallene er oppdiktede, og blir slettet etterpå.",
    only_simulator: "Knappene som viser svarene, finnes bare når SmartCloud kjører mot simulatoren.",
    to_getting_started: "Se også: kom i gang, i seks steg",
    show: "Vis det med ekte kall",
    scene: "Vis det på sidene",
    station: |number| format!("Se steg {number} i «Kom i gang»"),
    sources: "Kilder:",
    questions: QUESTIONS,
};

const QUESTIONS: [QuestionText; 20] = [
    QuestionText {
        question: "Hvilke scopes trenger jeg, hvem gir dem, og hvorfor får jeg 403?",
        answer: "Du trenger tre fra Altinn: ett for å skrive i systemregisteret, ett for å sende forespørsler og ett for å lese dem. Du får dem når du har godtatt vilkårene og sendt skjemaet. I tillegg trenger du scopet til tjenesteeieren. Et token uten riktig scope gir 403 med tomt svar. Det gjør også et kall om systemet til en annen leverandør.",
        look: "Se etter: det samme kallet gir 403 med det ene tokenet og 200 med det andre.",
    },
    QuestionText {
        question: "Hvorfor trenger jeg et skrive-scope for å lese?",
        answer: "Slik er API-et laget: «byquery» krever systemuser.request.write, og «bysystem» krever systemregister.write. Skrive-scopet gir ikke lesing av forespørsler, så be om begge.",
        look: "Se etter: «byquery» gir 403 med lese-scopet og 200 med skrive-scopet. «bysystem» gir 403 med lese-scopet og 200 med systemregister.write.",
    },
    QuestionText {
        question: "MP-303 invalid_altinn_customer_configuration: hva er årsaken?",
        answer: "En av tre: klient-id-en står ikke på systemet, externalRef mangler eller er feil, eller nummeret i systemuser_org er feil. Du får det samme svaret før kunden har godkjent, og etter at systembrukeren er slettet.",
        look: "Se etter: riktig externalRef gir token. Feil externalRef, ingen externalRef, feil organisasjon og en klient som ikke står på systemet, gir MP-303.",
    },
    QuestionText {
        question: "Når bruker jeg externalRef, og kan en virksomhet ha flere systembrukere?",
        answer: "Når en virksomhet skal ha flere systembrukere i samme system. externalRef skiller dem, for eksempel én for lønn og én for regnskap. Uten externalRef bruker Altinn organisasjonsnummeret. Send den samme verdien til Maskinporten.",
        look: "Se etter: to systembrukere for samme virksomhet, og et token for hver.",
    },
    QuestionText {
        question: "Eget system eller klientsystem, og hvor mange?",
        answer: "For virksomhetens egne data bruker du en vanlig systembruker. For klienters data bruker du en systembruker for klienter, som API-et kaller «agent». Et system som gjør begge deler, trenger to.",
        look: "Se etter: samme regnskapsfører har to systembrukere. userType er «agent» for klientenes data og «standard» for egne data. På sidene legger hun til klienter.",
    },
    QuestionText {
        question: "Hvem kan godkjenne, og hvorfor kan ikke jeg?",
        answer: "En tilgangsstyrer i virksomheten, som selv kan gi alle rettighetene og pakkene i forespørselen. En annen som er knyttet til virksomheten, kan bare sende den videre.",
        look: "Se etter: Ola trykker på «Godkjenn systemtilgang», og Altinn sier hva han ikke kan gi.",
    },
    QuestionText {
        question: "Kan kunden godkjenne bare en del?",
        answer: "Nei. Det er alt eller ingenting, også for endringsforespørsler.",
        look: "Se etter: én forespørsel med tre rettigheter. Etter godkjenningen har den fått status «Accepted», med alle tre.",
    },
    QuestionText {
        question: "Hvorfor står ikke klienten i listen?",
        answer: "Enten er det ingen relasjon, som en rolle i registeret eller en delegering. Eller så har klienten ikke gitt alle pakkene som systembrukeren har. Én manglende pakke er nok.",
        look: "Se etter: Ida har sju klienter, men «Legg til eller fjern klienter» viser bare én. De andre har ikke gitt pakken som systembrukeren har.",
    },
    QuestionText {
        question: "Pakke eller enkeltrettighet, og hvilken pakke hører til hvilken tjeneste?",
        answer: "Be om det som tjenesten kan delegeres med, og om så lite som mulig. Vanlige systembrukere kan få pakker som er merket isAssignable. Systembrukere for klienter kan få pakker som er merket isDelegable.",
        look: "Se etter: flaggene på pakken, og tjenestene i den. Kallene trenger ikke noe token.",
    },
    QuestionText {
        question: "Hvordan får jeg vite hva kunden svarte?",
        answer: "Nettleseren kommer tilbake likt ved ja og nei, så returen sier ingenting. Spør Altinn med id-en du lagret før kunden dro.",
        look: "Se etter: statusen er først «New», og «Rejected» etter at kunden har sagt nei.",
    },
    QuestionText {
        question: "Hvor lenge varer lenken, og kan jeg sende den på nytt?",
        answer: "180 dager, ifølge Altinns kode. Én versjon av dokumentasjonen sier 10. Den samme lenken kan sendes igjen. En POST med samme innhold gir den samme forespørselen tilbake.",
        look: "Se etter: den gamle forespørselen har gått ut. Den nye gir 201 første gang, og 200 med samme id andre gang.",
    },
    QuestionText {
        question: "Hvordan endrer jeg rettighetene til en systembruker som finnes?",
        answer: "Send en endringsforespørsel med en ny korrelasjons-id. Kunden må godkjenne den. En systembruker for klienter kan ikke endres: lag en ny, og flytt klientene.",
        look: "Se etter: endringsforespørselen venter, og sier hva som skal legges til.",
    },
    QuestionText {
        question: "Hvem kan slette, og hva skjer når kunden trekker tilgangen tilbake?",
        answer: "Bare kunden, i Altinn. Du ser 404 fra «byquery» og MP-303 fra Maskinporten. Et token som er utstedt, varer til det går ut, men Altinn gir ikke lenger tilgang.",
        look: "Se etter: 404 uten feilkode, og så MP-303.",
    },
    QuestionText {
        question: "Kunden laget systembrukeren i Altinn. Hvordan finner jeg den?",
        answer: "Spør med «byquery» på system og organisasjon, eller med «bysystem». Altinn sender ikke noe varsel. externalRef er organisasjonsnummeret.",
        look: "Se etter: «byquery» finner den uten at SmartCloud har sendt noen forespørsel.",
    },
    QuestionText {
        question: "Token for en klient: hvilket nummer skal stå i systemuser_org?",
        answer: "Nummeret til den som eier systembrukeren, altså regnskapsføreren, og aldri klienten. Hvilken klient kallet gjelder, er en parameter til API-et du kaller.",
        look: "Se etter: eierens nummer gir token, og et annet nummer gir MP-303.",
    },
    QuestionText {
        question: "Hvilken person står bak, og tar tjenesten imot systembrukere?",
        answer: "Ingen person. Det en systembruker gjør, kan ikke knyttes til en navngitt person. Der tjenesten krever personlig ansvar, må en person logge inn. Spør tjenesteeieren: en tjeneste kan være ulik i TT02 og i produksjon.",
        look: "Se etter: tokenet har en organisasjon og en systembruker, men ingen person. En oppdiktet tjeneste som krever en person, svarer derfor 403.",
    },
    QuestionText {
        question: "Hva betyr PRECONDITION_REQUIRED … bruksvilkårene?",
        answer: "Vilkårene for private virksomheter er ikke signert. En som kan signere for virksomheten, må gjøre det hos Digdir.",
        look: "Se steg 2. Dette kan vi ikke vise med et kall, fordi en person må gjøre det.",
    },
    QuestionText {
        question: "Hvorfor finnes ikke min egen virksomhet i TT02?",
        answer: "TT02 har syntetiske virksomheter fra Tenor. Vil du ha inn en ekte virksomhet, må du spørre servicedesk@altinn.no.",
        look: "Se etter: svaret når vi ber om tilgang hos en ekte virksomhet i et testmiljø.",
    },
    QuestionText {
        question: "Et lokalt eller egenutviklet system: hvem registrerer det, og hvem sine nøkler brukes?",
        answer: "Den som eier Maskinporten-klienten, eier også oppføringen i systemregisteret. Leverandøren i oppføringen må være den samme som i tokenet. Kunder deler aldri nøkler.",
        look: "Se etter: Altinn nekter SmartCloud å registrere et system for en annen leverandør.",
    },
    QuestionText {
        question: "Legger jeg til klienter gjennom API-et eller i Altinn?",
        answer: "Du kan gjøre begge deler, med én klient om gangen. API-et krever et Altinn-token som er vekslet fra ID-porten-tokenet til en klientadministrator, med altinn:clientdelegations.*.",
        look: "Se etter: leverandørens eget token fra Maskinporten blir avvist.",
    },
];
