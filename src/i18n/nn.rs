//! The texts in Nynorsk.

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
    description: "Rekneskapssystemet som hentar tala sjølv, med ein tilgang du gir og tek tilbake i Altinn.",
    skip: "Hopp til innhaldet",
    to_home: "SmartCloud, til framsida",
    menu: "Hovudmeny",
    plans: "Planar",
    how: "Slik verkar det",
    overview: "Oversikt",
    log_in: "Logg inn",
    log_out: "Logg ut",
    language: "Språk",
    demo: "SmartCloud er eit oppdikta firma. Nettstaden viser korleis ein systemleverandør får tilgang gjennom Altinn.",
    about: "Koplinga til Altinn, steg for steg",
    for_developers: "For utviklarar:",
    environment: "Miljø:",
    support_reference: "Referanse for brukarstøtte:",
    organisation_number: "Org.nr.",
    technical: "Teknisk namn:",
    single_right: "Enkeltteneste",
    access_package: "Tilgangspakke",
    per_month: "per månad",
    simulated_altinn: "Altinn (simulert)",
};

const HOME: Home = Home {
    title: "Rekneskapen hentar tala sjølv",
    intro: "SmartCloud hentar krav, lønn og varer på veg rett frå dei som eig tala. Du gir tilgangen i Altinn, og du kan ta han tilbake.",
    see_plans: "Sjå planane",
    see_how: "Slik verkar koplinga til Altinn",
    picture_title: "Firmaet har nøkkelen",
    picture_description: "Firmaet ditt gir SmartCloud ein nøkkel. Med han hentar SmartCloud krav, betalingar, lønn og varer på veg frå dei som eig tala, og viser dei til firmaet. Firmaet kan ta nøkkelen tilbake.",
    picture_company: "Firmaet ditt",
    picture_key: "Nøkkelen du gir",
    picture_figures: "Tala dine",
    sample_title: "Alt på éi side",
    sample_intro: "Dette møter deg når du loggar inn: kva du skal betale, kva lønna vart, og kva som er på veg.",
    sample_note: "Døme: ein kafé med oppdikta tal.",
    plans_title: "Vel ein plan",
    plans_intro: "Kvar plan ber berre om den tilgangen han bruker. Du ser alt før du godkjenner.",
    modules_title: "Dette får du sjå",
    access_title: "Dette ber planen om i Altinn",
    show_reason: "Kvifor?",
    choose: |plan| format!("Vel {plan}"),
    control_title: "Du har nøkkelen",
    facts: [
        (
            "Du godkjenner i Altinn",
            "SmartCloud får aldri passordet ditt. Du svarer ja eller nei hos Altinn.",
        ),
        (
            "Du ser nøyaktig kva",
            "Altinn viser den same lista som vi gjer, med dei same namna. Treng vi meir seinare, må du godkjenne det òg.",
        ),
        (
            "Du kan ta han tilbake",
            "Slett tilgangen i Altinn når du vil. Då sluttar SmartCloud å hente tal med ein gong.",
        ),
    ],
};

const HOW: How = How {
    title: "Slik verkar koplinga til Altinn",
    intro: "Du gir SmartCloud ein nøkkel som passar til nokre få dører. Altinn passar på nøkkelen, og du bestemmer over han.",
    steps_title: "Fire steg",
    steps: [
        (
            "Vel plan",
            "Planen seier kva tal SmartCloud skal vise, og kva han treng for å hente dei.",
        ),
        (
            "Logg inn",
            "Du loggar inn med ID-porten. Har du fleire firma, vel du eitt. Så ser du kva vi ber om.",
        ),
        (
            "Svar i Altinn",
            "Du blir send til Altinn og godkjenner eller avviser der. Kan du ikkje sjølv, sender du førespurnaden vidare.",
        ),
        (
            "Kom tilbake",
            "Altinn loggar deg ut når du er ferdig. Logg inn her igjen, så spør vi Altinn kva svaret vart og viser det.",
        ),
    ],
    access_title: "Kva er ein systemtilgang?",
    access: [
        "Ein systemtilgang er nøkkelen: ein eigen brukar i Altinn som høyrer til firmaet ditt, og som berre SmartCloud kan bruke. Han kan berre det du har godkjent.",
        "Utviklarar kallar han ein systembrukar.",
    ],
    approvers_title: "Kven kan godkjenne?",
    approvers: [
        "Dagleg leiar, hovudadministrator eller tilgangsstyrar i firmaet, når dei sjølve har dei fullmaktene det blir spurt om.",
        "Har du ei anna rolle, kan du starte likevel og sende førespurnaden vidare frå Altinn.",
    ],
    limits_title: "Kva SmartCloud ikkje kan",
    limits: [
        "logge inn som deg",
        "hente noko du ikkje har godkjent",
        "gi tilgangen vidare til andre",
        "sjå om du har sendt førespurnaden til ein kollega",
    ],
    developers_title: "For utviklarar",
    developers: "Heile mønsteret ligg i éi fil i kjeldekoden:",
};

