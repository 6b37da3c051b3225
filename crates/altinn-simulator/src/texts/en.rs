use super::{
    Forward, Frame, Login, Logout, Party, Problem, Request, StartPage, Texts, create,
    customer_clients, overview, received, request_kinds, sandbox,
};
use crate::rules::{Reason, catalogue::roles, role};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn moment(at: jiff::civil::DateTime) -> String {
    let month = MONTHS[usize::from(at.month().unsigned_abs()) - 1];
    format!(
        "{} {month} {} at {:02}:{:02}",
        at.day(),
        at.year(),
        at.hour(),
        at.minute()
    )
}

pub(crate) const TEXTS: Texts = Texts {
    frame: Frame {
        lang_of_names: Some("nb"),
        description: "A simulation of Altinn's pages for system users: requests, system accesses and clients. \
            All persons and organisations are fictional.",
        description_idporten: "A simulation of log-in with ID-porten. All the people are fictional.",
        error: "Error",
        close: "Close",
        band: "Simulation – not Altinn",
        band_idporten: "Simulation – not Altinn or ID-porten",
        to_product: |name| format!("To {name}"),
        automatic: "Test mode: log-in or approval is automatic",
        switch_person: "Switch person",
        skip: "Skip to main content",
        altinn: "Altinn (simulated)",
        idporten: "ID-porten (simulated)",
        choose_language: "Choose language",
        logged_in_as: |name| format!("Logged in as {name}"),
        log_out: "Log out",
        you_are_here: "You are here:",
        start: "Start",
        menu: "Menu",
        access_management: "Access management",
        system_accesses: "System accesses",
        back: "Back",
        org_no: |number| format!("Org.no. {number}"),
        moment,
        not_here_title: "The simulator has no such page",
        not_here: "This address is either wrong, or a part of Altinn that is not simulated.",
        to_front: "Go to the simulator's start page",
        broken_title: "Something went wrong in the simulator",
        broken: "It is not your fault. Try again. The cause is in the log.",
    },
    login: Login {
        title: "Log in – ID-porten (simulated)",
        heading: "Who do you want to log in as?",
        asks: |client| format!("{client} asks you to log in."),
        asks_without_name: |id| format!("The service with the client ID {id} asks you to log in."),
        no_numbers: "Everyone here is fictional. Choose one of them. You need neither a national identity \
            number nor a password.",
        find: "Find person",
        find_hint: "Name, organisation or organisation number",
        search: "Search",
        show_named: "Show the usual people",
        hits: |count, words| match count {
            1 => format!("1 person matches “{words}”."),
            _ => format!("{count} people match “{words}”."),
        },
        no_hits: |words| format!("Nobody matches “{words}”."),
        more: |shown, of| format!("Showing {shown} of {of}. Type more to narrow the search."),
        people: "People",
        role_in: |role, company| format!("{role} at {company}"),
        role: |urn| match urn {
            role::GENERAL_MANAGER => "General manager",
            role::PROPRIETOR => "Proprietor",
            role::CHAIR => "Chair of the board",
            role::ACCESS_MANAGER => "Access manager",
            role::MAIN_ADMINISTRATOR => "Main administrator",
            role::CLIENT_ADMINISTRATOR => "Client administrator",
            role::RIGHT_HOLDER => "Right holder",
            urn => roles::role(urn).map_or("Connected", |role| &role.name.en),
        },
        no_company: "No role in any organisation",
        cancel: "Cancel",
        cannot_start_title: "The log-in cannot start",
        cannot_start: "The service you came from asked for a log-in in a way that ID-porten does not \
            accept. Go back there and try again. If that does not help, the service has to fix it.",
        unknown_client: "The service is not registered with ID-porten.",
        wrong_redirect: "The address to send you back to is not registered for the service.",
        unknown_request_uri: "The request to log in is used up, too old or unknown.",
        attempt_gone_title: "This log-in is no longer open",
        attempt_gone: "It has already been used, or it took too long. Go back to the service you came from, \
            and log in again.",
        no_such_person: "This person is no longer in the simulator. Choose another.",
        foreign_form: "The form was sent from another site and was not accepted. Choose a person here.",
        form_post_title: "Back to the service",
        form_post: "The log-in is complete, and the response is being sent to the service. If nothing happens, use the button.",
        developers: "For developers",
    },
    logout: Logout {
        going_title: "Logging out – ID-porten (simulated)",
        going_heading: "You are being logged out",
        going: "ID-porten tells the services that you were logged in to, and sends you on.",
        go_on: |host| format!("Go on to {host}"),
        done_title: "You are logged out – ID-porten (simulated)",
        done_heading: "You are logged out",
        done: "You are logged out of ID-porten and of the services that you were logged in to.",
        not_back: "The service that logged you out gave no valid address to go back to.",
        frame_name: |client| format!("Logging out of {client}"),
    },
    front: StartPage {
        title: "Altinn simulator",
        description: "Altinn, ID-porten and Maskinporten on your own machine, for developers of systems with system users.",
        heading: "Altinn on your own machine",
        lead: "This is a simulator of Altinn, ID-porten and Maskinporten. It is made for developers of \
            systems with system users. The simulator has the same paths, the same content and the same error \
            codes as the real services, but everything is fictional, and nothing leaves this machine.",
        logged_out: "You are logged out of Altinn and ID-porten.",
        do_heading: "What do you want to do?",
        to_overview: "See system accesses",
        to_overview_note: "Log in as one of the people, and see the organisation's pending requests and \
            system accesses.",
        to_control: "Open the control panel",
        to_control_note: "Reset the simulator, move the clock, inject faults, and see the last responses.",
        urls_heading: "Addresses for your system",
        urls_note: "Use them in your system in place of the addresses of the test environment TT02.",
        ui: "Altinn's pages",
        platform: "Altinn's platform (API)",
        idporten: "ID-porten (issuer)",
        maskinporten: "Maskinporten (issuer)",
        resource: "A service owner's API",
        people_heading: "The people",
        people_note: "Each of them leads to a different outcome. You choose a person when you log in.",
    },
    request: Request {
        can_do: [
            "Through the system access, ",
            " can perform tasks for ",
            ".",
        ],
        will_get_many: "The system access will be granted these powers of attorney:",
        will_get_one: "The system access will be granted this power of attorney:",
        packages: |count| match count {
            1 => "1 access package".to_owned(),
            _ => format!("{count} access packages"),
        },
        services: |count| match count {
            1 => "1 single right".to_owned(),
            _ => format!("{count} single rights"),
        },
        services_in_package: |count| match count {
            1 => "1 service".to_owned(),
            _ => format!("{count} services"),
        },
        grants: |count| match count {
            1 => "Grants access to 1 service".to_owned(),
            _ => format!("Grants access to {count} services"),
        },
        grants_none: "This access package currently contains no services.",
        owner: |owner| format!("Service owner: {owner}"),
        withdraw: "You can withdraw the approval at altinn.no at any time.",
        reject: "Reject",
        delivered_by: |system, vendor, number| {
            format!("{system} is delivered by {vendor}, org.no. {number}")
        },
        what_then: "What happens when you answer?",
        sent_to: |host| {
            format!("You will be logged out of Altinn and ID-porten, and sent on to {host}.")
        },
        sent_to_start: "You will be logged out of Altinn and ID-porten, and sent to the start page.",
        stays_logged_in: "You will return to the overview of system accesses.",
        open_until: |created, until| {
            format!("The request was sent on {created}. It can be answered until {until}.")
        },
        all_or_nothing: "You approve all of it or none of it.",
        forwarded: "This request is already forwarded",
        no_buttons_decided: "It has been answered, and cannot be answered again.",
        no_buttons_expired: "Nobody answered in time. The vendor has to send a new request.",
        why_no_buttons_forwarded: "It is waiting for an answer from your organisation's access manager. You \
            do not need to do anything more.",
        leave: "Close and log out",
        no_id: "id must be included as query-parameter in url",
        not_found: "The request does not exist for the chosen party",
        not_found_more: "Have you chosen the right party? The vendor may also have withdrawn the \
            request.",
        no_relation: "You lack the power of attorney to approve this request",
        no_relation_more: |name| {
            format!(
                "{name} has no role in the organisation that the request is for. An access manager, \
                 main administrator or general manager of the organisation can answer."
            )
        },
        load_failed: "Could not load system access request",
        system_gone: "The vendor system that asks is no longer registered with Altinn.",
    },
    problem: Problem {
        reject_failed: "Could not reject system access",
        cannot_delegate_services: "because you lack the power of \
            attorney to pass on one or more services",
        cannot_delegate_packages: "because you lack the power of \
            attorney to pass on one or more access packages",
        cannot_delegate_both: "because you lack the power of \
            attorney to pass on services and access packages",
        services_not_delegated: "Services that could not be delegated:",
        packages_not_delegated: "Access packages that could not be delegated:",
        what_to_do: "The request is still open. You can close the page and answer later. Ask for the power of attorney that you lack, or ask \
            somebody who has it to approve the request.",
        exists: "The organisation already has a system access for this system. Delete it first if you \
            want to make a new one.",
        no_system: "The vendor system is no longer registered with Altinn.",
        decided_meanwhile: "The request has been answered in the meantime.",
        wrong_party: "The request is for another organisation than the one you act for.",
        not_manager: "You are not an access manager of this organisation.",
        reason: |reason| match reason {
            Reason::MissingRoleAccess => {
                "Your role does not have the rights to delegate this service."
            }
            Reason::MissingDelegationAccess => {
                "You do not have the rights to directly delegate this service."
            }
            Reason::MissingSrrRightAccess => {
                "The service uses an access list where the organization does not have access."
            }
            Reason::InsufficientAuthenticationLevel => {
                "The service requires a higher security level."
            }
            Reason::MissingPackageAccess => "You lack the rights to the required access packages.",
            Reason::AccessListValidationFail => {
                "The receiver does not have access based on the access list."
            }
            Reason::ResourceNotDelegable => "The service cannot be delegated onward.",
            Reason::ResourceIsMaskinportenSchema => {
                "The service cannot be delegated (Maskinporten schema resource)."
            }
            Reason::Unknown => "Unknown reason.",
        },
        code: |code| format!("Error code: {code}"),
        forged_title: "The answer was not accepted",
        forged: "The form did not come from this page, or the page was too old. Nothing has changed.",
        forged_way_on: "Open the page again",
    },
    forward: Forward {
        heading: "You lack required authorization",
        explanation: "You cannot approve this request yourself. Do you want to forward it to the \
            access manager of your organisation?",
        yes: "Yes, forward request",
        close: "Close and log out",
        failed: "Could not forward the request",
        done_heading: "Request forwarded",
        done: "The access manager finds it in the overview of system accesses in Altinn. The vendor \
            is not told that it was forwarded.",
        finish: "Finish",
    },
    party: Party {
        title: "We couldn't change actor - Altinn",
        heading: "We couldn't change actor",
        explanation: "You have no role in the party that the page is about.",
        question: "Where would you like to go now?",
        to_start: "Go to Altinn's start page",
        to_inbox: "Go to inbox",
        to_access_management: "Go to access management",
        choose_title: "Choose party - Altinn",
        choose_heading: "Choose party",
        none: "You have no role in any organisation.",
    },
    standard_request: request_kinds::STANDARD_EN,
    agent_request: request_kinds::AGENT_EN,
    change_request: request_kinds::CHANGE_EN,
    for_clients: request_kinds::FOR_CLIENTS_EN,
    changes: request_kinds::CHANGES_EN,
    overview: overview::EN,
    create: create::EN,
    received: received::EN,
    sandbox: sandbox::EN,
    clients: customer_clients::EN,
    control: crate::texts::control::EN,
    request_log: crate::texts::request_log::LOG_EN,
    key: crate::texts::request_log::KEY_EN,
};
