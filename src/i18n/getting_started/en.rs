//! The texts in English.

use super::{GettingStartedTexts, StationText};

pub const TEXTS: GettingStartedTexts = GettingStartedTexts {
    title: "Getting started",
    intro: "The road to a system user, in six steps. A step gets a mark only when a call just now shows that it is in order. We never mark what a person must do outside SmartCloud.",
    only_simulator: "In front of a real environment you can only measure. The buttons that go wrong exist only in front of the simulator.",
    to_questions: "Questions that vendors ask",
    why: "Why",
    who: "Who",
    time: "How long",
    looks: "What it looks like",
    outside: "A person does this outside SmartCloud",
    check: "Do it now, and measure",
    reached: |time| format!("✓ Measured just now, {time}"),
    not_reached: |time| format!("Not in order. Measured just now, {time}"),
    mistakes: "Do it wrong",
    links: "Read more:",
    stations: STATIONS,
};

const STATIONS: [StationText; 6] = [
    StationText {
        title: "The service owner makes a resource",
        why: "Altinn can only give access to something with a name. The resource is the name of the service, and it lies in packages that can be delegated.",
        who: "The service owner",
        time: "Depends on the service owner",
        looks: "A resource in the resource registry, perhaps with a scope of its own in Maskinporten. The service asks Altinn before each answer, and only “Permit” gives access.",
        outside: &[
            "The service owner asks Digdir for a prefix and a scope.",
            "The service owner agrees on access to Altinn’s decisions.",
        ],
        check: "Measures: the resource can be read. In front of the simulator, Altinn also answers “Permit” for what the system user has, and something else for what it has not.",
        mistakes: &["Read a resource that does not exist: 404"],
    },
    StationText {
        title: "The vendor gets a client at Maskinporten",
        why: "The client is the vendor’s name at Maskinporten. The key shows that it is the vendor who asks.",
        who: "The vendor, and Digdir, who approves",
        time: "Some working days for the form. Access to self-service usually comes the same day.",
        looks: "An integration of the kind Maskinporten, with a public key. The id that the key gets is the “kid”. A key lives for one year.",
        outside: &[
            "Send the information form for consumers.",
            "Sign the terms for private organisations. Without them, self-service answers PRECONDITION_REQUIRED: Virksomheten har ikke signert de relevante bruksvilkårene.",
            "Log in “Med organisasjonsnummer”, and send “Be om tilgang”. Finish in Altinn.",
        ],
        check: "Measures: Maskinporten knows the client and the key, and gives a token. In front of the simulator, the button also makes a new client, and deletes it afterwards.",
        mistakes: &[
            "Unknown client: MP-100",
            "The key has expired: MP-121",
            "Wrong “aud”: MP-110",
        ],
    },
    StationText {
        title: "The agreement and the scopes",
        why: "The scopes say what the client may ask for. Altinn gives three, and the service owner gives its own.",
        who: "The vendor, Altinn and the service owner",
        time: "Some working days at each",
        looks: "Three scopes from Altinn. The service owner’s scope comes in two halves: the owner gives it to the organisation, and the vendor adds it to the client.",
        outside: &[
            "Accept Altinn’s terms for vendors of end-user systems.",
            "Send the form, with “systembruker” ticked.",
            "Ask the service owner for the scope, in each environment by itself.",
        ],
        check: "Measures: one token for each of the three scopes. In front of the simulator, also one with the service owner’s scope, for a customer.",
        mistakes: &[
            "The client lacks the scope: MP-200",
            "The organisation has not been given the scope: MP-250",
            "Call without the right scope: 403",
        ],
    },
    StationText {
        title: "The system in the system register",
        why: "The entry ties the client to the system, and says what the system may ask customers for.",
        who: "The vendor",
        time: "One call",
        looks: "An entry with owner, client id, rights, packages and return addresses. There is only an API, and no web page.",
        outside: &[],
        check: "Measures: the entry can be read back, with the right owner, client id and return address.",
        mistakes: &[
            "Register a system for another vendor: 403",
            "Use a client that is not on the system: MP-303",
        ],
    },
    StationText {
        title: "The system user, in both ways",
        why: "The system user is the access that the customer gives. Only the customer can give it.",
        who: "The customer",
        time: "Some minutes",
        looks: "Either the vendor sends the customer to Altinn, or the customer makes the system user on Altinn’s own pages. The customer sees it as a system access.",
        outside: &[],
        check: "Measures in front of the simulator: a new customer is asked and approves, another makes the system user alone, and both give tokens. In a real environment: the vendor’s own system user exists.",
        mistakes: &[
            "Ask for a token before the customer has approved: MP-303",
            "Send a return address that is not registered",
            "Ask for a right that the system does not have",
        ],
    },
    StationText {
        title: "Test, then production",
        why: "The environments share nothing. What works in TT02 must be set up again in production.",
        who: "The vendor and the service owner",
        time: "As steps 2, 3 and 4",
        looks: "A new client, a new key, new scopes and a new entry in the system register, at new addresses. The checks are the same.",
        outside: &[
            "Test the whole road in TT02 with synthetic persons.",
            "Do steps 2 to 4 in production.",
            "Ask the service owner for the scope in production.",
        ],
        check: "",
        mistakes: &[],
    },
];