const LOGIN: Login = Login {
    title: "Logg inn",
    intro: "Du loggar inn med ID-porten.",
    chosen: "Du har valt",
    plan_intro: "Du loggar inn med ID-porten. Etterpå ser du kva planen ber om i Altinn, før vi sender noko.",
    button: "Logg inn med ID-porten",
    privacy: "Fødselsnummeret ditt blir ikkje lagra hos oss.",
    logout_title: "Vil du logge ut?",
    logout_intro: "Du blir logga ut av SmartCloud og av ID-porten. Då blir du òg logga ut av andre tenester du har brukt ID-porten til i denne nettlesaren.",
    logout_button: "Logg ut",
    stay_logged_in: "Hald fram innlogga",
    logged_out_title: "Du er logga ut",
    logged_out_intro: "Det du har gjort, er lagra. Tilgangen firmaet har gitt, gjeld framleis.",
    log_in_again: "Logg inn igjen",
    still_at_id_porten_title: "Du er logga ut av SmartCloud",
    log_out_of_id_porten: "Logg ut av ID-porten",
    other_person_intro: "ID-porten hugsar kven du er. Skal nokon andre logge inn, må du loggast ut av ID-porten først.",
    other_person: "Logg inn som ein annan",
};

const ORGANISATIONS: Organisations = Organisations {
    title: "Kva firma gjeld det?",
    intro: |plan| match plan {
        Some(plan) => format!(
            "Altinn seier at du kan handle for desse firmaa. Du har valt planen {plan}, og vi ber om tilgang for det firmaet du vel."
        ),
        None => "Altinn seier at du kan handle for desse firmaa.".to_owned(),
    },
    list: "Firmaa dine",
    search: "Søk etter namn eller organisasjonsnummer",
    search_button: "Søk",
    show_all: "Vis alle",
    result_count: |count| format!("{count} treff"),
    more: |shown, all| {
        format!("Her er dei første {shown} av {all} firma. Søk for å finne dei andre.")
    },
    no_results: "Ingen av firmaa dine passar med søket.",
    role: |role| match role {
        "dagl" | "daglig-leder" => Some("Dagleg leiar"),
        "innh" | "innehaver" => Some("Innehavar"),
        "lede" | "styreleder" => Some("Styreleiar"),
        "medl" | "styremedlem" => Some("Styremedlem"),
        "hadm" | "hovedadministrator" => Some("Hovudadministrator"),
        "admai" | "tilgangsstyrer" => Some("Tilgangsstyrar"),
        "regn" | "regnskapsforer" => Some("Rekneskapsførar"),
        "revi" | "revisor" => Some("Revisor"),
        "kont" | "kontaktperson" => Some("Kontaktperson"),
        "ansatt" => Some("Tilsett"),
        _ => None,
    },
    other_role: "Anna rolle",
    switch: "Byt firma",
};

