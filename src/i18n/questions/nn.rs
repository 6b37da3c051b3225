//! The texts in Nynorsk.

use super::{QuestionText, QuestionsTexts};

pub const TEXTS: QuestionsTexts = QuestionsTexts {
    title: "Spørsmål som leverandørar stiller",
    intro: "Tjue spørsmål, med korte svar og kjelder. Trykk på ein knapp, så sender SmartCloud ekte kall og viser svara. Kundane i kalla er oppdikta, og blir sletta etterpå.",
    only_simulator: "Knappane som viser svara, finst berre når SmartCloud køyrer mot simulatoren.",
    to_getting_started: "Sjå òg: kom i gang, i seks steg",
    show: "Vis det med ekte kall",
    scene: "Vis det på sidene",
    station: |number| format!("Sjå steg {number} i «Kom i gang»"),
    sources: "Kjelder:",
    questions: QUESTIONS,
};

const QUESTIONS: [QuestionText; 20] = [
    QuestionText {
        question: "Kva scopes treng eg, kven gir dei, og kvifor får eg 403?",
        answer: "Du treng tre frå Altinn: eitt for å skrive i systemregisteret, eitt for å sende førespurnader og eitt for å lese dei. Du får dei når du har godteke vilkåra og sendt skjemaet. I tillegg treng du scopet til tenesteeigaren. Eit token utan rett scope gir 403 med tomt svar. Det gjer òg eit kall om systemet til ein annan leverandør.",
        look: "Sjå etter: det same kallet gir 403 med det eine tokenet og 200 med det andre.",
    },
    QuestionText {
        question: "Kvifor treng eg eit skrive-scope for å lese?",
        answer: "Slik er API-et laga: «byquery» krev systemuser.request.write, og «bysystem» krev systemregister.write. Skrive-scopet gir ikkje lesing av førespurnader, så be om begge.",
        look: "Sjå etter: «byquery» gir 403 med lese-scopet og 200 med skrive-scopet. «bysystem» gir 403 med lese-scopet og 200 med systemregister.write.",
    },
    QuestionText {
        question: "MP-303 invalid_altinn_customer_configuration: kva er årsaka?",
        answer: "Ei av tre: klient-id-en står ikkje på systemet, externalRef manglar eller er feil, eller nummeret i systemuser_org er feil. Du får det same svaret før kunden har godkjent, og etter at systembrukaren er sletta.",
        look: "Sjå etter: rett externalRef gir token. Feil externalRef, ingen externalRef, feil organisasjon og ein klient som ikkje står på systemet, gir MP-303.",
    },
    QuestionText {
        question: "Når bruker eg externalRef, og kan ei verksemd ha fleire systembrukarar?",
        answer: "Når ei verksemd skal ha fleire systembrukarar i same system. externalRef skil dei, til dømes éin for lønn og éin for rekneskap. Utan externalRef bruker Altinn organisasjonsnummeret. Send den same verdien til Maskinporten.",
        look: "Sjå etter: to systembrukarar for same verksemd, og eit token for kvar.",
    },
    QuestionText {
        question: "Eige system eller klientsystem, og kor mange?",
        answer: "For data om verksemda sjølv bruker du ein vanleg systembrukar. For data om klientane bruker du ein systembrukar for klientar, som API-et kallar «agent». Eit system som gjer begge delar, treng to.",
        look: "Sjå etter: den same rekneskapsføraren har to systembrukarar. userType er «agent» for data om klientane og «standard» for eigne data. På sidene legg ho til klientar.",
    },
    QuestionText {
        question: "Kven kan godkjenne, og kvifor kan ikkje eg?",
        answer: "Ein tilgangsstyrar i verksemda, som sjølv kan gi alle rettane og pakkane i førespurnaden. Ein annan som er knytt til verksemda, kan berre sende han vidare.",
        look: "Sjå etter: Ola trykkjer på «Godkjenn systemtilgang», og Altinn seier kva han ikkje kan gi.",
    },
    QuestionText {
        question: "Kan kunden godkjenne berre ein del?",
        answer: "Nei. Det er alt eller ingenting, òg for endringsførespurnader.",
        look: "Sjå etter: éin førespurnad med tre rettar. Etter godkjenninga har han fått status «Accepted», med alle tre.",
    },
    QuestionText {
        question: "Kvifor står ikkje klienten i lista?",
        answer: "Anten er det ingen relasjon, som ei rolle i registeret eller ei delegering. Eller så har klienten ikkje gitt alle pakkane som systembrukaren har. Éin manglande pakke er nok.",
        look: "Sjå etter: Ida har sju klientar, men «Legg til eller fjern klientar» viser berre éin. Dei andre har ikkje gitt pakken som systembrukaren har.",
    },
    QuestionText {
        question: "Pakke eller enkeltrett, og kva pakke høyrer til kva teneste?",
        answer: "Be om det som tenesta kan delegerast med, og om så lite som råd. Vanlege systembrukarar kan få pakkar som er merkte isAssignable. Systembrukarar for klientar kan få pakkar som er merkte isDelegable.",
        look: "Sjå etter: flagga på pakken, og tenestene i han. Kalla treng ikkje noko token.",
    },
    QuestionText {
        question: "Korleis får eg vite kva kunden svara?",
        answer: "Nettlesaren kjem tilbake likt ved ja og nei, så returen seier ingenting. Spør Altinn med id-en du lagra før kunden drog.",
        look: "Sjå etter: statusen er først «New», og «Rejected» etter at kunden har sagt nei.",
    },
    QuestionText {
        question: "Kor lenge varer lenkja, og kan eg sende henne på nytt?",
        answer: "180 dagar, ifølgje koden til Altinn. Éin versjon av dokumentasjonen seier 10. Den same lenkja kan sendast igjen. Ein POST med same innhald gir den same førespurnaden tilbake.",
        look: "Sjå etter: den gamle førespurnaden har gått ut. Den nye gir 201 første gong, og 200 med same id andre gong.",
    },
    QuestionText {
        question: "Korleis endrar eg rettane til ein systembrukar som finst?",
        answer: "Send ein endringsførespurnad med ein ny korrelasjons-id. Kunden må godkjenne han. Ein systembrukar for klientar kan ikkje endrast: lag ein ny, og flytt klientane.",
        look: "Sjå etter: endringsførespurnaden ventar, og seier kva som skal leggjast til.",
    },
    QuestionText {
        question: "Kven kan slette, og kva skjer når kunden trekkjer tilgangen tilbake?",
        answer: "Berre kunden, i Altinn. Du ser 404 frå «byquery» og MP-303 frå Maskinporten. Eit token som er utferda, varer til det går ut, men Altinn gir ikkje lenger tilgang.",
        look: "Sjå etter: 404 utan feilkode, og så MP-303.",
    },
    QuestionText {
        question: "Kunden laga systembrukaren i Altinn. Korleis finn eg han?",
        answer: "Spør med «byquery» på system og organisasjon, eller med «bysystem». Altinn sender ikkje noko varsel. externalRef er organisasjonsnummeret.",
        look: "Sjå etter: «byquery» finn han utan at SmartCloud har sendt nokon førespurnad.",
    },
    QuestionText {
        question: "Token for ein klient: kva nummer skal stå i systemuser_org?",
        answer: "Nummeret til den som eig systembrukaren, altså rekneskapsføraren, og aldri klienten. Kva klient kallet gjeld, er ein parameter til API-et du kallar.",
        look: "Sjå etter: nummeret til eigaren gir token, og eit anna nummer gir MP-303.",
    },
    QuestionText {
        question: "Kva person står bak, og tek tenesta imot systembrukarar?",
        answer: "Ingen person. Det ein systembrukar gjer, kan ikkje knytast til ein namngitt person. Der tenesta krev personleg ansvar, må ein person logge inn. Spør tenesteeigaren: ei teneste kan vere ulik i TT02 og i produksjon.",
        look: "Sjå etter: tokenet har ein organisasjon og ein systembrukar, men ingen person. Ei oppdikta teneste som krev ein person, svarer derfor 403.",
    },
    QuestionText {
        question: "Kva tyder PRECONDITION_REQUIRED … bruksvilkårene?",
        answer: "Vilkåra for private verksemder er ikkje signerte. Ein som kan signere for verksemda, må gjere det hos Digdir.",
        look: "Sjå steg 2. Dette kan vi ikkje vise med eit kall, fordi ein person må gjere det.",
    },
    QuestionText {
        question: "Kvifor finst ikkje mi eiga verksemd i TT02?",
        answer: "TT02 har syntetiske verksemder frå Tenor. Vil du ha inn ei ekte verksemd, må du spørje servicedesk@altinn.no.",
        look: "Sjå etter: svaret når vi ber om tilgang hos ei ekte verksemd i eit testmiljø.",
    },
    QuestionText {
        question: "Eit lokalt eller eigenutvikla system: kven registrerer det, og kven sine nøklar blir brukte?",
        answer: "Den som eig Maskinporten-klienten, eig òg oppføringa i systemregisteret. Leverandøren i oppføringa må vere den same som i tokenet. Kundar deler aldri nøklar.",
        look: "Sjå etter: Altinn nektar SmartCloud å registrere eit system for ein annan leverandør.",
    },
    QuestionText {
        question: "Legg eg til klientar gjennom API-et eller i Altinn?",
        answer: "Du kan gjere begge delar, med éin klient om gongen. API-et krev eit Altinn-token som er veksla frå ID-porten-tokenet til ein klientadministrator, med altinn:clientdelegations.*.",
        look: "Sjå etter: tokenet som leverandøren sjølv har frå Maskinporten, blir avvist.",
    },
];
