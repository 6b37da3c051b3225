//! The texts in English.

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
    description: "Accounting that fetches its own figures, with an access you give and take back in Altinn.",
    skip: "Skip to content",
    to_home: "SmartCloud, to the front page",
    menu: "Main menu",
    plans: "Plans",
    how: "How it works",
    overview: "Overview",
    log_in: "Log in",
    log_out: "Log out",
    language: "Language",
    demo: "SmartCloud is a made-up company. The site shows how a system vendor gets access through Altinn.",
    about: "The connection to Altinn, step by step",
    for_developers: "For developers:",
    environment: "Environment:",
    support_reference: "Reference for support:",
    organisation_number: "Org.no.",
    technical: "Technical name:",
    single_right: "Single right",
    access_package: "Access package",
    per_month: "a month",
    simulated_altinn: "Altinn (simulated)",
};

const HOME: Home = Home {
    title: "Accounting that fetches its own figures",
    intro: "SmartCloud fetches claims, payroll and incoming goods straight from those who hold the figures. You give the access in Altinn, and you can take it back.",
    see_plans: "See the plans",
    see_how: "How the connection to Altinn works",
    picture_title: "The company holds the key",
    picture_description: "Your company gives SmartCloud a key. With it, SmartCloud fetches claims, payments, payroll and incoming goods from those who hold the figures, and shows them to the company. The company can take the key back.",
    picture_company: "Your company",
    picture_key: "The key you give",
    picture_figures: "Your figures",
    sample_title: "Everything on one page",
    sample_intro: "This is what you see when you log in: what to pay, what the pay came to, and what is on its way.",
    sample_note: "Example: a café with made-up figures.",
    plans_title: "Choose a plan",
    plans_intro: "Each plan asks only for the access it uses. You see it all before you approve.",
    modules_title: "What you will see",
    access_title: "What the plan asks for in Altinn",
    show_reason: "Why?",
    choose: |plan| format!("Choose {plan}"),
    control_title: "You hold the key",
    facts: [
        (
            "You approve in Altinn",
            "SmartCloud never gets your password. You say yes or no in Altinn.",
        ),
        (
            "You see exactly what",
            "Altinn shows the same list as we do, with the same names. If we need more later, you have to approve that too.",
        ),
        (
            "You can take it back",
            "Delete the access in Altinn whenever you like. SmartCloud then stops fetching figures at once.",
        ),
    ],
};

const HOW: How = How {
    title: "How the connection to Altinn works",
    intro: "You give SmartCloud a key that fits a few doors. Altinn looks after the key, and you control it.",
    steps_title: "Four steps",
    steps: [
        (
            "Choose a plan",
            "The plan says which figures SmartCloud will show, and what it needs to fetch them.",
        ),
        (
            "Log in",
            "You log in with ID-porten. If you have several companies, you choose one. Then you see what we ask for.",
        ),
        (
            "Answer in Altinn",
            "You are sent to Altinn, and approve or reject there. If you cannot, you forward the request.",
        ),
        (
            "Come back",
            "Altinn logs you out when you are done. Log in here again, and we ask Altinn what the answer was and show it.",
        ),
    ],
    access_title: "What is a system access?",
    access: [
        "A system access is the key: a user of its own in Altinn that belongs to your company, and that only SmartCloud can use. It can do only what you have approved.",
        "Developers call it a system user.",
    ],
    approvers_title: "Who can approve?",
    approvers: [
        "The general manager, main administrator or access manager of the company, if they hold the powers asked for themselves.",
        "If you have another role, you can start all the same and forward the request from Altinn.",
    ],
    limits_title: "What SmartCloud cannot do",
    limits: [
        "log in as you",
        "fetch anything you have not approved",
        "pass the access on to others",
        "see whether you have forwarded the request to a colleague",
    ],
    developers_title: "For developers",
    developers: "The whole pattern is one file in the source code:",
};

const LOGIN: Login = Login {
    title: "Log in",
    intro: "You log in with ID-porten.",
    chosen: "You have chosen",
    plan_intro: "You log in with ID-porten. Then you see what the plan asks for in Altinn, before we send anything.",
    button: "Log in with ID-porten",
    privacy: "We do not store your national identity number.",
    logout_title: "Do you want to log out?",
    logout_intro: "You will be logged out of SmartCloud and of ID-porten, and so of other services you have used ID-porten for in this browser.",
    logout_button: "Log out",
    stay_logged_in: "Stay logged in",
    logged_out_title: "You are logged out",
    logged_out_intro: "What you have done is saved. The access your company has given still holds.",
    log_in_again: "Log in again",
    still_at_id_porten_title: "You are logged out of SmartCloud",
    log_out_of_id_porten: "Log out of ID-porten",
    other_person_intro: "ID-porten remembers who you are. If somebody else wants to log in, you must be logged out of ID-porten first.",
    other_person: "Log in as somebody else",
};