const BEFORE: Before = Before {
    title: |name| format!("Gi SmartCloud tilgang på vegner av {name}"),
    intro: "Altinn kjem til å spørje deg om dette, med dei same namna. Sjå over det før du går vidare.",
    plan: "Plan",
    other_plan: "Byt plan",
    access_title: "Dette ber vi om",
    right_reads: "Gir rett til å lese.",
    right_writes: "Gir rett til å lese og skrive.",
    service_reads: "lese",
    service_writes: "lese og skrive",
    services: |count| match count {
        0 => "Ingen tenester enno".to_owned(),
        1 => "1 teneste".to_owned(),
        _ => format!("{count} tenester"),
    },
    writing_services: |count| match count {
        1 => "1 gir òg rett til å skrive".to_owned(),
        _ => format!("{count} gir òg rett til å skrive"),
    },
    whole_package: "Altinn deler berre ut heile pakken, men SmartCloud bruker han berre til dette.",
    details: "Teknisk namn",
    own_names: "Altinn svarer ikkje akkurat no, så namna her er våre eigne. Altinn kan bruke andre ord om det same.",
    nothing_else: "Dette er alt. SmartCloud får ikkje sjå andre tenester i Altinn.",
    approvers_title: "Kven kan godkjenne?",
    approvers: "Dagleg leiar, hovudadministrator eller tilgangsstyrar, som sjølv har desse fullmaktene.",
    you_approve: "Rolla di i firmaet lèt deg godkjenne. Manglar du ei av fullmaktene sjølv, seier Altinn frå, og ein kollega må gjere det.",
    forward_hint: "Er du ikkje ein av dei? Gå vidare likevel. I Altinn kan du sende førespurnaden til ein som er det.",
    next_title: "Kva skjer no?",
    next_steps: |altinn, may_forward| {
        [
            format!("Du blir send til {altinn}."),
            if may_forward {
                "Du ser lista éin gong til. Der svarer du, eller sender førespurnaden vidare."
            } else {
                "Du ser lista éin gong til og svarer ja eller nei."
            }
            .to_owned(),
            "Altinn loggar deg ut og sender deg hit. Logg inn igjen for å sjå svaret.".to_owned(),
        ]
    },
    undo_title: "Kan eg angre?",
    undo: "Ja. Tilgangen heiter systemtilgang i Altinn (utviklarar seier systembrukar), og du kan slette han der når du vil.",
    button: "Gå til Altinn og godkjenn",
    forward_button: "Gå til Altinn og send vidare",
    destination: |altinn| format!("Du blir send til {altinn}"),
    request_open: "Denne førespurnaden er send før, og ingen har svart enno. Du går vidare med den same.",
    replacement_title: "Ein førespurnad ventar allereie",
    replacement: "Han kan ikkje brukast til denne planen. Går du vidare, trekkjer vi den gamle tilbake og sender ein ny. Då kan ingen godkjenne den gamle lenger.",
    connected_title: |name| format!("{name} er kopla til allereie"),
    connected: "Du treng ikkje godkjenne på nytt.",
    connected_plan: |plan| format!("Firmaet har planen {plan}."),
    change_plan: "Vil du byte plan? Slett systemtilgangen i Altinn først, og vel planen på nytt etterpå.",
};

