use super::{Around, AroundTwo, Counted};

/// The texts of the pages where a client administrator adds clients to an agent system user.
pub struct Clients {
    pub title: &'static str,
    pub packages: Counted,
    pub heading: &'static str,
    pub none: &'static str,
    pub add_clients: &'static str,
    pub add_or_remove: &'static str,
    pub add_own: &'static str,
    pub own: &'static str,
    pub remove_own: &'static str,
    pub which: Around,
    pub search: &'static str,
    pub hint: &'static str,
    pub hide_added: &'static str,
    pub add_all: &'static str,
    /// The visible text of the button that adds a client.
    pub add: &'static str,
    /// The accessible name of the button that adds a client. The accessible name contains the client's name, because
    /// many buttons have the same visible text.
    pub add_client: Around,
    /// The visible text of the button that removes a client.
    pub remove: &'static str,
    /// The accessible name of the button that removes a client, with the client's name.
    pub remove_client: Around,
    pub add_failed: &'static str,
    pub remove_failed: &'static str,
    pub close: &'static str,
    pub added: Around,
    pub removed: Around,
    /// The text of the progress bar. The parameters are the number of clients that have been tried, and the number of
    /// all clients.
    pub adding: AroundTwo,
    pub keep_open: &'static str,
    pub go_on: &'static str,
    pub stop: &'static str,
    pub all_added: &'static str,
    /// The text of an empty list if all clients that match the user's search are added, and the list leaves out added
    /// clients.
    pub all_matching_added: &'static str,
    /// The message if some clients were not added. The parameters are the number of added clients and the number of all
    /// clients.
    pub partly_added: fn(usize, usize) -> String,
    /// Introduces the list of clients that were not added. The parameter is their number.
    pub not_added: Counted,
    /// This text follows a client's name in the list of clients that were not added. The text says that the client no
    /// longer gives all packages.
    pub lacks_packages: &'static str,
    /// This text follows an organisation's name in the list. The text says that the organisation is no longer a client.
    pub no_client: &'static str,
    pub none_possible: Around,
    pub no_hits: &'static str,
    pub not_administrator: &'static str,
    pub pages: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    /// The parameters are the page number and the number of pages.
    pub page_of: AroundTwo,
}

pub(crate) const NB: Clients = Clients {
    title: "Valgt systemtilgang for klienter - Altinn",
    packages: |count| match count {
        1 => "Fullmakt til 1 tilgangspakke".to_owned(),
        _ => format!("Fullmakt til {count} tilgangspakker"),
    },
    heading: "Klienter tilknyttet systemtilgangen",
    none: "Denne systemtilgangen har ingen klienter",
    add_clients: "Legg til klienter",
    add_or_remove: "Legg til eller fjern klienter",
    add_own: "Legg til din virksomhet",
    own: "Din virksomhet",
    remove_own: "Fjern din virksomhet fra systemtilgang",
    which: |title| format!("Hvilke klienter skal knyttes til systemtilgangen {title}?"),
    search: "Søk i klienter",
    hint: "Navn eller organisasjonsnummer",
    hide_added: "Skjul klienter som er lagt til",
    add_all: "Legg til alle klienter",
    add: "Legg til i systemtilgang",
    add_client: |client| format!("Legg til {client} i systemtilgang"),
    remove: "Fjern fra systemtilgang",
    remove_client: |client| format!("Fjern {client} fra systemtilgang"),
    add_failed: "Kunne ikke legge til klient",
    remove_failed: "Kunne ikke fjerne klient",
    close: "Bekreft og lukk",
    added: |client| format!("{client} er lagt til i systemtilgangen"),
    removed: |client| format!("{client} er fjernet fra systemtilgangen"),
    adding: |client, total| format!("Legger til klient {client} av {total}"),
    keep_open: "Ikke lukk denne nettsiden før alle klienter er lagt til.",
    go_on: "Legg til de neste",
    stop: "Stopp her",
    all_added: "Alle klienter er lagt til.",
    all_matching_added: "Alle klienter som passer, er lagt til.",
    partly_added: |added, total| match total {
        1 => "Klienten ble ikke lagt til.".to_owned(),
        _ => format!("Kun {added} av {total} klienter ble lagt til."),
    },
    not_added: |count| match count {
        1 => "Denne ble ikke lagt til:".to_owned(),
        _ => "Disse ble ikke lagt til:".to_owned(),
    },
    lacks_packages: "har ikke lenger gitt alle tilgangspakkene",
    no_client: "er ikke lenger klient",
    none_possible: |company| {
        format!(
            "Ingen klienter kan legges til. Klientene må først gi {company} alle tilgangspakkene \
             som systemtilgangen har."
        )
    },
    no_hits: "Ingen klienter passer.",
    not_administrator: "Kun klientadministratorer kan administrere klienter.",
    pages: "Sider",
    previous: "Forrige",
    next: "Neste",
    page_of: |page, of| format!("Side {page} av {of}"),
};

