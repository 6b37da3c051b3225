use super::Around;

/// The texts that differ between the pages for standard requests, agent requests and change requests.
pub struct RequestKindTexts {
    pub title: &'static str,
    pub heading: &'static str,
    pub asks: Around,
    pub approve: &'static str,
    pub accepted: &'static str,
    pub rejected: &'static str,
    pub expired: &'static str,
    pub approve_failed: &'static str,
    /// The first part of a sentence about a request that was not approved. The second part is a text in
    /// [`Problem`](super::Problem), and says which access the person cannot delegate.
    pub not_approved: &'static str,
}

pub(crate) const STANDARD_NB: RequestKindTexts = RequestKindTexts {
    title: "Gi tilgang til system - Altinn",
    heading: "Gi tilgang til system",
    asks: |system| format!("{system} ber om godkjenning til å lage en systemtilgang"),
    approve: "Godkjenn systemtilgang",
    accepted: "Denne forespørselen er allerede godkjent",
    rejected: "Denne forespørselen er allerede avvist",
    expired: "Denne forespørselen har utløpt",
    approve_failed: "Kunne ikke opprette systemtilgang",
    not_approved: "Systemtilgangen ble ikke opprettet,",
};

pub(crate) const STANDARD_NN: RequestKindTexts = RequestKindTexts {
    title: "Gi tilgang til system - Altinn",
    heading: "Gi tilgang til system",
    asks: |system| format!("{system} ber om godkjenning til å lage ein systemtilgang"),
    approve: "Godkjenn systemtilgang",
    accepted: "Denne førespurnaden er allereie godkjend",
    rejected: "Denne førespurnaden er allereie avvist",
    expired: "Denne førespurnaden har gått ut",
    approve_failed: "Kunne ikkje opprette systemtilgang",
    not_approved: "Systemtilgangen vart ikkje oppretta,",
};

pub(crate) const STANDARD_EN: RequestKindTexts = RequestKindTexts {
    title: "Give access to system - Altinn",
    heading: "Give access to system",
    asks: |system| format!("{system} is requesting permission to create a system access"),
    approve: "Approve system access",
    accepted: "This request is already approved",
    rejected: "This request is already rejected",
    expired: "This request has expired",
    approve_failed: "Could not create system access",
    not_approved: "The system access was not created,",
};

pub(crate) const AGENT_NB: RequestKindTexts = RequestKindTexts {
    title: "Godkjenn systemtilgang for klientene dine - Altinn",
    heading: "Godkjenn systemtilgang for klientene dine",
    ..STANDARD_NB
};

pub(crate) const AGENT_NN: RequestKindTexts = RequestKindTexts {
    title: "Godkjenn systemtilgang for klientane dine - Altinn",
    heading: "Godkjenn systemtilgang for klientane dine",
    ..STANDARD_NN
};

pub(crate) const AGENT_EN: RequestKindTexts = RequestKindTexts {
    title: "Approve system access for your clients - Altinn",
    heading: "Approve system access for your clients",
    ..STANDARD_EN
};

pub(crate) const CHANGE_NB: RequestKindTexts = RequestKindTexts {
    title: "Oppdater systemtilgang - Altinn",
    heading: "Oppdatering av systemtilgang",
    asks: |system| format!("{system} ber om godkjenning til å gjøre endringer i systemtilgang"),
    approve: "Godkjenn oppdatert systemtilgang",
    accepted: "Denne forespørselen om oppdatering er allerede godkjent",
    rejected: "Denne forespørselen om oppdatering er allerede avvist",
    expired: "Denne forespørselen om oppdatering har utløpt",
    approve_failed: "Kunne ikke oppdatere systemtilgang",
    not_approved: "Systemtilgangen ble ikke oppdatert,",
};

pub(crate) const CHANGE_NN: RequestKindTexts = RequestKindTexts {
    title: "Oppdater systemtilgang - Altinn",
    heading: "Oppdatering av systemtilgang",
    asks: |system| format!("{system} ber om godkjenning til å gjere endringar i systemtilgang"),
    approve: "Godkjenn oppdatert systemtilgang",
    accepted: "Denne førespurnaden om oppdatering er allereie godkjend",
    rejected: "Denne førespurnaden om oppdatering er allereie avvist",
    expired: "Denne førespurnaden om oppdatering har gått ut",
    approve_failed: "Kunne ikkje oppdatere systemtilgang",
    not_approved: "Systemtilgangen vart ikkje oppdatert,",
};

