use super::{
    Forward, Frame, Login, Logout, Party, Problem, Request, StartPage, Texts, create,
    customer_clients, overview, received, request_kinds, sandbox,
};
use crate::rules::{Reason, catalogue::roles, role};

pub const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
];

/// Formats a date and a time in Norwegian. Bokmål and Nynorsk have the same format.
pub(crate) fn moment(at: jiff::civil::DateTime) -> String {
    let month = MONTHS[usize::from(at.month().unsigned_abs()) - 1];
    format!(
        "{}. {month} {} kl. {:02}.{:02}",
        at.day(),
        at.year(),
        at.hour(),
        at.minute()
    )
}

pub(crate) const TEXTS: Texts = Texts {
    frame: Frame {
        lang_of_names: None,
        description: "En simulering av Altinns sider for systembrukere: forespørsler, systemtilganger og klienter. \
            Alle personer og virksomheter er oppdiktet.",
        description_idporten: "En simulering av innlogging med ID-porten. Alle personene er oppdiktet.",
        error: "Feil",
        close: "Lukk",
        band: "Simulering – ikke Altinn",
        band_idporten: "Simulering – ikke Altinn eller ID-porten",
        to_product: |name| format!("Til {name}"),
        automatic: "Testmodus: innlogging eller godkjenning skjer automatisk",
        switch_person: "Bytt person",
        skip: "Hopp til hovedinnhold",
        altinn: "Altinn (simulert)",
        idporten: "ID-porten (simulert)",
        choose_language: "Velg språk",
        logged_in_as: |name| format!("Logget inn som {name}"),
        log_out: "Logg ut",
        you_are_here: "Du er her:",
        start: "Start",
        menu: "Meny",
        access_management: "Tilgangsstyring",
        system_accesses: "Systemtilganger",
        back: "Tilbake",
        org_no: |number| format!("Org.nr. {number}"),
        moment,
        not_here_title: "Siden finnes ikke i simulatoren",
        not_here: "Denne adressen er enten feil, eller en del av Altinn som ikke er simulert.",
        to_front: "Gå til simulatorens startside",
        broken_title: "Noe gikk galt i simulatoren",
        broken: "Det er ikke din feil. Prøv igjen. Årsaken står i loggen.",
    },
    login: Login {
        title: "Logg inn – ID-porten (simulert)",
        heading: "Hvem vil du logge inn som?",
        asks: |client| format!("{client} ber deg logge inn."),
        asks_without_name: |id| format!("Tjenesten med klient-ID-en {id} ber deg logge inn."),
        no_numbers: "Alle personene er oppdiktet. Velg en av dem. Du trenger verken \
            fødselsnummer eller passord.",
        find: "Finn person",
        find_hint: "Navn, virksomhet eller organisasjonsnummer",
        search: "Søk",
        show_named: "Vis de faste personene",
        hits: |count, words| match count {
            1 => format!("1 person passer til «{words}»."),
            _ => format!("{count} personer passer til «{words}»."),
        },
        no_hits: |words| format!("Ingen personer passer til «{words}»."),
        more: |shown, of| format!("Viser {shown} av {of}. Skriv mer for å avgrense søket."),
        people: "Personer",
        role_in: |role, company| format!("{role} i {company}"),
        role: |urn| match urn {
            role::GENERAL_MANAGER => "Daglig leder",
            role::PROPRIETOR => "Innehaver",
            role::CHAIR => "Styreleder",
            role::ACCESS_MANAGER => "Tilgangsstyrer",
            role::MAIN_ADMINISTRATOR => "Hovedadministrator",
            role::CLIENT_ADMINISTRATOR => "Klientadministrator",
            role::RIGHT_HOLDER => "Rettighetshaver",
            urn => roles::role(urn).map_or("Tilknyttet", |role| &role.name.nb),
        },
        no_company: "Ingen rolle i noen virksomhet",
        cancel: "Avbryt",
        cannot_start_title: "Innloggingen kan ikke starte",
        cannot_start: "Tjenesten du kom fra, ba om innlogging på en måte som ID-porten ikke godtar. \
            Gå tilbake dit og prøv igjen. Hjelper ikke det, er det tjenesten som må rette feilen.",
        unknown_client: "Tjenesten er ikke registrert i ID-porten.",
        wrong_redirect: "Adressen du skulle sendes tilbake til, er ikke registrert på tjenesten.",
        unknown_request_uri: "Forespørselen om innlogging er brukt opp, for gammel eller ukjent.",
        attempt_gone_title: "Innloggingen er ikke lenger åpen",
        attempt_gone: "Den er allerede brukt, eller den tok for lang tid. Gå tilbake til tjenesten du \
            kom fra, og logg inn på nytt.",
        no_such_person: "Denne personen finnes ikke lenger i simulatoren. Velg en annen.",
        foreign_form: "Skjemaet ble sendt fra et annet nettsted og ble ikke godtatt. Velg person her.",
        form_post_title: "Tilbake til tjenesten",
        form_post: "Innloggingen er ferdig, og svaret sendes til tjenesten. Hvis ingenting skjer, bruker du knappen.",
        developers: "For utviklere",
    },
    logout: Logout {
        going_title: "Du logges ut – ID-porten (simulert)",
        going_heading: "Du logges ut",
        going: "ID-porten sier fra til tjenestene du har vært logget inn i, og sender deg videre.",
        go_on: |host| format!("Gå videre til {host}"),
        done_title: "Du er logget ut – ID-porten (simulert)",
        done_heading: "Du er logget ut",
        done: "Du er logget ut av ID-porten og av tjenestene du har vært logget inn i.",
        not_back: "Tjenesten som logget deg ut, oppga ingen gyldig adresse å gå tilbake til.",
        frame_name: |client| format!("Utlogging fra {client}"),
    },
    front: StartPage {
        title: "Simulator for Altinn",
        description: "Altinn, ID-porten og Maskinporten på din egen maskin, for dem som utvikler systemer med systembrukere.",
        heading: "Altinn på din egen maskin",
        lead: "Dette er en simulator for Altinn, ID-porten og Maskinporten. Den er laget for dem som \
            utvikler systemer med systembrukere. Simulatoren svarer med de samme stiene, det samme innholdet og \
            de samme feilkodene som de ekte tjenestene, men alt er oppdiktet, og ingenting forlater maskinen.",
        logged_out: "Du er logget ut av Altinn og ID-porten.",
        do_heading: "Hva vil du gjøre?",
        to_overview: "Se systemtilganger",
        to_overview_note: "Logg inn som en av personene, og se ventende forespørsler og \
            systemtilganger for virksomheten.",
        to_control: "Åpne kontrollpanelet",
        to_control_note: "Start på nytt, still klokken, bestem hva neste kall skal svare, og se de siste svarene.",
        urls_heading: "Adresser til systemet ditt",
        urls_note: "Lim dem inn der systemet ditt ellers har adressene til testmiljøet TT02.",
        ui: "Altinns sider",
        platform: "Altinns plattform (API)",
        idporten: "ID-porten (issuer)",
        maskinporten: "Maskinporten (issuer)",
        resource: "En tjenesteeiers API",
        people_heading: "Personene",
        people_note: "Hver av dem viser et eget utfall. Du velger person når du logger inn.",
    },
    request: Request {
        can_do: ["Gjennom systemtilgangen kan ", " utføre oppgaver for ", "."],
        will_get_many: "Systemtilgangen vil få disse fullmaktene:",
        will_get_one: "Systemtilgangen vil få denne fullmakten:",
        packages: |count| match count {
            1 => "1 tilgangspakke".to_owned(),
            _ => format!("{count} tilgangspakker"),
        },
        services: |count| match count {
            1 => "1 enkelttjeneste".to_owned(),
            _ => format!("{count} enkelttjenester"),
        },
        services_in_package: |count| match count {
            1 => "1 tjeneste".to_owned(),
            _ => format!("{count} tjenester"),
        },
        grants: |count| match count {
            1 => "Gir tilgang til 1 tjeneste".to_owned(),
            _ => format!("Gir tilgang til {count} tjenester"),
        },
        grants_none: "Denne tilgangspakken inneholder foreløpig ingen tjenester.",
        owner: |owner| format!("Tjenesteeier: {owner}"),
        withdraw: "Du kan når som helst trekke godkjenningen tilbake på altinn.no.",
        reject: "Avvis",
        delivered_by: |system, vendor, number| {
            format!("{system} blir levert av {vendor}, org.nr. {number}")
        },
        what_then: "Hva skjer når du svarer?",
        sent_to: |host| {
            format!("Du blir logget ut av Altinn og ID-porten, og sendt videre til {host}.")
        },
        sent_to_start: "Du blir logget ut av Altinn og ID-porten, og sendt til startsiden.",
        stays_logged_in: "Du kommer tilbake til oversikten over systemtilganger.",
        open_until: |created, until| {
            format!("Forespørselen ble sendt {created}. Svarfristen er {until}.")
        },
        all_or_nothing: "Du godkjenner alt eller ingenting.",
        forwarded: "Denne forespørselen er allerede videresendt",
        no_buttons_decided: "Den er besvart og kan ikke besvares på nytt.",
        no_buttons_expired: "Ingen svarte i tide. Leverandøren må sende en ny forespørsel.",
        why_no_buttons_forwarded: "Den venter på svar fra tilgangsstyreren i virksomheten. Du trenger \
            ikke gjøre mer.",
        leave: "Lukk og logg ut",
        no_id: "id må være med som query-parameter i url",
        not_found: "Forespørselen finnes ikke for den valgte aktøren",
        not_found_more: "Har du valgt riktig aktør? Forespørselen kan også være trukket tilbake av \
            leverandøren.",
        no_relation: "Du mangler fullmakt til å godkjenne denne forespørselen",
        no_relation_more: |name| {
            format!(
                "{name} har ingen rolle i virksomheten som forespørselen gjelder. En tilgangsstyrer, \
                 hovedadministrator eller daglig leder i virksomheten kan svare."
            )
        },
        load_failed: "Kunne ikke laste systemtilgang-forespørsel",
        system_gone: "Fagsystemet som spør, finnes ikke lenger hos Altinn.",
    },
    problem: Problem {
        reject_failed: "Kunne ikke avvise systemtilgang",
        cannot_delegate_services: "fordi du mangler fullmakt til å \
            gi videre én eller flere tjenester",
        cannot_delegate_packages: "fordi du mangler fullmakt til å \
            gi videre én eller flere tilgangspakker",
        cannot_delegate_both: "fordi du mangler fullmakt til å gi \
            videre tjenester og tilgangspakker",
        services_not_delegated: "Tjenester som ikke kunne delegeres:",
        packages_not_delegated: "Tilgangspakker som ikke kunne delegeres:",
        what_to_do: "Forespørselen er fortsatt åpen. Du kan lukke siden og svare senere. Be om \
            fullmakten som mangler, eller la noen som har den, godkjenne.",
        exists: "Virksomheten har allerede en systemtilgang for dette systemet. Slett den først, hvis \
            du vil lage en ny.",
        no_system: "Fagsystemet finnes ikke lenger hos Altinn.",
        decided_meanwhile: "Forespørselen er besvart i mellomtiden.",
        wrong_party: "Forespørselen gjelder en annen virksomhet enn den du handler for.",
        not_manager: "Du er ikke tilgangsstyrer i denne virksomheten.",
        reason: |reason| match reason {
            Reason::MissingRoleAccess => "Din rolle har ikke fullmakt til å delegere tjenesten.",
            Reason::MissingDelegationAccess => {
                "Du har ikke fullmakt til å direkte delegere tjenesten."
            }
            Reason::MissingSrrRightAccess => {
                "Tjenesten bruker tilgangsliste der virksomheten ikke har tilgang."
            }
            Reason::InsufficientAuthenticationLevel => "Tjenesten krever et høyere sikkerhetsnivå.",
            Reason::MissingPackageAccess => "Du mangler fullmakt til nødvendige tilgangspakker.",
            Reason::AccessListValidationFail => {
                "Mottakeren har ikke tilgang basert på tilgangsliste."
            }
            Reason::ResourceNotDelegable => "Tjenesten kan ikke delegeres videre.",
            Reason::ResourceIsMaskinportenSchema => {
                "Tjenesten kan ikke delegeres (Maskinporten-skjemaressurs)."
            }
            Reason::Unknown => "Ukjent årsak.",
        },
        code: |code| format!("Feilkode: {code}"),
        forged_title: "Svaret ble ikke tatt imot",
        forged: "Skjemaet kom ikke fra denne siden, eller siden var for gammel. Ingenting er endret.",
        forged_way_on: "Åpne siden på nytt",
    },
    forward: Forward {
        heading: "Du mangler nødvendig fullmakt",
        explanation: "Du kan ikke godkjenne denne forespørselen selv. Vil du sende den videre til \
            tilgangsstyreren i virksomheten din?",
        yes: "Ja, send videre",
        close: "Lukk og logg ut",
        failed: "Kunne ikke sende forespørsel videre",
        done_heading: "Forespørselen er videresendt",
        done: "Tilgangsstyreren finner den i oversikten over systemtilganger i Altinn. Leverandøren \
            får ikke vite at den er sendt videre.",
        finish: "Avslutt",
    },
    party: Party {
        title: "Vi klarte ikke å bytte aktør - Altinn",
        heading: "Vi klarte ikke å bytte aktør",
        explanation: "Du har ingen rolle hos aktøren som siden gjelder.",
        question: "Hvor vil du gå nå?",
        to_start: "Gå til startsiden for Altinn",
        to_inbox: "Gå til innboks",
        to_access_management: "Gå til tilgangsstyring",
        choose_title: "Velg aktør - Altinn",
        choose_heading: "Velg aktør",
        none: "Du har ingen rolle i noen virksomhet.",
    },
    standard_request: request_kinds::STANDARD_NB,
    agent_request: request_kinds::AGENT_NB,
    change_request: request_kinds::CHANGE_NB,
    for_clients: request_kinds::FOR_CLIENTS_NB,
    changes: request_kinds::CHANGES_NB,
    overview: overview::NB,
    create: create::NB,
    received: received::NB,
    sandbox: sandbox::NB,
    clients: customer_clients::NB,
    control: crate::texts::control::NB,
    request_log: crate::texts::request_log::LOG_NB,
    key: crate::texts::request_log::KEY_NB,
};
