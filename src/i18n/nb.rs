//! The texts in Bokmål.

use super::texts::{
    Before, Dashboard, Home, How, Login, Module, Organisations, Site, Status, StatusText, Texts,
};

pub const TEXTS: Texts = Texts {
    site: SITE,
    home: HOME,
    how: HOW,
    login: LOGIN,
    organisations: ORGANISATIONS,
    before: BEFORE,
    status: STATUS,
    dashboard: DASHBOARD,
};

const SITE: Site = Site {
    name: "SmartCloud",
    description: "Regnskapssystemet som henter tallene selv, med en tilgang du gir og tar tilbake i Altinn.",
    skip: "Hopp til innholdet",
    to_home: "SmartCloud, til forsiden",
    menu: "Hovedmeny",
    plans: "Planer",
    how: "Slik virker det",
    overview: "Oversikt",
    log_in: "Logg inn",
    log_out: "Logg ut",
    language: "Språk",
    demo: "SmartCloud er et oppdiktet firma. Nettstedet viser hvordan en systemleverandør får tilgang gjennom Altinn.",
    about: "Koblingen til Altinn, steg for steg",
    for_developers: "For utviklere:",
    environment: "Miljø:",
    support_reference: "Referanse for brukerstøtte:",
    organisation_number: "Org.nr.",
    technical: "Teknisk navn:",
    single_right: "Enkelttjeneste",
    access_package: "Tilgangspakke",
    per_month: "per måned",
    simulated_altinn: "Altinn (simulert)",
};

const HOME: Home = Home {
    title: "Regnskapet henter tallene selv",
    intro: "SmartCloud henter krav, lønn og varer på vei rett fra dem som eier tallene. Du gir tilgangen i Altinn, og du kan ta den tilbake.",
    see_plans: "Se planene",
    see_how: "Slik virker koblingen til Altinn",
    picture_title: "Firmaet har nøkkelen",
    picture_description: "Firmaet ditt gir SmartCloud en nøkkel. Med den henter SmartCloud krav, betalinger, lønn og varer på vei fra dem som eier tallene, og viser dem til firmaet. Firmaet kan ta nøkkelen tilbake.",
    picture_company: "Firmaet ditt",
    picture_key: "Nøkkelen du gir",
    picture_figures: "Tallene dine",
    sample_title: "Alt på én side",
    sample_intro: "Dette møter deg når du logger inn: hva du skal betale, hva lønnen ble, og hva som er på vei.",
    sample_note: "Eksempel: en kafé med oppdiktede tall.",
    plans_title: "Velg en plan",
    plans_intro: "Hver plan ber bare om den tilgangen den bruker. Du ser alt før du godkjenner.",
    modules_title: "Dette får du se",
    access_title: "Dette ber planen om i Altinn",
    show_reason: "Hvorfor?",
    choose: |plan| format!("Velg {plan}"),
    control_title: "Du har nøkkelen",
    facts: [
        (
            "Du godkjenner i Altinn",
            "SmartCloud får aldri passordet ditt. Du svarer ja eller nei hos Altinn.",
        ),
        (
            "Du ser nøyaktig hva",
            "Altinn viser den samme listen som vi gjør, med de samme navnene. Trenger vi mer senere, må du godkjenne det også.",
        ),
        (
            "Du kan ta den tilbake",
            "Slett tilgangen i Altinn når du vil. Da slutter SmartCloud å hente tall med en gang.",
        ),
    ],
};

const HOW: How = How {
    title: "Slik virker koblingen til Altinn",
    intro: "Du gir SmartCloud en nøkkel som passer til noen få dører. Altinn passer på nøkkelen, og du bestemmer over den.",
    steps_title: "Fire steg",
    steps: [
        (
            "Velg plan",
            "Planen sier hvilke tall SmartCloud skal vise, og hva den trenger for å hente dem.",
        ),
        (
            "Logg inn",
            "Du logger inn med ID-porten. Har du flere firmaer, velger du ett. Så ser du hva vi ber om.",
        ),
        (
            "Svar i Altinn",
            "Du sendes til Altinn og godkjenner eller avviser der. Kan du ikke selv, sender du forespørselen videre.",
        ),
        (
            "Kom tilbake",
            "Altinn logger deg ut når du er ferdig. Logg inn her igjen, så spør vi Altinn hva svaret ble og viser det.",
        ),
    ],
    access_title: "Hva er en systemtilgang?",
    access: [
        "En systemtilgang er nøkkelen: en egen bruker i Altinn som hører til firmaet ditt, og som bare SmartCloud kan bruke. Den kan bare det du har godkjent.",
        "Utviklere kaller den en systembruker.",
    ],
    approvers_title: "Hvem kan godkjenne?",
    approvers: [
        "Daglig leder, hovedadministrator eller tilgangsstyrer i firmaet, når de selv har de fullmaktene det spørres om.",
        "Har du en annen rolle, kan du starte likevel og sende forespørselen videre fra Altinn.",
    ],
    limits_title: "Hva SmartCloud ikke kan",
    limits: [
        "logge inn som deg",
        "hente noe du ikke har godkjent",
        "gi tilgangen videre til andre",
        "se om du har sendt forespørselen til en kollega",
    ],
    developers_title: "For utviklere",
    developers: "Hele mønsteret ligger i én fil i kildekoden:",
};