const ORGANISATIONS: Organisations = Organisations {
    title: "Which company is this for?",
    intro: |plan| match plan {
        Some(plan) => format!(
            "Altinn says that you can act for these companies. You have chosen the plan {plan}, and we ask for access for the company you choose."
        ),
        None => "Altinn says that you can act for these companies.".to_owned(),
    },
    list: "Your companies",
    search: "Search by name or organisation number",
    search_button: "Search",
    show_all: "Show all",
    result_count: |count| match count {
        1 => "1 match".to_owned(),
        _ => format!("{count} matches"),
    },
    more: |shown, all| {
        format!("These are the first {shown} of {all} companies. Search to find the others.")
    },
    no_results: "None of your companies match.",
    role: |role| match role {
        "dagl" | "daglig-leder" => Some("General manager"),
        "innh" | "innehaver" => Some("Owner"),
        "lede" | "styreleder" => Some("Chair of the board"),
        "medl" | "styremedlem" => Some("Board member"),
        "hadm" | "hovedadministrator" => Some("Main administrator"),
        "admai" | "tilgangsstyrer" => Some("Access manager"),
        "regn" | "regnskapsforer" => Some("Accountant"),
        "revi" | "revisor" => Some("Auditor"),
        "kont" | "kontaktperson" => Some("Contact person"),
        "ansatt" => Some("Employee"),
        _ => None,
    },
    other_role: "Another role",
    switch: "Switch company",
};

const BEFORE: Before = Before {
    title: |name| format!("Give SmartCloud access on behalf of {name}"),
    intro: "This is what Altinn will ask you about, under the same names. Look it over before you go on.",
    plan: "Plan",
    other_plan: "Change plan",
    access_title: "What we ask for",
    right_reads: "Gives the right to read.",
    right_writes: "Gives the right to read and write.",
    service_reads: "read",
    service_writes: "read and write",
    services: |count| match count {
        0 => "No services yet".to_owned(),
        1 => "1 service".to_owned(),
        _ => format!("{count} services"),
    },
    writing_services: |count| match count {
        1 => "1 also gives the right to write".to_owned(),
        _ => format!("{count} also give the right to write"),
    },
    whole_package: "Altinn only hands out the whole package, but SmartCloud uses it only for this.",
    details: "Technical name",
    own_names: "Altinn is not answering right now, so the names here are our own. Altinn may use other words for the same things.",
    nothing_else: "That is all. SmartCloud does not get to see other services in Altinn.",
    approvers_title: "Who can approve?",
    approvers: "The general manager, main administrator or access manager, who must hold these powers themselves.",
    you_approve: "Your role in the company lets you approve. If you lack one of the powers yourself, Altinn says so, and a colleague has to do it.",
    forward_hint: "Not one of them? Go on all the same. In Altinn you can forward the request to someone who is.",
    next_title: "What happens now?",
    next_steps: |altinn, may_forward| {
        [
            format!("You are sent to {altinn}."),
            if may_forward {
                "You see the list once more. There you answer, or forward the request."
            } else {
                "You see the list once more and say yes or no."
            }
            .to_owned(),
            "Altinn logs you out and sends you here. Log in again to see the answer.".to_owned(),
        ]
    },
    undo_title: "Can I change my mind?",
    undo: "Yes. Altinn calls it a system access (developers say system user), and you can delete it there whenever you like.",
    button: "Go to Altinn and approve",
    forward_button: "Go to Altinn and forward",
    destination: |altinn| format!("You will be sent to {altinn}"),
    request_open: "This request has been sent before, and nobody has answered yet. You go on with the same one.",
    replacement_title: "A request is already waiting",
    replacement: "It cannot be used for this plan. If you go on, we withdraw the old one and send a new one. Nobody can approve the old one after that.",
    connected_title: |name| format!("{name} is already connected"),
    connected: "There is no need to approve again.",
    connected_plan: |plan| format!("Your company has the plan {plan}."),
    change_plan: "Want to change plan? Delete the system access in Altinn first, then choose the plan again.",
};

