//! The texts in English.

use super::{GettingStartedTexts, MistakeText, StationText};

pub const TEXTS: GettingStartedTexts = GettingStartedTexts {
    title: "Getting started",
    intro: "The road to a system user, in six steps. A step gets a green mark only when a call shows, right now, that it is in order. What a person must do outside SmartCloud cannot be measured.",
    only_simulator: "Here, SmartCloud is connected to a real environment. You can measure, and the checks change nothing. The buttons that make mistakes exist only when SmartCloud runs against the simulator.",
    to_questions: "See also: questions that vendors ask",
    marks: "What has been measured",
    check_all: "Measure all now",
    why: "Why",
    who: "Who",
    time: "How long",
    looks: "What it looks like",
    outside: "A person does this outside SmartCloud",
    check: "Do it now, and measure",
    only_check: "Measure now",
    reached: |time| format!("✓ Measured just now, {time}"),
    not_reached: |time| format!("✗ Not in order. Measured just now, {time}"),
    reached_earlier: |time| format!("In order when last measured, {time}"),
    not_reached_earlier: |time| format!("Not in order when last measured, {time}"),
    not_measured: "Not measured",
    cannot_be_measured: "Measured in the other environment",
    mistakes: "What often goes wrong",
    make_mistake: "Make the mistake",
    links: "Read more:",
    stations: STATIONS,
};