const LOGIN: Login = Login {
    title: "Logg inn",
    intro: "Du logger inn med ID-porten.",
    chosen: "Du har valgt",
    plan_intro: "Du logger inn med ID-porten. Etterpå ser du hva planen ber om i Altinn, før vi sender noe.",
    button: "Logg inn med ID-porten",
    privacy: "Fødselsnummeret ditt blir ikke lagret hos oss.",
    logout_title: "Vil du logge ut?",
    logout_intro: "Du logges ut av SmartCloud og av ID-porten. Da logges du også ut av andre tjenester du har brukt ID-porten til i denne nettleseren.",
    logout_button: "Logg ut",
    stay_logged_in: "Fortsett innlogget",
    logged_out_title: "Du er logget ut",
    logged_out_intro: "Det du har gjort, er lagret. Tilgangen firmaet har gitt, gjelder fortsatt.",
    log_in_again: "Logg inn igjen",
    still_at_id_porten_title: "Du er logget ut av SmartCloud",
    log_out_of_id_porten: "Logg ut av ID-porten",
    other_person_intro: "ID-porten husker hvem du er. Skal noen andre logge inn, må du logges ut av ID-porten først.",
    other_person: "Logg inn som en annen",
};

const ORGANISATIONS: Organisations = Organisations {
    title: "Hvilket firma gjelder det?",
    intro: |plan| match plan {
        Some(plan) => format!(
            "Altinn sier at du kan handle for disse firmaene. Du har valgt planen {plan}, og vi ber om tilgang for det firmaet du velger."
        ),
        None => "Altinn sier at du kan handle for disse firmaene.".to_owned(),
    },
    list: "Firmaene dine",
    search: "Søk etter navn eller organisasjonsnummer",
    search_button: "Søk",
    show_all: "Vis alle",
    result_count: |count| match count {
        1 => "1 treff".to_owned(),
        _ => format!("{count} treff"),
    },
    more: |shown, all| {
        format!("Her er de første {shown} av {all} firmaer. Søk for å finne de andre.")
    },
    no_results: "Ingen av firmaene dine passer med søket.",
    role: |role| match role {
        "dagl" | "daglig-leder" => Some("Daglig leder"),
        "innh" | "innehaver" => Some("Innehaver"),
        "lede" | "styreleder" => Some("Styrets leder"),
        "medl" | "styremedlem" => Some("Styremedlem"),
        "hadm" | "hovedadministrator" => Some("Hovedadministrator"),
        "admai" | "tilgangsstyrer" => Some("Tilgangsstyrer"),
        "regn" | "regnskapsforer" => Some("Regnskapsfører"),
        "revi" | "revisor" => Some("Revisor"),
        "kont" | "kontaktperson" => Some("Kontaktperson"),
        "ansatt" => Some("Ansatt"),
        _ => None,
    },
    other_role: "Annen rolle",
    switch: "Bytt firma",
};

