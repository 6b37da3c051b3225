use super::Around;

/// The texts of Altinn's pages about system users: the overview, the page of one system user, and the page that deletes
/// a system user.
pub struct Overview {
    pub title: &'static str,
    pub heading: Around,
    pub ingress: &'static str,
    pub create: &'static str,
    pub pending: &'static str,
    pub own: &'static str,
    pub for_clients: &'static str,
    pub none_of_own: &'static str,
    pub none_for_clients: &'static str,
    /// The text for a user who is client administrator but not access manager.
    pub clients_alone: &'static str,
    pub badge_own: &'static str,
    pub badge_clients: &'static str,
    pub badge_pending: &'static str,
    pub badge_pending_clients: &'static str,
    pub new: &'static str,
    pub reference: Around,
    pub no_power_strong: &'static str,
    pub no_power: &'static str,
    pub other_party: &'static str,
    pub details_title: &'static str,
    pub for_company: Around,
    pub created: Around,
    pub delete: &'static str,
    pub delete_title: &'static str,
    pub delete_question: Around,
    pub delete_clients_too: &'static str,
    pub delete_effect: &'static str,
    pub cancel: &'static str,
    pub delete_failed: &'static str,
    pub has_clients: &'static str,
    pub load_failed: &'static str,
    pub load_failed_more: &'static str,
}

pub(crate) const NB: Overview = Overview {
    title: "Systemtilganger - Altinn",
    heading: |company| format!("Systemtilganger for {company}"),
    ingress: "En systemtilgang lar et fagsystem utføre oppgaver i Altinn for virksomheten din.",
    create: "Lag ny systemtilgang",
    pending: "Ventende systemtilgang-forespørsler",
    own: "Egne systemtilganger",
    for_clients: "Systemtilganger for klienter",
    none_of_own: "Virksomheten har ingen egne systemtilganger.",
    none_for_clients: "Virksomheten har ingen systemtilganger for klienter.",
    clients_alone: "Som klientadministrator ser du systemtilgangene for klienter. Tilgangsstyrer ser alle \
                    og kan lage nye.",
    badge_own: "Se fullmakter",
    badge_clients: "Administrere klienter",
    badge_pending: "Godkjenn egen systemtilgang",
    badge_pending_clients: "Godkjenn systemtilgang for klienter",
    new: "NY",
    reference: |end| format!("(ref: {end})"),
    no_power_strong: "Du mangler nødvendige fullmakter.",
    no_power: "Tilgangsstyrer, hovedadministrator og daglig leder kan se og lage systemtilganger.",
    other_party: "Bytt aktør",
    details_title: "Valgt systemtilgang - Altinn",
    for_company: |company| format!("for {company}"),
    created: |when| format!("Systemtilgang opprettet {when}"),
    delete: "Slett systemtilgang",
    delete_title: "Slett systemtilgang - Altinn",
    delete_question: |title| format!("Er du sikker på at du vil slette systemtilgangen «{title}»?"),
    delete_clients_too: "Klienter som er tilordnet systemtilgangen vil også bli fjernet.",
    delete_effect: "Systemet mister tilgangen med en gang. Det kan ikke angres, og leverandøren \
        får ingen beskjed.",
    cancel: "Avbryt",
    delete_failed: "Kunne ikke slette systemtilgang",
    has_clients: "Altinn sletter den ikke så lenge klienter er knyttet til den. En \
        klientadministrator må fjerne dem først.",
    load_failed: "Kunne ikke laste systemtilgang",
    load_failed_more: "Den kan være slettet, eller tilhøre en virksomhet der du ikke er \
        tilgangsstyrer.",
};

