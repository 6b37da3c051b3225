//! The texts in English.

use super::{QuestionText, QuestionsTexts};

pub const TEXTS: QuestionsTexts = QuestionsTexts {
    title: "Questions that vendors ask",
    intro: "Twenty questions, with short answers and sources. Press a button, and SmartCloud sends real calls and shows the answers. The customers in the calls are made up, and are deleted afterwards.",
    only_simulator: "The buttons that show the answers exist only when SmartCloud runs against the simulator.",
    to_getting_started: "See also: getting started, in six steps",
    show: "Show it with real calls",
    scene: "Show it on the pages",
    station: |number| format!("See step {number} of “Getting started”"),
    sources: "Sources:",
    questions: QUESTIONS,
};

const QUESTIONS: [QuestionText; 20] = [
    QuestionText {
        question: "Which scopes do I need, who gives them, and why do I get 403?",
        answer: "You need three from Altinn: one to write to the system register, one to send requests, and one to read them. You get them when you have accepted the terms and sent the form. You also need the service owner’s scope. A token without the right scope gets 403 with an empty body. So does a call about another vendor’s system.",
        look: "Look for: the same call gets 403 with one token and 200 with the other.",
    },
    QuestionText {
        question: "Why does reading need a write scope?",
        answer: "That is how the API is made: “byquery” requires systemuser.request.write, and “bysystem” requires systemregister.write. The write scope does not let you read requests, so ask for both.",
        look: "Look for: “byquery” gets 403 with the read scope and 200 with the write scope. “bysystem” gets 403 with the read scope and 200 with systemregister.write.",
    },
    QuestionText {
        question: "MP-303 invalid_altinn_customer_configuration: what is the cause?",
        answer: "One of three: the client id is not on the system, externalRef is missing or wrong, or the number in systemuser_org is wrong. You get the same answer before the customer has approved, and after the system user was deleted.",
        look: "Look for: the right externalRef gets a token. A wrong one, none, the wrong organisation, and a client that is not on the system get MP-303.",
    },
    QuestionText {
        question: "When do I use externalRef, and can one organisation have several system users?",
        answer: "When one organisation needs several system users in the same system. externalRef tells them apart, for example one for payroll and one for accounts. Without it, Altinn uses the organisation number. Send the same value to Maskinporten.",
        look: "Look for: two system users of one organisation, and a token for each.",
    },
    QuestionText {
        question: "Own system or client system, and how many?",
        answer: "For an organisation’s own data you use a standard system user. For clients’ data you use a system user for clients, which the API calls “agent”. A system that does both needs two.",
        look: "Look for: the same accountant has two system users. userType is “agent” for the clients’ data and “standard” for her own. On the pages she adds clients.",
    },
    QuestionText {
        question: "Who can approve, and why can’t I?",
        answer: "An access manager of the organisation who can give every right and package in the request. Another person with ties to the organisation can only forward it.",
        look: "Look for: Ola presses the button to approve, and Altinn says what he cannot give.",
    },
    QuestionText {
        question: "Can the customer approve only a part?",
        answer: "No. It is all or nothing, for change requests too.",
        look: "Look for: one request with three rights. After the approval its status is “Accepted”, with all three.",
    },
    QuestionText {
        question: "Why is my client not in the list?",
        answer: "Either there is no relation, such as a role in the register or a delegation. Or the client has not given every package that the system user has. One missing package is enough.",
        look: "Look for: Ida has seven clients, but “Add or remove clients” lists only one. The others have not given the package that the system user has.",
    },
    QuestionText {
        question: "Package or single right, and which package covers which service?",
        answer: "Ask for what the service can be delegated with, and for as little as possible. Standard system users can have packages marked isAssignable. System users for clients can have packages marked isDelegable.",
        look: "Look for: the flags of the package, and the services in it. The calls need no token.",
    },
    QuestionText {
        question: "How do I know what the customer answered?",
        answer: "The browser comes back in the same way for yes and no, so the return says nothing. Ask Altinn, with the id that you saved before the customer left.",
        look: "Look for: the status is “New” first, and “Rejected” after the customer has said no.",
    },
    QuestionText {
        question: "How long is the link valid, and can I send it again?",
        answer: "180 days, according to Altinn’s code. One version of the documentation says 10. You can send the same link again. A POST with the same content returns the same request.",
        look: "Look for: the old request has timed out. The new one gets 201 the first time, and 200 with the same id the second time.",
    },
    QuestionText {
        question: "How do I change the rights of a system user that exists?",
        answer: "Send a change request with a new correlation id. The customer must approve it. A system user for clients cannot be changed: create a new one, and move the clients.",
        look: "Look for: the change request waits, and says what will be added.",
    },
    QuestionText {
        question: "Who can delete, and what happens when the customer withdraws the access?",
        answer: "Only the customer, in Altinn. You see 404 from “byquery” and MP-303 from Maskinporten. A token that has been issued lasts until it expires, but Altinn no longer gives access.",
        look: "Look for: 404 without an error code, and then MP-303.",
    },
    QuestionText {
        question: "The customer created the system user in Altinn. How do I find it?",
        answer: "Ask with “byquery” by system and organisation, or with “bysystem”. Altinn sends no notification. externalRef is the organisation number.",
        look: "Look for: “byquery” finds it, though SmartCloud has sent no request.",
    },
    QuestionText {
        question: "Token for a client: whose number goes in systemuser_org?",
        answer: "The number of the one who owns the system user, which is the accountant, and never the client. Which client the call is for is a parameter of the API you call.",
        look: "Look for: the owner’s number gets a token, and another number gets MP-303.",
    },
    QuestionText {
        question: "Which person is behind it, and does the service accept system users?",
        answer: "No person. What a system user does cannot be tied to a named person. Where the service requires personal responsibility, a person must log in. Ask the service owner: a service may differ between TT02 and production.",
        look: "Look for: the token has an organisation and a system user, but no person. So a made-up service that requires a person answers 403.",
    },
    QuestionText {
        question: "What does PRECONDITION_REQUIRED … bruksvilkårene mean?",
        answer: "The terms for private organisations are not signed. Someone who may sign for the organisation must do that at Digdir.",
        look: "See step 2. We cannot show this with a call, because a person must do it.",
    },
    QuestionText {
        question: "Why does my own organisation not exist in TT02?",
        answer: "TT02 has synthetic organisations from Tenor. To add a real one, ask servicedesk@altinn.no.",
        look: "Look for: the answer when we ask a real organisation for access in a test environment.",
    },
    QuestionText {
        question: "A local or in-house system: who registers it, and whose keys does it use?",
        answer: "Whoever owns the Maskinporten client also owns the entry in the system register. The vendor in the entry must be the one in the token. Customers never share keys.",
        look: "Look for: Altinn refuses to let SmartCloud register a system for another vendor.",
    },
    QuestionText {
        question: "Do I add clients through the API or in Altinn?",
        answer: "You can do both, one client at a time. The API requires an Altinn token that was exchanged for the ID-porten token of a client administrator, with altinn:clientdelegations.*.",
        look: "Look for: the vendor’s own token from Maskinporten is refused.",
    },
];