const BEFORE: Before = Before {
    title: |name| format!("Gi SmartCloud tilgang på vegne av {name}"),
    intro: "Altinn kommer til å spørre deg om dette, med de samme navnene. Se over det før du går videre.",
    plan: "Plan",
    other_plan: "Bytt plan",
    access_title: "Dette ber vi om",
    right_reads: "Gir rett til å lese.",
    right_writes: "Gir rett til å lese og skrive.",
    service_reads: "lese",
    service_writes: "lese og skrive",
    services: |count| match count {
        0 => "Ingen tjenester ennå".to_owned(),
        1 => "1 tjeneste".to_owned(),
        _ => format!("{count} tjenester"),
    },
    writing_services: |count| match count {
        1 => "1 gir også rett til å skrive".to_owned(),
        _ => format!("{count} gir også rett til å skrive"),
    },
    whole_package: "Altinn deler bare ut hele pakken, men SmartCloud bruker den bare til dette.",
    details: "Teknisk navn",
    own_names: "Altinn svarer ikke akkurat nå, så navnene her er våre egne. Altinn kan bruke andre ord om det samme.",
    nothing_else: "Dette er alt. SmartCloud får ikke se andre tjenester i Altinn.",
    approvers_title: "Hvem kan godkjenne?",
    approvers: "Daglig leder, hovedadministrator eller tilgangsstyrer, som selv har disse fullmaktene.",
    you_approve: "Rollen din i firmaet lar deg godkjenne. Mangler du en av fullmaktene selv, sier Altinn fra, og en kollega må gjøre det.",
    forward_hint: "Er du ikke en av dem? Gå videre likevel. I Altinn kan du sende forespørselen til en som er det.",
    next_title: "Hva skjer nå?",
    next_steps: |altinn, may_forward| {
        [
            format!("Du sendes til {altinn}."),
            if may_forward {
                "Du ser listen én gang til. Der svarer du, eller sender forespørselen videre."
            } else {
                "Du ser listen én gang til og svarer ja eller nei."
            }
            .to_owned(),
            "Altinn logger deg ut og sender deg hit. Logg inn igjen for å se svaret.".to_owned(),
        ]
    },
    undo_title: "Kan jeg angre?",
    undo: "Ja. Tilgangen heter systemtilgang i Altinn (utviklere sier systembruker), og du kan slette den der når du vil.",
    button: "Gå til Altinn og godkjenn",
    forward_button: "Gå til Altinn og send videre",
    destination: |altinn| format!("Du sendes til {altinn}"),
    request_open: "Denne forespørselen er sendt før, og ingen har svart ennå. Du går videre med den samme.",
    replacement_title: "En forespørsel venter allerede",
    replacement: "Den kan ikke brukes til denne planen. Går du videre, trekker vi den gamle tilbake og sender en ny. Da kan ingen godkjenne den gamle lenger.",
    connected_title: |name| format!("{name} er koblet til allerede"),
    connected: "Det er ikke nødvendig å godkjenne på nytt.",
    connected_plan: |plan| format!("Firmaet har planen {plan}."),
    change_plan: "Vil du bytte plan? Slett systemtilgangen i Altinn først, og velg planen på nytt etterpå.",
};