const STATUS: Status = Status {
    not_started: StatusText {
        headline: |name| format!("{name} is not connected yet"),
        sentence: "There is no request in Altinn. Choose what SmartCloud should fetch, and we will send one.",
        action: "Ask for access",
    },
    awaiting: StatusText {
        headline: |_| "Waiting for an answer in Altinn".to_owned(),
        sentence: "Nobody has approved or rejected the request yet.",
        action: "Go to Altinn and answer",
    },
    connected: StatusText {
        headline: |name| format!("{name} is connected"),
        sentence: "The access is approved in Altinn, and SmartCloud can fetch the figures.",
        action: "Open the overview",
    },
    found: StatusText {
        headline: |name| format!("{name} was connected already"),
        sentence: "Altinn already has a system access to SmartCloud for the company, so you did not need to approve again.",
        action: "Open the overview",
    },
    refused: StatusText {
        headline: |_| "The request was rejected".to_owned(),
        sentence: "Someone in the company said no in Altinn. SmartCloud has no access, and nothing has been fetched.",
        action: "Ask again",
    },
    expired: StatusText {
        headline: |_| "The request is too old".to_owned(),
        sentence: "Nobody answered before Altinn’s deadline ran out. SmartCloud has no access.",
        action: "Ask again",
    },
    withdrawn: StatusText {
        headline: |_| "The access has been withdrawn".to_owned(),
        sentence: "The system access has been deleted in Altinn. SmartCloud no longer fetches figures for the company.",
        action: "Ask for access again",
    },
    unknown: StatusText {
        headline: |_| "We do not know the answer right now".to_owned(),
        sentence: "Altinn did not answer when we asked. Your request is not lost.",
        action: "Try again",
    },
    last_known: |headline| format!("When we last had an answer, it was: {headline}."),
    never_checked: "We have had no answer from Altinn about this company before.",
    check_again: "Check again",
    events_title: "What has happened",
    event_sent: "Request sent",
    event_opened: "Opened in Altinn",
    event_answered: "Answered",
    event_checked: "Last checked",
    not_yet: "not yet",
    share_title: "Does someone else have to approve?",
    share_forward: "Go to Altinn all the same. There you can forward the request to someone who can approve.",
    share_limits: "SmartCloud cannot see whether the request has been forwarded, only whether it has been answered.",
    share_colleague: "You can send a colleague here. The colleague logs in and goes on from this page:",
    share_text: |name, address| {
        format!(
            "Hello. SmartCloud needs a system access in Altinn for {name}. The general manager, main administrator or access manager can approve it. Log in here, and go on to Altinn: {address}"
        )
    },
    share_subject: |name| format!("Approve system access for {name}"),
    share_email: "Write an e-mail",
    altinn_hint: "You will find the access in Altinn under Access management, System accesses. You can delete it there too.",
    open_altinn: "See the system accesses in Altinn",
    live_now: "Last checked now. The page updates by itself.",
    live_second: "Last checked 1 second ago. The page updates by itself.",
    live_seconds: "Last checked {} seconds ago. The page updates by itself.",
    live_minutes: "Last checked {} minutes ago. The page updates by itself.",
    live_no_response: "No answer right now. The page will try again by itself.",
    live_signed_out: "Log in again to see how things stand.",
    live_no_role_title: "You no longer have a role in this company",
    live_no_role: "Altinn no longer lists a role for you in this company. So we do not show new answers here.",
    see_organisations: "See your companies",
    show_answer: "Show what you can do now",
    returned_title: "You are back from Altinn",
    returned_intro: "Altinn logs you out when you are done there, and then you are logged out here too. Your answer is kept in Altinn.",
    returned_next: "Log in again, and we ask Altinn and show how things stand. You do not have to start over.",
    log_in_title: "Log in to see the status",
    log_in_intro: "The status is shown only to those who can act for the company.",
    log_in_button: "Log in and see the status",
    replacement_missing: StatusText {
        headline: |_| "The new request has not been sent".to_owned(),
        sentence: "We withdrew the old request, but Altinn has not received the new one. Nobody can approve anything now. Try again, and we will send it.",
        action: "Try again",
    },
    missing_access: |approved, wanted, names| {
        format!(
            "The access is approved for the plan {approved}. The plan {wanted} also asks for: {names}. Do you want {wanted}? Delete the system access in Altinn first, then choose the plan again."
        )
    },
    unknown_rights: |wanted| {
        format!(
            "We cannot see whether the access covers all that the plan {wanted} asks for. The overview shows what it gives access to."
        )
    },
};