pub(crate) const CHANGE_EN: RequestKindTexts = RequestKindTexts {
    title: "Update system access - Altinn",
    heading: "Change system access",
    asks: |system| format!("{system} is requesting permission to update system access"),
    approve: "Approve updated system access",
    accepted: "This update request is already approved",
    rejected: "This update request is already rejected",
    expired: "This update request has expired",
    approve_failed: "Could not update system access",
    not_approved: "The system access was not updated,",
};

/// These texts are only on the page for agent requests. With an agent request, a vendor asks for access to the data of
/// the customer's clients.
pub struct ForClients {
    /// The three parts of the sentence that says what the system can do for a company. The page inserts the system's
    /// name after the first part and the company's name after the second part, both in bold.
    pub can_do: [&'static str; 3],
    pub add_clients: &'static str,
    pub own_too: &'static str,
}

/// These texts are only on the page for change requests.
pub struct Changes {
    pub heading: &'static str,
    /// The headings for one added package and for several added packages.
    pub add_packages: [&'static str; 2],
    /// The headings for one removed package and for several removed packages.
    pub remove_packages: [&'static str; 2],
    /// The headings for one added service and for several added services.
    pub add_services: [&'static str; 2],
    /// The headings for one removed service and for several removed services.
    pub remove_services: [&'static str; 2],
    pub may_not_strong: &'static str,
    pub may_not: &'static str,
}

pub(crate) const FOR_CLIENTS_NB: ForClients = ForClients {
    can_do: [
        "Gjennom systemtilgangen kan ",
        " utføre oppgaver for klientene til ",
        ".",
    ],
    add_clients: "Når du har godkjent, må du legge til klientene i systemtilgangen. Det gjør du i Altinn.",
    own_too: "Du kan også legge til din egen virksomhet.",
};

pub(crate) const FOR_CLIENTS_NN: ForClients = ForClients {
    can_do: [
        "Gjennom systemtilgangen kan ",
        " utføre oppgåver for klientane til ",
        ".",
    ],
    add_clients: "Når du har godkjent, må du leggje til klientane i systemtilgangen. Det gjer du i Altinn.",
    own_too: "Du kan òg leggje til di eiga verksemd.",
};

pub(crate) const FOR_CLIENTS_EN: ForClients = ForClients {
    can_do: [
        "Through the system access, ",
        " can perform tasks for the clients of ",
        ".",
    ],
    add_clients: "After you have approved, you have to add the clients to the system access in \
        Altinn.",
    own_too: "You can also add your own organisation.",
};

pub(crate) const CHANGES_NB: Changes = Changes {
    heading: "Dette vil endres i systemtilgangen:",
    add_packages: [
        "Denne tilgangspakken vil legges til",
        "Disse tilgangspakkene vil legges til",
    ],
    remove_packages: [
        "Denne tilgangspakken vil fjernes",
        "Disse tilgangspakkene vil fjernes",
    ],
    add_services: [
        "Denne enkelttjenesten vil legges til",
        "Disse enkelttjenestene vil legges til",
    ],
    remove_services: [
        "Denne enkelttjenesten vil fjernes",
        "Disse enkelttjenestene vil fjernes",
    ],
    may_not_strong: "Du mangler nødvendig fullmakt.",
    may_not: "Tilgangsstyrer, hovedadministrator og daglig leder kan svare på forespørselen.",
};

pub(crate) const CHANGES_NN: Changes = Changes {
    heading: "Dette vil bli endra i systemtilgangen:",
    add_packages: [
        "Denne tilgangspakken vil bli lagd til",
        "Desse tilgangspakkane vil bli lagde til",
    ],
    remove_packages: [
        "Denne tilgangspakken vil bli fjerna",
        "Desse tilgangspakkane vil bli fjerna",
    ],
    add_services: [
        "Denne enkelttenesta vil bli lagd til",
        "Desse enkelttenestene vil bli lagde til",
    ],
    remove_services: [
        "Denne enkelttenesta vil bli fjerna",
        "Desse enkelttenestene vil bli fjerna",
    ],
    may_not_strong: "Du manglar nødvendig fullmakt.",
    may_not: "Tilgangsstyrar, hovudadministrator og dagleg leiar kan svare på førespurnaden.",
};

pub(crate) const CHANGES_EN: Changes = Changes {
    heading: "This will be changed in the system access:",
    add_packages: [
        "This access package will be added",
        "These access packages will be added",
    ],
    remove_packages: [
        "This access package will be removed",
        "These access packages will be removed",
    ],
    add_services: ["This service will be added", "These services will be added"],
    remove_services: [
        "This service will be removed",
        "These services will be removed",
    ],
    may_not_strong: "You lack the required authorization.",
    may_not: "Access managers, main administrators and general managers can answer the request.",
};