const STATUS: Status = Status {
    not_started: StatusText {
        headline: |name| format!("{name} er ikke koblet til ennå"),
        sentence: "Det ligger ingen forespørsel i Altinn. Velg hva SmartCloud skal hente, så sender vi en.",
        action: "Be om tilgang",
    },
    awaiting: StatusText {
        headline: |_| "Venter på svar i Altinn".to_owned(),
        sentence: "Ingen har godkjent eller avvist forespørselen ennå.",
        action: "Gå til Altinn og svar",
    },
    connected: StatusText {
        headline: |name| format!("{name} er koblet til"),
        sentence: "Tilgangen er godkjent i Altinn, og SmartCloud kan hente tallene.",
        action: "Åpne oversikten",
    },
    found: StatusText {
        headline: |name| format!("{name} var koblet til fra før"),
        sentence: "Altinn har allerede en systemtilgang til SmartCloud for firmaet, så du trengte ikke å godkjenne på nytt.",
        action: "Åpne oversikten",
    },
    refused: StatusText {
        headline: |_| "Forespørselen ble avvist".to_owned(),
        sentence: "Noen i firmaet svarte nei i Altinn. SmartCloud har ingen tilgang, og ingenting er hentet.",
        action: "Spør på nytt",
    },
    expired: StatusText {
        headline: |_| "Forespørselen er for gammel".to_owned(),
        sentence: "Ingen svarte før fristen i Altinn gikk ut. SmartCloud har ingen tilgang.",
        action: "Spør på nytt",
    },
    withdrawn: StatusText {
        headline: |_| "Tilgangen er tatt tilbake".to_owned(),
        sentence: "Systemtilgangen er slettet i Altinn. SmartCloud henter ikke lenger tall for firmaet.",
        action: "Be om tilgang på nytt",
    },
    unknown: StatusText {
        headline: |_| "Vi vet ikke svaret akkurat nå".to_owned(),
        sentence: "Altinn svarte ikke da vi spurte. Forespørselen din er ikke gått tapt.",
        action: "Prøv igjen",
    },
    last_known: |headline| format!("Sist vi fikk svar, var det slik: {headline}."),
    never_checked: "Vi har ikke fått svar fra Altinn om dette firmaet før.",
    check_again: "Sjekk på nytt",
    events_title: "Dette har skjedd",
    event_sent: "Forespørsel sendt",
    event_opened: "Åpnet i Altinn",
    event_answered: "Besvart",
    event_checked: "Sist sjekket",
    not_yet: "ikke ennå",
    share_title: "Er det en annen som må godkjenne?",
    share_forward: "Gå til Altinn likevel. Der kan du sende forespørselen videre til en som kan godkjenne.",
    share_limits: "SmartCloud kan ikke se om forespørselen er sendt videre, bare om den er besvart.",
    share_colleague: "Du kan sende en kollega hit. Kollegaen logger inn og går videre herfra:",
    share_text: |name, address| {
        format!(
            "Hei! SmartCloud trenger en systemtilgang i Altinn for {name}. Daglig leder, hovedadministrator eller tilgangsstyrer kan godkjenne den. Logg inn her, og gå videre til Altinn: {address}"
        )
    },
    share_subject: |name| format!("Godkjenn systemtilgang for {name}"),
    share_email: "Skriv e-post",
    altinn_hint: "Du finner tilgangen i Altinn under Tilgangsstyring, Systemtilganger. Der kan du også slette den.",
    open_altinn: "Se systemtilgangene i Altinn",
    live_now: "Sist sjekket nå. Siden oppdateres av seg selv.",
    live_second: "Sist sjekket for 1 sekund siden. Siden oppdateres av seg selv.",
    live_seconds: "Sist sjekket for {} sekunder siden. Siden oppdateres av seg selv.",
    live_minutes: "Sist sjekket for {} minutter siden. Siden oppdateres av seg selv.",
    live_no_response: "Får ikke svar akkurat nå. Siden prøver igjen av seg selv.",
    live_signed_out: "Logg inn igjen for å se hva som gjelder.",
    live_no_role_title: "Du har ikke lenger en rolle i firmaet",
    live_no_role: "Altinn sier ikke lenger at du har en rolle i firmaet. Derfor viser vi ikke nye svar her.",
    see_organisations: "Se firmaene dine",
    show_answer: "Vis hva du kan gjøre nå",
    returned_title: "Du er tilbake fra Altinn",
    returned_intro: "Altinn logger deg ut når du er ferdig der, og da logges du ut her også. Svaret ditt er tatt vare på i Altinn.",
    returned_next: "Logg inn igjen, så spør vi Altinn og viser hva som gjelder. Du trenger ikke å begynne på nytt.",
    log_in_title: "Logg inn for å se status",
    log_in_intro: "Status vises bare til dem som kan handle for firmaet.",
    log_in_button: "Logg inn og se status",
    replacement_missing: StatusText {
        headline: |_| "Den nye forespørselen er ikke sendt".to_owned(),
        sentence: "Vi trakk tilbake den gamle forespørselen, men Altinn har ikke fått den nye. Ingen kan godkjenne noe nå. Prøv igjen, så sender vi den.",
        action: "Prøv igjen",
    },
    missing_access: |approved, wanted, names| {
        format!(
            "Tilgangen er godkjent for planen {approved}. Planen {wanted} ber i tillegg om: {names}. Vil du ha {wanted}? Slett systemtilgangen i Altinn først, og velg planen på nytt etterpå."
        )
    },
    unknown_rights: |wanted| {
        format!(
            "Vi kan ikke se om tilgangen dekker alt planen {wanted} ber om. Oversikten viser hva den gir tilgang til."
        )
    },
};