const STATUS: Status = Status {
    not_started: StatusText {
        headline: |name| format!("{name} er ikkje kopla til enno"),
        sentence: "Det ligg ingen førespurnad i Altinn. Vel kva SmartCloud skal hente, så sender vi ein.",
        action: "Be om tilgang",
    },
    awaiting: StatusText {
        headline: |_| "Ventar på svar i Altinn".to_owned(),
        sentence: "Ingen har godkjent eller avvist førespurnaden enno.",
        action: "Gå til Altinn og svar",
    },
    connected: StatusText {
        headline: |name| format!("{name} er kopla til"),
        sentence: "Tilgangen er godkjend i Altinn, og SmartCloud kan hente tala.",
        action: "Opne oversikta",
    },
    found: StatusText {
        headline: |name| format!("{name} var kopla til frå før"),
        sentence: "Altinn har allereie ein systemtilgang til SmartCloud for firmaet, så du trong ikkje å godkjenne på nytt.",
        action: "Opne oversikta",
    },
    refused: StatusText {
        headline: |_| "Førespurnaden vart avvist".to_owned(),
        sentence: "Nokon i firmaet svarte nei i Altinn. SmartCloud har ingen tilgang, og ingenting er henta.",
        action: "Spør på nytt",
    },
    expired: StatusText {
        headline: |_| "Førespurnaden er for gammal".to_owned(),
        sentence: "Ingen svarte før fristen i Altinn gjekk ut. SmartCloud har ingen tilgang.",
        action: "Spør på nytt",
    },
    withdrawn: StatusText {
        headline: |_| "Tilgangen er teken tilbake".to_owned(),
        sentence: "Systemtilgangen er sletta i Altinn. SmartCloud hentar ikkje lenger tal for firmaet.",
        action: "Be om tilgang på nytt",
    },
    unknown: StatusText {
        headline: |_| "Vi veit ikkje svaret akkurat no".to_owned(),
        sentence: "Altinn svarte ikkje då vi spurde. Førespurnaden din er ikkje gått tapt.",
        action: "Prøv igjen",
    },
    last_known: |headline| format!("Sist vi fekk svar, var det slik: {headline}."),
    never_checked: "Vi har ikkje fått svar frå Altinn om dette firmaet før.",
    check_again: "Sjekk på nytt",
    events_title: "Dette har skjedd",
    event_sent: "Førespurnad send",
    event_opened: "Opna i Altinn",
    event_answered: "Fått svar",
    event_checked: "Sist sjekka",
    not_yet: "ikkje enno",
    share_title: "Er det ein annan som må godkjenne?",
    share_forward: "Gå til Altinn likevel. Der kan du sende førespurnaden vidare til ein som kan godkjenne.",
    share_limits: "SmartCloud kan ikkje sjå om førespurnaden er send vidare, berre om det er svart på han.",
    share_colleague: "Du kan sende ein kollega hit. Kollegaen loggar inn og går vidare herifrå:",
    share_text: |name, address| {
        format!(
            "Hei! SmartCloud treng ein systemtilgang i Altinn for {name}. Dagleg leiar, hovudadministrator eller tilgangsstyrar kan godkjenne han. Logg inn her, og gå vidare til Altinn: {address}"
        )
    },
    share_subject: |name| format!("Godkjenn systemtilgang for {name}"),
    share_email: "Skriv e-post",
    altinn_hint: "Du finn tilgangen i Altinn under Tilgangsstyring, Systemtilgangar. Der kan du òg slette han.",
    open_altinn: "Sjå systemtilgangane i Altinn",
    live_now: "Sist sjekka no. Sida blir oppdatert av seg sjølv.",
    live_second: "Sist sjekka for 1 sekund sidan. Sida blir oppdatert av seg sjølv.",
    live_seconds: "Sist sjekka for {} sekund sidan. Sida blir oppdatert av seg sjølv.",
    live_minutes: "Sist sjekka for {} minutt sidan. Sida blir oppdatert av seg sjølv.",
    live_no_response: "Får ikkje svar akkurat no. Sida prøver igjen av seg sjølv.",
    live_signed_out: "Logg inn igjen for å sjå kva som gjeld.",
    live_no_role_title: "Du har ikkje lenger ei rolle i firmaet",
    live_no_role: "Altinn seier ikkje lenger at du har ei rolle i firmaet. Difor viser vi ikkje nye svar her.",
    see_organisations: "Sjå firmaa dine",
    show_answer: "Vis kva du kan gjere no",
    returned_title: "Du er tilbake frå Altinn",
    returned_intro: "Altinn loggar deg ut når du er ferdig der, og då blir du logga ut her òg. Svaret ditt er teke vare på i Altinn.",
    returned_next: "Logg inn igjen, så spør vi Altinn og viser kva som gjeld. Du treng ikkje å begynne på nytt.",
    log_in_title: "Logg inn for å sjå status",
    log_in_intro: "Status blir berre vist til dei som kan handle for firmaet.",
    log_in_button: "Logg inn og sjå status",
    replacement_missing: StatusText {
        headline: |_| "Den nye førespurnaden er ikkje send".to_owned(),
        sentence: "Vi trekte tilbake den gamle førespurnaden, men Altinn har ikkje fått den nye. Ingen kan godkjenne noko no. Prøv igjen, så sender vi han.",
        action: "Prøv igjen",
    },
    missing_access: |approved, wanted, names| {
        format!(
            "Tilgangen er godkjend for planen {approved}. Planen {wanted} ber i tillegg om: {names}. Vil du ha {wanted}? Slett systemtilgangen i Altinn først, og vel planen på nytt etterpå."
        )
    },
    unknown_rights: |wanted| {
        format!(
            "Vi kan ikkje sjå om tilgangen dekkjer alt planen {wanted} ber om. Oversikta viser kva han gir tilgang til."
        )
    },
};

