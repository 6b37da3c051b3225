use super::{Around, AroundTwo};

/// The texts of the pages where a customer creates a system user without a vendor's request.
pub struct Create {
    pub title: &'static str,
    pub heading: &'static str,
    pub advice: &'static str,
    pub no_verdict: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub show_all: &'static str,
    pub hits: fn(usize, &str) -> String,
    pub label: &'static str,
    /// The first option of the list. It is selected until the user chooses a system.
    pub choose: &'static str,
    /// An option of the list. The parameters are the system's name, the vendor's name and the vendor's organisation
    /// number.
    pub option: fn(&str, &str, &str) -> String,
    pub nothing_chosen: &'static str,
    pub no_systems: &'static str,
    pub go_on: &'static str,
    pub will_get_many: AroundTwo,
    pub will_get_one: AroundTwo,
    pub will_get_none: Around,
    pub vendor_not_notified: &'static str,
    pub create: &'static str,
    pub other_system: &'static str,
    pub what_to_do: &'static str,
    pub no_system_more: &'static str,
}

pub(crate) const NB: Create = Create {
    title: "Lag ny systemtilgang - Altinn",
    heading: "Velg fagsystem",
    advice: "Er du usikker på hvilket fagsystem du skal velge, kan du spørre leverandøren.",
    no_verdict: "Altinn har ikke vurdert hvor gode eller sikre fagsystemene er.",
    search: "Søk i fagsystemer",
    search_hint: "Navn på fagsystem eller leverandør, eller organisasjonsnummer",
    show_all: "Vis alle fagsystemer",
    hits: |count, words| match count {
        0 => format!("Ingen fagsystemer passer til «{words}»."),
        1 => format!("1 fagsystem passer til «{words}»."),
        _ => format!("{count} fagsystemer passer til «{words}»."),
    },
    label: "Velg fagsystem",
    choose: "Velg …",
    option: |system, vendor, number| format!("{system} – {vendor} ({number})"),
    nothing_chosen: "Du må velge et fagsystem før du går videre.",
    no_systems: "Ingen fagsystemer kan velges her ennå. Et fagsystem kommer i listen når \
        leverandøren registrerer det som synlig (isVisible).",
    go_on: "Gå videre",
    will_get_many: |system, company| {
        format!("Systemtilgangen {system} vil få disse fullmaktene for {company}")
    },
    will_get_one: |system, company| {
        format!("Systemtilgangen {system} vil få denne fullmakten for {company}")
    },
    will_get_none: |system| {
        format!(
            "{system} ber ikke om noen fullmakter ennå. Systemtilgangen kan opprettes, men gir \
            ingen tilgang."
        )
    },
    vendor_not_notified: "Leverandøren får ingen beskjed fra Altinn. Fortell leverandøren at systemtilgangen er \
        opprettet.",
    create: "Opprett systemtilgang",
    other_system: "Velg et annet fagsystem",
    what_to_do: "Be om fullmakten som mangler, eller la noen som har den, opprette systemtilgangen.",
    no_system_more: "Fagsystemet finnes ikke, eller kan ikke velges i Altinn.",
};

pub(crate) const NN: Create = Create {
    title: "Lag ny systemtilgang - Altinn",
    heading: "Vel fagsystem",
    advice: "Er du usikker på kva for fagsystem du skal velje, kan du spørje leverandøren.",
    no_verdict: "Altinn har ikkje vurdert kor gode eller sikre fagsystema er.",
    search: "Søk i fagsystem",
    search_hint: "Namn på fagsystem eller leverandør, eller organisasjonsnummer",
    show_all: "Vis alle fagsystem",
    hits: |count, words| match count {
        0 => format!("Ingen fagsystem passar til «{words}»."),
        1 => format!("1 fagsystem passar til «{words}»."),
        _ => format!("{count} fagsystem passar til «{words}»."),
    },
    label: "Vel fagsystem",
    choose: "Vel …",
    option: |system, vendor, number| format!("{system} – {vendor} ({number})"),
    nothing_chosen: "Du må velje eit fagsystem før du går vidare.",
    no_systems: "Ingen fagsystem kan veljast her enno. Eit fagsystem kjem i lista når leverandøren \
        registrerer det som synleg (isVisible).",
    go_on: "Gå vidare",
    will_get_many: |system, company| {
        format!("Systemtilgangen {system} vil få desse fullmaktene for {company}")
    },
    will_get_one: |system, company| {
        format!("Systemtilgangen {system} vil få denne fullmakta for {company}")
    },
    will_get_none: |system| {
        format!(
            "{system} ber ikkje om nokon fullmakter enno. Systemtilgangen kan opprettast, men \
            gir ingen tilgang."
        )
    },
    vendor_not_notified: "Leverandøren får inga melding frå Altinn. Fortel leverandøren at systemtilgangen er \
        oppretta.",
    create: "Opprett systemtilgang",
    other_system: "Vel eit anna fagsystem",
    what_to_do: "Be om fullmakta som manglar, eller la nokon som har ho, opprette \
        systemtilgangen.",
    no_system_more: "Fagsystemet finst ikkje, eller kan ikkje veljast i Altinn.",
};

pub(crate) const EN: Create = Create {
    title: "Create new system access - Altinn",
    heading: "Select vendor system",
    advice: "If you are not sure which vendor system to choose, ask its vendor.",
    no_verdict: "Altinn has not assessed the quality or the security of the vendor systems.",
    search: "Search in vendor systems",
    search_hint: "Name of a vendor system or a vendor, or an organisation number",
    show_all: "Show all vendor systems",
    hits: |count, words| match count {
        0 => format!("No vendor systems match “{words}”."),
        1 => format!("1 vendor system matches “{words}”."),
        _ => format!("{count} vendor systems match “{words}”."),
    },
    label: "Choose vendor system",
    choose: "Choose …",
    option: |system, vendor, number| format!("{system} – {vendor} ({number})"),
    nothing_chosen: "Choose a vendor system before you proceed.",
    no_systems: "There are no vendor systems to choose yet. One is listed when its vendor registers \
        it as visible (isVisible).",
    go_on: "Proceed",
    will_get_many: |system, company| {
        format!("The system access {system} will be granted these powers of attorney for {company}")
    },
    will_get_one: |system, company| {
        format!("The system access {system} will be granted this power of attorney for {company}")
    },
    will_get_none: |system| {
        format!(
            "{system} does not ask for any power of attorney yet. The system access can be \
            created, but gives no access."
        )
    },
    vendor_not_notified: "Altinn does not tell the vendor. Tell the vendor that the system access has been \
        created.",
    create: "Create system access",
    other_system: "Choose another vendor system",
    what_to_do: "Ask for the power of attorney that you lack, or ask somebody who has it to create \
        the system access.",
    no_system_more: "There is no such vendor system, or it cannot be chosen in Altinn.",
};
