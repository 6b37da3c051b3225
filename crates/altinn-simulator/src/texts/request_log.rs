//! The texts of the request log on the control panel, and of the form for the presenter's key.

pub struct RequestLogTexts {
    pub heading: &'static str,
    pub note: &'static str,
    pub refresh: &'static str,
    pub none: &'static str,
    /// The names of the services, in the order of [`Service`](crate::faults::Service).
    pub services: [&'static str; 5],
    pub duration: &'static str,
    pub caller: &'static str,
    pub browser: &'static str,
    pub client: &'static str,
    pub fault: &'static str,
    pub sandbox: &'static str,
    pub request: &'static str,
    pub response: &'static str,
    /// The control panel shows this text instead of a body that the log does not store, such as an HTML page.
    pub no_body: &'static str,
}

pub struct KeyTexts {
    pub heading: &'static str,
    pub note: &'static str,
    pub label: &'static str,
    pub open: &'static str,
    pub wrong: &'static str,
    pub too_many: &'static str,
    /// The control panel shows this sentence after the presenter has typed the key.
    pub in_use: &'static str,
}

pub(crate) const LOG_NB: RequestLogTexts = RequestLogTexts {
    heading: "Siste svar",
    note: "Klokkeslettene er norsk tid. Åpne en rad for å se kallet og svaret.",
    refresh: "Oppdater",
    none: "Ingen svar ennå.",
    services: [
        "Altinn",
        "Altinns API",
        "ID-porten",
        "Maskinporten",
        "Tjenesteeier",
    ],
    duration: "Varighet",
    caller: "Fra",
    browser: "nettleser",
    client: "program",
    fault: "Lagt inn feil",
    sandbox: "Sandkasse",
    request: "Kallet",
    response: "Svaret",
    no_body: "(innholdet er ikke tatt vare på)",
};

pub(crate) const LOG_NN: RequestLogTexts = RequestLogTexts {
    heading: "Siste svar",
    note: "Klokkesletta er norsk tid. Opne ei rad for å sjå kallet og svaret.",
    refresh: "Oppdater",
    none: "Ingen svar enno.",
    services: [
        "Altinn",
        "API-et til Altinn",
        "ID-porten",
        "Maskinporten",
        "Tenesteeigar",
    ],
    duration: "Varigheit",
    caller: "Frå",
    browser: "nettlesar",
    client: "program",
    fault: "Lagd inn feil",
    sandbox: "Sandkasse",
    request: "Kallet",
    response: "Svaret",
    no_body: "(innhaldet er ikkje teke vare på)",
};

pub(crate) const LOG_EN: RequestLogTexts = RequestLogTexts {
    heading: "Last responses",
    note: "Times are in Norwegian time. Open a row to see the call and the response.",
    refresh: "Refresh",
    none: "There are no responses yet.",
    services: [
        "Altinn",
        "Altinn's API",
        "ID-porten",
        "Maskinporten",
        "Service owner",
    ],
    duration: "Duration",
    caller: "From",
    browser: "browser",
    client: "program",
    fault: "Injected fault",
    sandbox: "Sandbox",
    request: "Call",
    response: "Response",
    no_body: "(the content is not kept)",
};

pub(crate) const KEY_NB: KeyTexts = KeyTexts {
    heading: "Kontrollpanelet trenger en nøkkel",
    note: "Bare den som holder foredraget, kan styre simulatoren. Nøkkelen \
        er verdien i innstillingen SMARTCLOUD_PRESENTER_KEY.",
    label: "Nøkkel",
    open: "Åpne kontrollpanelet",
    wrong: "Nøkkelen er feil. Sjekk at du skrev hele, og prøv igjen.",
    too_many: "Noen har prøvd feil nøkkel for mange ganger herfra. Vent ett minutt, og prøv igjen.",
    in_use: "Bryterne og resten av panelet gjelder alle besøkende, og du ser \
        panelet fordi du har gitt nøkkelen.",
};

pub(crate) const KEY_NN: KeyTexts = KeyTexts {
    heading: "Kontrollpanelet treng ein nøkkel",
    note: "Berre den som held foredraget, kan styre simulatoren. Nøkkelen \
        er verdien i innstillinga SMARTCLOUD_PRESENTER_KEY.",
    label: "Nøkkel",
    open: "Opne kontrollpanelet",
    wrong: "Nøkkelen er feil. Sjekk at du skreiv heile, og prøv igjen.",
    too_many: "Nokon har prøvd feil nøkkel for mange gonger herifrå. Vent eitt minutt, og prøv igjen.",
    in_use: "Brytarane og resten av panelet gjeld alle besøkjande, og du ser \
        panelet fordi du har gitt nøkkelen.",
};

pub(crate) const KEY_EN: KeyTexts = KeyTexts {
    heading: "The control panel needs a key",
    note: "Only the presenter can control the simulator. The key is the \
        value of the setting SMARTCLOUD_PRESENTER_KEY.",
    label: "Key",
    open: "Open the control panel",
    wrong: "The key is wrong. Check that you typed all of it, and try again.",
    too_many: "Too many wrong keys came from here. Wait a minute, and try again.",
    in_use: "The switches and the rest of the panel apply to all visitors, and \
        you see the panel because you gave the key.",
};