pub(crate) const NN: Clients = Clients {
    title: "Vald systemtilgang for klientar - Altinn",
    packages: |count| match count {
        1 => "Fullmakt til 1 tilgangspakke".to_owned(),
        _ => format!("Fullmakt til {count} tilgangspakkar"),
    },
    heading: "Klientar knytte til systemtilgangen",
    none: "Denne systemtilgangen har ingen klientar",
    add_clients: "Legg til klientar",
    add_or_remove: "Legg til eller fjern klientar",
    add_own: "Legg til verksemda di",
    own: "Verksemda di",
    remove_own: "Fjern verksemda di frå systemtilgangen",
    which: |title| format!("Kva for klientar skal knytast til systemtilgangen {title}?"),
    search: "Søk i klientar",
    hint: "Namn eller organisasjonsnummer",
    hide_added: "Gøym klientar som er lagde til",
    add_all: "Legg til alle klientar",
    add: "Legg til i systemtilgang",
    add_client: |client| format!("Legg til {client} i systemtilgang"),
    remove: "Fjern frå systemtilgang",
    remove_client: |client| format!("Fjern {client} frå systemtilgang"),
    add_failed: "Kunne ikkje leggje til klient",
    remove_failed: "Kunne ikkje fjerne klient",
    close: "Bekreft og lukk",
    added: |client| format!("{client} er lagd til i systemtilgangen"),
    removed: |client| format!("{client} er fjerna frå systemtilgangen"),
    adding: |client, total| format!("Legg til klient {client} av {total}"),
    keep_open: "Ikkje lukk denne nettsida før alle klientar er lagde til.",
    go_on: "Legg til dei neste",
    stop: "Stopp her",
    all_added: "Alle klientar er lagde til.",
    all_matching_added: "Alle klientar som passar, er lagde til.",
    partly_added: |added, total| match total {
        1 => "Klienten vart ikkje lagd til.".to_owned(),
        _ => format!("Berre {added} av {total} klientar vart lagde til."),
    },
    not_added: |count| match count {
        1 => "Denne vart ikkje lagd til:".to_owned(),
        _ => "Desse vart ikkje lagde til:".to_owned(),
    },
    lacks_packages: "har ikkje lenger gitt alle tilgangspakkane",
    no_client: "er ikkje klient lenger",
    none_possible: |company| {
        format!(
            "Ingen klientar kan leggjast til. Klientane må først gi {company} alle tilgangspakkane \
             som systemtilgangen har."
        )
    },
    no_hits: "Ingen klientar passar.",
    not_administrator: "Berre klientadministratorar kan administrere klientar.",
    pages: "Sider",
    previous: "Førre",
    next: "Neste",
    page_of: |page, of| format!("Side {page} av {of}"),
};

pub(crate) const EN: Clients = Clients {
    title: "Chosen system access for clients - Altinn",
    packages: |count| match count {
        1 => "Power of attorney for 1 access package".to_owned(),
        _ => format!("Power of attorney for {count} access packages"),
    },
    heading: "Clients connected to system access",
    none: "This system access has no clients",
    add_clients: "Add clients",
    add_or_remove: "Add or remove clients",
    add_own: "Add your organisation",
    own: "Your organisation",
    remove_own: "Remove your organisation from system access",
    which: |title| format!("Which clients should be assigned to the system access {title}?"),
    search: "Search in clients",
    hint: "Name or organisation number",
    hide_added: "Hide clients already added",
    add_all: "Add all clients",
    add: "Add to system access",
    add_client: |client| format!("Add {client} to system access"),
    remove: "Remove from system access",
    remove_client: |client| format!("Remove {client} from system access"),
    add_failed: "Could not add client",
    remove_failed: "Could not remove client",
    close: "Confirm and close",
    added: |client| format!("{client} is added to the system access"),
    removed: |client| format!("{client} is removed from the system access"),
    adding: |client, total| format!("Adding client {client} of {total}"),
    keep_open: "Do not close this website before all clients are added.",
    go_on: "Add the next ones",
    stop: "Stop here",
    all_added: "All clients have been added.",
    all_matching_added: "All clients that match have been added.",
    partly_added: |added, total| match total {
        1 => "The client was not added.".to_owned(),
        _ => format!("Only {added} out of {total} clients were added."),
    },
    not_added: |count| match count {
        1 => "This one was not added:".to_owned(),
        _ => "These were not added:".to_owned(),
    },
    lacks_packages: "no longer gives all the access packages",
    no_client: "is no longer a client",
    none_possible: |company| {
        format!(
            "No clients can be added. The clients first have to give {company} all the access \
             packages that the system access has."
        )
    },
    no_hits: "No clients match.",
    not_administrator: "Only client administrators can manage clients.",
    pages: "Pages",
    previous: "Previous",
    next: "Next",
    page_of: |page, of| format!("Page {page} of {of}"),
};