pub(crate) const NN: Overview = Overview {
    title: "Systemtilgangar - Altinn",
    heading: |company| format!("Systemtilgangar for {company}"),
    ingress: "Ein systemtilgang lèt eit fagsystem utføre oppgåver i Altinn for verksemda di.",
    create: "Lag ny systemtilgang",
    pending: "Ventande systemtilgang-førespurnader",
    own: "Eigne systemtilgangar",
    for_clients: "Systemtilgangar for klientar",
    none_of_own: "Verksemda har ingen eigne systemtilgangar.",
    none_for_clients: "Verksemda har ingen systemtilgangar for klientar.",
    clients_alone: "Som klientadministrator ser du systemtilgangane for klientar. Tilgangsstyrar ser alle \
                    og kan lage nye.",
    badge_own: "Sjå fullmakter",
    badge_clients: "Administrere klientar",
    badge_pending: "Godkjenn eigen systemtilgang",
    badge_pending_clients: "Godkjenn systemtilgang for klientar",
    new: "NY",
    reference: |end| format!("(ref: {end})"),
    no_power_strong: "Du manglar nødvendige fullmakter.",
    no_power: "Tilgangsstyrar, hovudadministrator og dagleg leiar kan sjå og lage systemtilgangar.",
    other_party: "Byt aktør",
    details_title: "Vald systemtilgang - Altinn",
    for_company: |company| format!("for {company}"),
    created: |when| format!("Systemtilgang oppretta {when}"),
    delete: "Slett systemtilgang",
    delete_title: "Slett systemtilgang - Altinn",
    delete_question: |title| format!("Er du sikker på at du vil slette systemtilgangen «{title}»?"),
    delete_clients_too: "Klientar som er tilordna systemtilgangen vil også bli fjerna.",
    delete_effect: "Systemet mistar tilgangen med ein gong. Det kan ikkje angrast, og leverandøren \
        får inga melding.",
    cancel: "Avbryt",
    delete_failed: "Kunne ikkje slette systemtilgang",
    has_clients: "Altinn slettar han ikkje så lenge klientar er knytte til han. Ein \
        klientadministrator må fjerne dei først.",
    load_failed: "Kunne ikkje laste systemtilgang",
    load_failed_more: "Han kan vere sletta, eller høyre til ei verksemd der du ikkje er \
        tilgangsstyrar.",
};

pub(crate) const EN: Overview = Overview {
    title: "System accesses - Altinn",
    heading: |company| format!("System accesses for {company}"),
    ingress: "A system access lets a vendor system do tasks in Altinn for your company.",
    create: "Create new system access",
    pending: "Pending system access requests",
    own: "Own system accesses",
    for_clients: "System accesses for clients",
    none_of_own: "The company has no system accesses of its own.",
    none_for_clients: "The company has no system accesses for clients.",
    clients_alone: "As a client administrator you see the system accesses for clients. Access managers \
                    see all of them and can create new ones.",
    badge_own: "See powers of attorney",
    badge_clients: "Manage clients",
    badge_pending: "Approve own system access",
    badge_pending_clients: "Approve system access for clients",
    new: "NEW",
    reference: |end| format!("(ref: {end})"),
    no_power_strong: "You do not have sufficient rights.",
    no_power: "Access managers, main administrators and general managers can see and create \
        system accesses.",
    other_party: "Change party",
    details_title: "Chosen system access - Altinn",
    for_company: |company| format!("for {company}"),
    created: |when| format!("System access created {when}"),
    delete: "Delete system access",
    delete_title: "Delete system access - Altinn",
    delete_question: |title| {
        format!("Are you sure you want to delete the system access “{title}”?")
    },
    delete_clients_too: "Clients assigned to the system access will also be removed.",
    delete_effect: "The system loses its access at once. This cannot be undone, and the vendor is \
        not told.",
    cancel: "Cancel",
    delete_failed: "Could not delete system access",
    has_clients: "Altinn does not delete it as long as clients are connected to it. A client \
        administrator has to remove them first.",
    load_failed: "Could not load system access",
    load_failed_more: "It may have been deleted, or belong to an organisation where you are not an \
        access manager.",
};
