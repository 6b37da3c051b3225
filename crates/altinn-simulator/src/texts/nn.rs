use super::{
    Forward, Frame, Login, Logout, Party, Problem, Request, StartPage, Texts, create,
    customer_clients, nb::moment, overview, received, request_kinds, sandbox,
};
use crate::rules::{Reason, catalogue::roles, role};

pub(crate) const TEXTS: Texts = Texts {
    frame: Frame {
        lang_of_names: None,
        description: "Ei simulering av sidene i Altinn for systembrukarar: førespurnader, systemtilgangar og klientar. \
            Alle personar og verksemder er oppdikta.",
        description_idporten: "Ei simulering av innlogging med ID-porten. Alle personane er oppdikta.",
        error: "Feil",
        close: "Lukk",
        band: "Simulering – ikkje Altinn",
        band_idporten: "Simulering – ikkje Altinn eller ID-porten",
        to_product: |name| format!("Til {name}"),
        automatic: "Testmodus: innlogging eller godkjenning skjer automatisk",
        switch_person: "Byt person",
        skip: "Hopp til hovudinnhaldet",
        altinn: "Altinn (simulert)",
        idporten: "ID-porten (simulert)",
        choose_language: "Vel språk",
        logged_in_as: |name| format!("Logga inn som {name}"),
        log_out: "Logg ut",
        you_are_here: "Du er her:",
        start: "Start",
        menu: "Meny",
        access_management: "Tilgangsstyring",
        system_accesses: "Systemtilgangar",
        back: "Tilbake",
        org_no: |number| format!("Org.nr. {number}"),
        moment,
        not_here_title: "Sida finst ikkje i simulatoren",
        not_here: "Denne adressa er anten feil, eller ein del av Altinn som ikkje er simulert.",
        to_front: "Gå til startsida for simulatoren",
        broken_title: "Noko gjekk gale i simulatoren",
        broken: "Det er ikkje din feil. Prøv igjen. Årsaka står i loggen.",
    },
    login: Login {
        title: "Logg inn – ID-porten (simulert)",
        heading: "Kven vil du logge inn som?",
        asks: |client| format!("{client} ber deg logge inn."),
        asks_without_name: |id| format!("Tenesta med klient-ID-en {id} ber deg logge inn."),
        no_numbers: "Alle personane er oppdikta. Vel ein av dei. Du treng verken fødselsnummer eller \
            passord.",
        find: "Finn person",
        find_hint: "Namn, verksemd eller organisasjonsnummer",
        search: "Søk",
        show_named: "Vis dei faste personane",
        hits: |count, words| match count {
            1 => format!("1 person passar til «{words}»."),
            _ => format!("{count} personar passar til «{words}»."),
        },
        no_hits: |words| format!("Ingen personar passar til «{words}»."),
        more: |shown, of| format!("Viser {shown} av {of}. Skriv meir for å avgrense søket."),
        people: "Personar",
        role_in: |role, company| format!("{role} i {company}"),
        role: |urn| match urn {
            role::GENERAL_MANAGER => "Dagleg leiar",
            role::PROPRIETOR => "Innehavar",
            role::CHAIR => "Styreleiar",
            role::ACCESS_MANAGER => "Tilgangsstyrar",
            role::MAIN_ADMINISTRATOR => "Hovudadministrator",
            role::CLIENT_ADMINISTRATOR => "Klientadministrator",
            role::RIGHT_HOLDER => "Rettshavar",
            urn => roles::role(urn).map_or("Tilknytt", |role| &role.name.nn),
        },
        no_company: "Inga rolle i noka verksemd",
        cancel: "Avbryt",
        cannot_start_title: "Innlogginga kan ikkje starte",
        cannot_start: "Tenesta du kom frå, bad om innlogging på ein måte som ID-porten ikkje godtek. \
            Gå tilbake dit og prøv igjen. Hjelper ikkje det, er det tenesta som må rette feilen.",
        unknown_client: "Tenesta er ikkje registrert i ID-porten.",
        wrong_redirect: "Adressa du skulle sendast tilbake til, er ikkje registrert på tenesta.",
        unknown_request_uri: "Førespurnaden om innlogging er brukt opp, for gammal eller ukjend.",
        attempt_gone_title: "Innlogginga er ikkje lenger open",
        attempt_gone: "Ho er allereie brukt, eller ho tok for lang tid. Gå tilbake til tenesta du kom frå, \
            og logg inn på nytt.",
        no_such_person: "Denne personen finst ikkje lenger i simulatoren. Vel ein annan.",
        foreign_form: "Skjemaet vart sendt frå ein annan nettstad og vart ikkje godteke. Vel person her.",
        form_post_title: "Tilbake til tenesta",
        form_post: "Innlogginga er ferdig, og svaret blir sendt til tenesta. Viss ingenting skjer, bruker du knappen.",
        developers: "For utviklarar",
    },
    logout: Logout {
        going_title: "Du blir logga ut – ID-porten (simulert)",
        going_heading: "Du blir logga ut",
        going: "ID-porten seier frå til tenestene du har vore logga inn i, og sender deg vidare.",
        go_on: |host| format!("Gå vidare til {host}"),
        done_title: "Du er logga ut – ID-porten (simulert)",
        done_heading: "Du er logga ut",
        done: "Du er logga ut av ID-porten og av tenestene du har vore logga inn i.",
        not_back: "Tenesta som logga deg ut, oppgav inga gyldig adresse å gå tilbake til.",
        frame_name: |client| format!("Utlogging frå {client}"),
    },
    front: StartPage {
        title: "Simulator for Altinn",
        description: "Altinn, ID-porten og Maskinporten på di eiga maskin, for dei som utviklar system med systembrukarar.",
        heading: "Altinn på di eiga maskin",
        lead: "Dette er ein simulator for Altinn, ID-porten og Maskinporten. Han er laga for dei som \
            utviklar system med systembrukarar. Simulatoren svarar med dei same stiane, det same innhaldet og \
            dei same feilkodane som dei ekte tenestene, men alt er oppdikta, og ingenting forlèt maskina.",
        logged_out: "Du er logga ut av Altinn og ID-porten.",
        do_heading: "Kva vil du gjere?",
        to_overview: "Sjå systemtilgangar",
        to_overview_note: "Logg inn som ein av personane, og sjå ventande førespurnader og \
            systemtilgangar for verksemda.",
        to_control: "Opne kontrollpanelet",
        to_control_note: "Start på nytt, still klokka, bestem kva neste kall skal svare, og sjå dei siste svara.",
        urls_heading: "Adresser til systemet ditt",
        urls_note: "Lim dei inn der systemet ditt elles har adressene til testmiljøet TT02.",
        ui: "Sidene i Altinn",
        platform: "Altinn-plattforma (API)",
        idporten: "ID-porten (issuer)",
        maskinporten: "Maskinporten (issuer)",
        resource: "API-et til ein tenesteeigar",
        people_heading: "Personane",
        people_note: "Kvar av dei viser eit eige utfall. Du vel person når du loggar inn.",
    },
    request: Request {
        can_do: ["Gjennom systemtilgangen kan ", " utføre oppgåver for ", "."],
        will_get_many: "Systemtilgangen vil få desse fullmaktene:",
        will_get_one: "Systemtilgangen vil få denne fullmakta:",
        packages: |count| match count {
            1 => "1 tilgangspakke".to_owned(),
            _ => format!("{count} tilgangspakkar"),
        },
        services: |count| match count {
            1 => "1 enkeltteneste".to_owned(),
            _ => format!("{count} enkelttenester"),
        },
        services_in_package: |count| match count {
            1 => "1 teneste".to_owned(),
            _ => format!("{count} tenester"),
        },
        grants: |count| match count {
            1 => "Gir tilgang til 1 teneste".to_owned(),
            _ => format!("Gir tilgang til {count} tenester"),
        },
        grants_none: "Denne tilgangspakken inneheld førebels ingen tenester.",
        owner: |owner| format!("Tenesteeigar: {owner}"),
        withdraw: "Du kan når som helst trekkje godkjenninga tilbake på altinn.no.",
        reject: "Avvis",
        delivered_by: |system, vendor, number| {
            format!("{system} blir levert av {vendor}, org.nr. {number}")
        },
        what_then: "Kva skjer når du svarar?",
        sent_to: |host| {
            format!("Du blir logga ut av Altinn og ID-porten, og send vidare til {host}.")
        },
        sent_to_start: "Du blir logga ut av Altinn og ID-porten, og send til startsida.",
        stays_logged_in: "Du kjem tilbake til oversikta over systemtilgangar.",
        open_until: |created, until| {
            format!("Førespurnaden vart send {created}. Svarfristen er {until}.")
        },
        all_or_nothing: "Du godkjenner alt eller ingenting.",
        forwarded: "Denne førespurnaden er allereie vidaresend",
        no_buttons_decided: "Han har fått svar, og du kan ikkje svare på nytt.",
        no_buttons_expired: "Ingen svara i tide. Leverandøren må sende ein ny førespurnad.",
        why_no_buttons_forwarded: "Han ventar på svar frå tilgangsstyraren i verksemda. Du treng ikkje \
            gjere meir.",
        leave: "Lukk og logg ut",
        no_id: "id må vere med som query-parameter i url",
        not_found: "Førespurnaden finst ikkje for den valde aktøren",
        not_found_more: "Har du valt rett aktør? Førespurnaden kan òg vere trekt tilbake av \
            leverandøren.",
        no_relation: "Du manglar fullmakt til å godkjenne denne førespurnaden",
        no_relation_more: |name| {
            format!(
                "{name} har inga rolle i verksemda som førespurnaden gjeld. Ein tilgangsstyrar, \
                 hovudadministrator eller dagleg leiar i verksemda kan svare."
            )
        },
        load_failed: "Kunne ikkje laste systemtilgang-førespurnad",
        system_gone: "Fagsystemet som spør, finst ikkje lenger hos Altinn.",
    },
    problem: Problem {
        reject_failed: "Kunne ikkje avvise systemtilgang",
        cannot_delegate_services: "fordi du manglar fullmakt til å \
            gi vidare éi eller fleire tenester",
        cannot_delegate_packages: "fordi du manglar fullmakt til å \
            gi vidare éin eller fleire tilgangspakkar",
        cannot_delegate_both: "fordi du manglar fullmakt til å gi \
            vidare tenester og tilgangspakkar",
        services_not_delegated: "Tenester som ikkje kunne delegerast:",
        packages_not_delegated: "Tilgangspakkar som ikkje kunne delegerast:",
        what_to_do: "Førespurnaden er framleis open. Du kan lukke sida og svare seinare. Be om \
            fullmakta som manglar, eller la nokon som har ho, godkjenne.",
        exists: "Verksemda har allereie ein systemtilgang for dette systemet. Slett han først, dersom \
            du vil lage ein ny.",
        no_system: "Fagsystemet finst ikkje lenger hos Altinn.",
        decided_meanwhile: "Førespurnaden har fått svar i mellomtida.",
        wrong_party: "Førespurnaden gjeld ei anna verksemd enn den du handlar for.",
        not_manager: "Du er ikkje tilgangsstyrar i denne verksemda.",
        reason: |reason| match reason {
            Reason::MissingRoleAccess => "Rolla di har ikkje fullmakt til å delegere tenesta.",
            Reason::MissingDelegationAccess => {
                "Du har ikkje fullmakt til å direktedelegere tenesta."
            }
            Reason::MissingSrrRightAccess => {
                "Tenesta nyttar tilgangsliste der verksemda ikkje har tilgang."
            }
            Reason::InsufficientAuthenticationLevel => "Tenesta krev eit høgare tryggingsnivå.",
            Reason::MissingPackageAccess => "Du manglar fullmakt til nødvendige tilgangspakkar.",
            Reason::AccessListValidationFail => {
                "Mottakaren har ikkje tilgang basert på tilgangsliste."
            }
            Reason::ResourceNotDelegable => "Tenesta kan ikkje delegerast vidare.",
            Reason::ResourceIsMaskinportenSchema => {
                "Tenesta kan ikkje delegerast (Maskinporten-skjemaressurs)."
            }
            Reason::Unknown => "Ukjend årsak.",
        },
        code: |code| format!("Feilkode: {code}"),
        forged_title: "Svaret vart ikkje teke imot",
        forged: "Skjemaet kom ikkje frå denne sida, eller sida var for gammal. Ingenting er endra.",
        forged_way_on: "Opne sida på nytt",
    },
    forward: Forward {
        heading: "Du manglar nødvendig fullmakt",
        explanation: "Du kan ikkje godkjenne denne førespurnaden sjølv. Vil du sende han vidare til \
            tilgangsstyraren i verksemda di?",
        yes: "Ja, send vidare",
        close: "Lukk og logg ut",
        failed: "Kunne ikkje sende førespurnaden vidare",
        done_heading: "Førespurnaden er vidaresend",
        done: "Tilgangsstyraren finn han i oversikta over systemtilgangar i Altinn. Leverandøren får \
            ikkje vite at han er send vidare.",
        finish: "Avslutt",
    },
    party: Party {
        title: "Vi klarte ikkje å byte aktør - Altinn",
        heading: "Vi klarte ikkje å byte aktør",
        explanation: "Du har inga rolle hos aktøren som sida gjeld.",
        question: "Kvar vil du gå no?",
        to_start: "Gå til startsida for Altinn",
        to_inbox: "Gå til innboks",
        to_access_management: "Gå til tilgangsstyring",
        choose_title: "Vel aktør - Altinn",
        choose_heading: "Vel aktør",
        none: "Du har inga rolle i noka verksemd.",
    },
    standard_request: request_kinds::STANDARD_NN,
    agent_request: request_kinds::AGENT_NN,
    change_request: request_kinds::CHANGE_NN,
    for_clients: request_kinds::FOR_CLIENTS_NN,
    changes: request_kinds::CHANGES_NN,
    overview: overview::NN,
    create: create::NN,
    received: received::NN,
    sandbox: sandbox::NN,
    clients: customer_clients::NN,
    control: crate::texts::control::NN,
    request_log: crate::texts::request_log::LOG_NN,
    key: crate::texts::request_log::KEY_NN,
};