const DASHBOARD: Dashboard = Dashboard {
    title: "Oversikt",
    intro: |plan| {
        format!(
            "Plan {plan}. Tala blir henta med systemtilgangen firmaet har gitt, kvar gong du opnar sida."
        )
    },
    status_link: "Sjå tilgangen",
    claims: Module {
        title: "Krav",
        shows: "Krav frå Skatteetaten, med beløp og frist.",
    },
    payments: Module {
        title: "Betalingar",
        shows: "Betalingar til og frå Skatteetaten.",
    },
    payroll: Module {
        title: "Lønn",
        shows: "Lønn og skattetrekk for kvar tilsett.",
    },
    logistics: Module {
        title: "Varer på veg",
        shows: "Varer på veg til dykk, og når dei er venta.",
    },
    fetched_with_right: |name, time| {
        format!("Henta med systemtilgangen · enkeltteneste {name} · {time}")
    },
    fetched_with_package: |name, time| {
        format!("Henta med systemtilgangen · tilgangspakke {name} · {time}")
    },
    fetched: |time| format!("Henta med systemtilgangen · {time}"),
    to_pay: "å betale",
    of_which_overdue: |amount| format!("{amount} er forfalle."),
    nothing_to_pay: "Ingenting å betale.",
    claims_caption: "Opne krav etter frist, i kroner",
    claim: "Krav",
    due: "Frist",
    overdue: "Forfalle",
    outstanding: "Står att",
    of_amount: |amount| format!("av {amount}"),
    paid_to_tax_office: "Betalt til Skatteetaten",
    refunded: "Fått tilbake",
    payments_caption: "Betalingar til og frå Skatteetaten dei siste tre månadene, i kroner",
    description: "Gjeld",
    date: "Dato",
    paid_column: "Betalt",
    refunded_column: "Fått tilbake",
    no_payments: "Ingen betalingar dei siste tre månadene.",
    net_pay: "netto lønn",
    paid: "utbetalt",
    not_paid: "ikkje utbetalt enno",
    employee: "Tilsett",
    gross: "Brutto",
    tax: "Skatt",
    net: "Netto",
    state: "Status",
    sum: "Sum",
    month: |month| format!("Lønn for {month}, i kroner"),
    no_payroll: "Inga lønn er meld inn.",
    from: |place| format!("frå {place}"),
    expected: |date| format!("venta {date}"),
    arrived_on: |date| format!("kom {date}"),
    now_expected: |date| format!("no venta {date}"),
    in_transit: "På veg",
    arrived: "Kome fram",
    delayed: "Forseinka",
    no_shipments: "Ingen varer er på veg.",
    would_show: "Her ville du sett:",
    not_shown: |plan| {
        format!(
            "Planen {plan} viser ikkje dette. SmartCloud hentar det ikkje, sjølv om tilgangen i Altinn òg opnar for det."
        )
    },
    not_requested: |plan| {
        format!("Planen {plan} viser ikkje dette, og ber ikkje om tilgang til det.")
    },
    see_plan: |plan| format!("Sjå planen {plan}"),
    not_for_you: "Du har ikkje sjølv tilgang til dette i Altinn. Difor hentar ikkje SmartCloud det for deg.",
    who_can_see: |package| {
        format!(
            "Dagleg leiar, styreleiar, innehavar og deltakarar i firmaet kan sjå det. Det kan òg dei som har tilgangspakken «{package}». Tilgangsstyraren i firmaet kan gi deg han i Altinn."
        )
    },
    no_access: "Systemtilgangen gir ikkje tilgang til desse tala. Kanskje han vart godkjend for ein annan plan. Slett han i Altinn, og be om tilgang på nytt.",
    open_altinn: "Opne systemtilgangar i Altinn",
    unauthorised: "Tenesta godtok ikkje nøkkelen til SmartCloud. Feilen ligg hos oss.",
    system_user_not_found: "Maskinporten fann ingen systemtilgang for firmaet. Difor kunne vi ikkje hente tala.",
    see_status: "Sjå kva som gjeld",
    unreachable: "Tenesta svarer ikkje akkurat no. Tala er trygge hos dei som eig dei.",
    refused: "Tenesta ville ikkje gi frå seg tala.",
    maskinporten_unreachable: "Maskinporten svarer ikkje akkurat no. Utan Maskinporten kan ikkje SmartCloud hente tala. Systemtilgangen er ikkje borte. Prøv igjen om litt.",
    maskinporten_refused: "Maskinporten godtok ikkje SmartCloud, så vi kunne ikkje hente tala. Feilen ligg hos oss.",
    try_again: "Prøv igjen",
    support_title: "For brukarstøtte",
    support_not_found: "Maskinporten svarte MP-303. Dersom firmaet har godkjent tilgangen og ikkje sletta han, er det tre moglege årsaker:",
    support_causes: [
        "Klient-ID-en til SmartCloud står ikkje på systemet i systemregisteret til Altinn.",
        "externalRef manglar eller er ein annan enn i førespurnaden om systemtilgang.",
        "systemuser_org er ei anna verksemd enn den som eig systemtilgangen.",
    ],
};
