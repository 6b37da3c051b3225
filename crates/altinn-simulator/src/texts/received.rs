use super::Around;

/// The texts of the page that lists the received requests. Access managers find forwarded requests there.
pub struct Received {
    pub menu_item: &'static str,
    pub title: &'static str,
    pub heading: Around,
    pub received: &'static str,
    pub sent: &'static str,
    pub asks_for_access: &'static str,
    pub action: &'static str,
    pub none_received: &'static str,
    pub none_sent: &'static str,
}

pub(crate) const NB: Received = Received {
    menu_item: "Forespørsler",
    title: "Forespørsler - Altinn",
    heading: |company| format!("Forespørsler for {company}"),
    received: "Mottatte",
    sent: "Sendte",
    asks_for_access: "Ber om å opprette systemtilgang",
    action: "Behandle forespørsel",
    none_received: "Ingen forespørsler venter på svar.",
    none_sent: "Virksomheten har ikke sendt noen forespørsler. Bare mottatte forespørsler om \
        systemtilgang er simulert.",
};

pub(crate) const NN: Received = Received {
    menu_item: "Førespurnader",
    title: "Førespurnader - Altinn",
    heading: |company| format!("Førespurnader for {company}"),
    received: "Mottekne",
    sent: "Sende",
    asks_for_access: "Ber om å opprette systemtilgang",
    action: "Behandle førespurnad",
    none_received: "Ingen førespurnader ventar på svar.",
    none_sent: "Verksemda har ikkje sendt nokon førespurnader. Berre mottekne førespurnader om \
        systemtilgang er simulerte.",
};

pub(crate) const EN: Received = Received {
    menu_item: "Requests",
    title: "Requests - Altinn",
    heading: |company| format!("Requests for {company}"),
    received: "Received",
    sent: "Sent",
    asks_for_access: "Requests to create system user",
    action: "Process request",
    none_received: "No requests are waiting for an answer.",
    none_sent: "The organisation has sent no requests. Only received requests for system access are \
        simulated.",
};