const STATIONS: [StationText; 6] = [
    StationText {
        title: "The service owner creates a resource",
        why: "Altinn gives access to resources. A resource is a service in the resource registry, and it is often part of access packages that can be delegated.",
        who: "The service owner. The vendor does nothing here.",
        time: "The service owner decides",
        looks: "An app in Altinn Studio, or an API on the service owner’s own platform. The resource is in the resource registry, and the service often has a scope of its own in Maskinporten. The service asks Altinn before it answers. Only “Permit” gives access.",
        outside: &[
            "The service owner asks Digdir for a prefix, and creates the scope in self-service.",
            "The service owner gets the scope altinn:authorization/authorize, to be able to ask Altinn.",
        ],
        measures: "Measures: the resource can be read, and the access package can be delegated.",
        measures_in_simulator: "Measures: the resource can be read, and the access package can be delegated. Altinn answers “Permit” for what the system user has, and “NotApplicable” for what it does not have. The latter is a no.",
        mistakes: &[
            MistakeText {
                what: "Read a resource that does not exist",
                mend: "Use the id from the resource registry of the same environment.",
            },
            MistakeText {
                what: "Ask Altinn about access without the right scope",
                mend: "The token must have altinn:authorization/authorize.",
            },
        ],
    },
    StationText {
        title: "The vendor gets a client in Maskinporten",
        why: "Maskinporten knows the vendor as a client. The key proves that the request comes from the vendor.",
        who: "The vendor. Digdir approves.",
        time: "A few working days for the form. You usually get access to self-service the same day.",
        looks: "You create the client in self-service, with “Ny integrasjon” under “Mine klienter”, and upload the public key. The key gets an id, which you use as the “kid”. It lasts for at most one year. Maskinporten is free for consumers.",
        outside: &[
            "Send the information form for consumers.",
            "Sign the terms for private organisations. Without them, self-service answers “PRECONDITION_REQUIRED: Virksomheten har ikke signert de relevante bruksvilkårene.”",
            "Log in to self-service “Med organisasjonsnummer”, send the form “Be om tilgang”, and finish in Altinn.",
        ],
        measures: "Measures: Maskinporten knows the client and the key, and issues a token.",
        measures_in_simulator: "Measures: Maskinporten knows SmartCloud’s client and key, and issues a token. The button also creates a new client, gets a token with it, and deletes it.",
        mistakes: &[
            MistakeText {
                what: "Use a client id that does not exist",
                mend: "Check the id, and that the client is in the same environment.",
            },
            MistakeText {
                what: "Use a “kid” that the client does not have",
                mend: "Use the id that the key got in self-service.",
            },
            MistakeText {
                what: "Use a key that has expired",
                mend: "Upload a new key in good time. A client can have several.",
            },
            MistakeText {
                what: "Write a wrong “aud” in the grant",
                mend: "Use Maskinporten’s issuer, with the slash at the end.",
            },
            MistakeText {
                what: "Set the clock ten minutes back",
                mend: "Synchronise the clock of the server. The grant has expired by the time it arrives.",
            },
        ],
    },
    StationText {
        title: "The agreement and the scopes",
        why: "A scope says what the client may ask for. Altinn gives three, and the service owner gives one of its own.",
        who: "The vendor, Altinn and the service owner",
        time: "A few working days at the service owner",
        looks: "Three from Altinn: systemregister.write, systemuser.request.write and systemuser.request.read, all with “altinn:authentication/” in front. The service owner’s scope comes in two steps: First the owner grants it to the vendor, and then the vendor adds it to its client.",
        outside: &[
            "Accept Altinn’s terms for vendors of end-user systems. They cover test and production.",
            "Send the registration form, and tick “systembruker”.",
            "Ask the service owner for the scope, once for each environment.",
            "To add clients through the API, ask servicedesk@altinn.no for altinn:clientdelegations.read and .write.",
        ],
        measures: "Measures: one token for each of Altinn’s three scopes.",
        measures_in_simulator: "Measures: one token for each of Altinn’s three scopes, and one with the service owner’s scope, for a customer.",
        mistakes: &[
            MistakeText {
                what: "Ask for a scope that is not on the client",
                mend: "Add the scope to the client in self-service. The vendor does that.",
            },
            MistakeText {
                what: "Ask for a scope that the vendor has not been granted",
                mend: "The service owner must grant the scope to the vendor.",
            },
            MistakeText {
                what: "Call the system register with the wrong scope",
                mend: "Ask for systemregister.write. The answer is empty, so the status is all you get.",
            },
        ],
    },
    StationText {
        title: "The system in the system register",
        why: "The entry ties the client to the system, and says what the system may ask customers for.",
        who: "The vendor",
        time: "One call",
        looks: "An entry with owner, client id, rights, access packages and return URLs. The register has only an API, and no web page. Altinn answers 200, not 201.",
        outside: &[],
        measures: "Measures: the entry can be read, with the right owner, client id, access and return URL.",
        measures_in_simulator: "Measures: SmartCloud’s entry has the right owner, client id, access and return URL. Then the button registers a new system with an id of its own, reads it back, and deletes it.",
        mistakes: &[
            MistakeText {
                what: "Register a system for another vendor",
                mend: "The vendor in the entry must be the organisation in the token. The answer is empty.",
            },
            MistakeText {
                what: "Register the same system twice",
                mend: "Change the entry with PUT. A system id can never be used again, not even after deletion. If two calls come at the same time, Altinn may answer 409.",
            },
            MistakeText {
                what: "Register a resource that does not exist",
                mend: "Use the id from the resource registry of the same environment.",
            },
            MistakeText {
                what: "Register a return URL without https",
                mend: "Altinn requires https, for localhost too. The simulator accepts http on your own machine.",
            },
            MistakeText {
                what: "Use a client that is not on the system",
                mend: "Put the client id on the system with PUT, and send all fields of the entry.",
            },
        ],
    },
    StationText {
        title: "The system user, both ways",
        why: "The system user is the access that the customer gives. Only the customer can give it.",
        who: "The customer: an access manager who may give everything in the request",
        time: "A few minutes",
        looks: "Either the vendor sends the customer to Altinn, or the customer creates the system user on Altinn’s own pages. The customer sees it as a “systemtilgang” (system access).",
        outside: &[],
        measures: "Measures: the vendor’s own organisation has a system user in the system. We do not ask about the customers’ system users.",
        measures_in_simulator: "Measures: a new customer gets a request and approves, and another creates the system user in Altinn. SmartCloud finds both with “byquery”, and gets a token for both.",
        mistakes: &[
            MistakeText {
                what: "Ask for a token before the customer has approved",
                mend: "Read the request first, and wait until it is “Accepted”.",
            },
            MistakeText {
                what: "Send a return URL that is not registered",
                mend: "Everything before the question mark must equal a URL in the system register.",
            },
            MistakeText {
                what: "Ask for a right that the system does not have",
                mend: "Add the right in the system register first.",
            },
        ],
    },
    StationText {
        title: "Test, then production",
        why: "The environments share nothing: no client, key, scopes, system or system users.",
        who: "The vendor and the service owner",
        time: "Like steps 2, 3 and 4",
        looks: "Altinn’s page “Kom i gang med Systembruker” requires a test in Digdir’s test environment and a signed agreement before you get scopes in production. In the documentation from 2026 we find neither a test report nor a pilot agreement. There, the terms of step 3 cover both environments.",
        outside: &[
            "Test the whole way in TT02 with synthetic persons from Tenor.",
            "Create a new client and a new key in production.",
            "Ask the service owner for the scope in production, and add the scopes to the new client.",
            "Register the system in production, and change to the addresses platform.altinn.no and maskinporten.no.",
        ],
        measures: "The checks are the same in each environment. Start SmartCloud with the settings of the other environment, and press “Measure all now” there.",
        measures_in_simulator: "The checks are the same in each environment. Start SmartCloud with the settings of the other environment, and press “Measure all now” there.",
        mistakes: &[
            MistakeText {
                what: "Use the client id from TT02 in another environment",
                mend: "Use the client that was created in that environment.",
            },
            MistakeText {
                what: "Use the issuer of the test environment as “aud” in another environment",
                mend: "Use https://test.maskinporten.no/ in test, and https://maskinporten.no/ in production.",
            },
        ],
    },
];