const DASHBOARD: Dashboard = Dashboard {
    title: "Overview",
    intro: |plan| {
        format!(
            "Plan {plan}. The figures are fetched with the system access your company has given, each time you open this page."
        )
    },
    status_link: "See the access",
    claims: Module {
        title: "Claims",
        shows: "Claims from the Tax Administration, with amounts and due dates.",
    },
    payments: Module {
        title: "Payments",
        shows: "Payments to and from the Tax Administration.",
    },
    payroll: Module {
        title: "Payroll",
        shows: "Pay and tax for each employee.",
    },
    logistics: Module {
        title: "Incoming goods",
        shows: "Incoming goods, and when they are expected.",
    },
    fetched_with_right: |name, time| {
        format!("Fetched with the system access · single right {name} · {time}")
    },
    fetched_with_package: |name, time| {
        format!("Fetched with the system access · access package {name} · {time}")
    },
    fetched: |time| format!("Fetched with the system access · {time}"),
    to_pay: "to pay",
    of_which_overdue: |amount| format!("{amount} is overdue."),
    nothing_to_pay: "Nothing to pay.",
    claims_caption: "Open claims by due date, in kroner",
    claim: "Claim",
    due: "Due",
    overdue: "Overdue",
    outstanding: "Outstanding",
    of_amount: |amount| format!("of {amount}"),
    paid_to_tax_office: "Paid to the Tax Administration",
    refunded: "Refunded",
    payments_caption: "Payments to and from the Tax Administration in the last three months, in kroner",
    description: "For",
    date: "Date",
    paid_column: "Paid",
    refunded_column: "Refunded",
    no_payments: "No payments in the last three months.",
    net_pay: "net pay",
    paid: "paid out",
    not_paid: "not paid out yet",
    employee: "Employee",
    gross: "Gross",
    tax: "Tax",
    net: "Net",
    state: "Status",
    sum: "Total",
    month: |month| format!("Pay for {month}, in kroner"),
    no_payroll: "No pay has been reported.",
    from: |place| format!("from {place}"),
    expected: |date| format!("expected {date}"),
    arrived_on: |date| format!("arrived {date}"),
    now_expected: |date| format!("now expected {date}"),
    in_transit: "On its way",
    arrived: "Arrived",
    delayed: "Delayed",
    no_shipments: "No incoming goods.",
    would_show: "Here you would have seen:",
    not_shown: |plan| {
        format!(
            "The plan {plan} does not show this. SmartCloud does not fetch it, although the access in Altinn covers it too."
        )
    },
    not_requested: |plan| {
        format!("The plan {plan} does not show this, and does not ask for access to it.")
    },
    see_plan: |plan| format!("See the plan {plan}"),
    not_for_you: "You do not have access to this yourself in Altinn, so SmartCloud does not fetch it for you.",
    who_can_see: |package| {
        format!(
            "The general manager, the chair of the board, the owner and the partners of the company can see it. So can everyone who has the access package “{package}”. The company’s access manager can give it to you in Altinn."
        )
    },
    no_access: "The system access does not give access to these figures. Perhaps it was approved for another plan. Delete it in Altinn, and ask for access again.",
    open_altinn: "Open system accesses in Altinn",
    unauthorised: "The service did not accept SmartCloud’s key. The fault lies with us.",
    system_user_not_found: "Maskinporten found no system access for the company, so we could not fetch the figures.",
    see_status: "See how things stand",
    unreachable: "The service is not answering right now. The figures are safe with those who hold them.",
    refused: "The service would not hand over the figures.",
    maskinporten_unreachable: "Maskinporten is not answering right now. Without Maskinporten, SmartCloud cannot fetch the figures. The system access is not gone. Try again in a while.",
    maskinporten_refused: "Maskinporten did not accept SmartCloud, so we could not fetch the figures. The fault lies with us.",
    try_again: "Try again",
    support_title: "For support",
    support_not_found: "Maskinporten answered MP-303. If the company has approved the access and has not deleted it, there are three possible causes:",
    support_causes: [
        "The system in Altinn’s system register does not list SmartCloud’s client id.",
        "externalRef is missing, or is not the one in the request for system access.",
        "systemuser_org is not the organisation that owns the system access.",
    ],
};