const DASHBOARD: Dashboard = Dashboard {
    title: "Oversikt",
    intro: |plan| {
        format!(
            "Plan {plan}. Tallene hentes med systemtilgangen firmaet har gitt, hver gang du åpner siden."
        )
    },
    status_link: "Se tilgangen",
    claims: Module {
        title: "Krav",
        shows: "Krav fra Skatteetaten, med beløp og frist.",
    },
    payments: Module {
        title: "Betalinger",
        shows: "Betalinger til og fra Skatteetaten.",
    },
    payroll: Module {
        title: "Lønn",
        shows: "Lønn og skattetrekk for hver ansatt.",
    },
    logistics: Module {
        title: "Varer på vei",
        shows: "Varer på vei til dere, og når de er ventet.",
    },
    fetched_with_right: |name, time| {
        format!("Hentet med systemtilgangen · enkelttjeneste {name} · {time}")
    },
    fetched_with_package: |name, time| {
        format!("Hentet med systemtilgangen · tilgangspakke {name} · {time}")
    },
    fetched: |time| format!("Hentet med systemtilgangen · {time}"),
    to_pay: "å betale",
    of_which_overdue: |amount| format!("{amount} er forfalt."),
    nothing_to_pay: "Ingenting å betale.",
    claims_caption: "Åpne krav etter frist, i kroner",
    claim: "Krav",
    due: "Frist",
    overdue: "Forfalt",
    outstanding: "Gjenstår",
    of_amount: |amount| format!("av {amount}"),
    paid_to_tax_office: "Betalt til Skatteetaten",
    refunded: "Fått tilbake",
    payments_caption: "Betalinger til og fra Skatteetaten siste tre måneder, i kroner",
    description: "Gjelder",
    date: "Dato",
    paid_column: "Betalt",
    refunded_column: "Fått tilbake",
    no_payments: "Ingen betalinger de siste tre månedene.",
    net_pay: "netto lønn",
    paid: "utbetalt",
    not_paid: "ikke utbetalt ennå",
    employee: "Ansatt",
    gross: "Brutto",
    tax: "Skatt",
    net: "Netto",
    state: "Status",
    sum: "Sum",
    month: |month| format!("Lønn for {month}, i kroner"),
    no_payroll: "Ingen lønn er meldt inn.",
    from: |place| format!("fra {place}"),
    expected: |date| format!("ventet {date}"),
    arrived_on: |date| format!("kom {date}"),
    now_expected: |date| format!("nå ventet {date}"),
    in_transit: "På vei",
    arrived: "Kommet fram",
    delayed: "Forsinket",
    no_shipments: "Ingen varer er på vei.",
    would_show: "Her ville du sett:",
    not_shown: |plan| {
        format!(
            "Planen {plan} viser ikke dette. SmartCloud henter det ikke, selv om tilgangen i Altinn også åpner for det."
        )
    },
    not_requested: |plan| {
        format!("Planen {plan} viser ikke dette, og ber ikke om tilgang til det.")
    },
    see_plan: |plan| format!("Se planen {plan}"),
    not_for_you: "Du har ikke selv tilgang til dette i Altinn. Derfor henter SmartCloud det ikke for deg.",
    who_can_see: |package| {
        format!(
            "Daglig leder, styrets leder, innehaver og deltakere i firmaet kan se det. Det kan også de som har tilgangspakken «{package}». Firmaets tilgangsstyrer kan gi deg den i Altinn."
        )
    },
    no_access: "Systemtilgangen gir ikke adgang til disse tallene. Kanskje den ble godkjent for en annen plan. Slett den i Altinn, og be om tilgang på nytt.",
    open_altinn: "Åpne systemtilganger i Altinn",
    unauthorised: "Tjenesten godtok ikke nøkkelen til SmartCloud. Feilen ligger hos oss.",
    system_user_not_found: "Maskinporten fant ingen systemtilgang for firmaet. Derfor kunne vi ikke hente tallene.",
    see_status: "Se hva som gjelder",
    unreachable: "Tjenesten svarer ikke akkurat nå. Tallene er trygge hos dem som eier dem.",
    refused: "Tjenesten ville ikke gi fra seg tallene.",
    maskinporten_unreachable: "Maskinporten svarer ikke akkurat nå. Uten Maskinporten kan ikke SmartCloud hente tallene. Systemtilgangen er ikke borte. Prøv igjen om litt.",
    maskinporten_refused: "Maskinporten godtok ikke SmartCloud, så vi kunne ikke hente tallene. Feilen ligger hos oss.",
    try_again: "Prøv igjen",
    support_title: "For brukerstøtte",
    support_not_found: "Maskinporten svarte MP-303. Hvis firmaet har godkjent tilgangen og ikke slettet den, er det tre mulige årsaker:",
    support_causes: [
        "Klient-ID-en til SmartCloud står ikke på systemet i Altinns systemregister.",
        "externalRef mangler eller er en annen enn i forespørselen om systemtilgang.",
        "systemuser_org er en annen virksomhet enn den som eier systemtilgangen.",
    ],
};
