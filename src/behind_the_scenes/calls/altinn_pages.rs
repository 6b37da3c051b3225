//! The texts about the calls of browsers to Altinn's own pages. A vendor cannot see these calls.

use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    row(
        "GET",
        "/authentication/api/v1/authentication",
        [
            "Be om innlogging i Altinn",
            "Be om innlogging i Altinn",
            "Ask to log in to Altinn",
        ],
        [
            "Altinn kjenner ikke nettleseren, så Altinn sender den til ID-porten.",
            "Altinn kjenner ikkje nettlesaren, så Altinn sender han til ID-porten.",
            "Altinn does not know the browser, so Altinn sends it to ID-porten.",
        ],
    ),
    row(
        "GET",
        "/authentication/api/v1/upstream/callback",
        [
            "Tilbake fra ID-porten",
            "Tilbake frå ID-porten",
            "Back from ID-porten",
        ],
        [
            "ID-porten gir Altinn en kode, og Altinn vet nå hvem personen er.",
            "ID-porten gir Altinn ein kode, og Altinn veit no kven personen er.",
            "ID-porten gives Altinn a code, and Altinn now knows who the person is.",
        ],
    ),
    row(
        "GET",
        "/authentication/api/v1/upstream/frontchannel-logout",
        [
            "ID-porten sier fra om utlogging",
            "ID-porten seier frå om utlogging",
            "ID-porten tells of the log-out",
        ],
        [
            "Altinn avslutter økten sin, fordi personen er logget ut av ID-porten.",
            "Altinn avsluttar økta si, fordi personen er logga ut av ID-porten.",
            "Altinn ends its session, because the person has logged out of ID-porten.",
        ],
    ),
    row(
        "GET",
        "/authentication/api/v1/logout",
        [
            "Logg ut av Altinn",
            "Logg ut av Altinn",
            "Log out of Altinn",
        ],
        [
            "Etter svaret logger Altinn personen ut, også av ID-porten.",
            "Etter svaret loggar Altinn personen ut, også av ID-porten.",
            "After the answer, Altinn logs the person out, also of ID-porten.",
        ],
    ),
    row(
        "GET",
        "/authentication/api/v1/logout/handleloggedout",
        [
            "Gå til returadressen",
            "Gå til returadressa",
            "Go to the return URL",
        ],
        [
            "Altinn sender nettleseren til returadressen, som er den samme enten svaret var ja eller nei.",
            "Altinn sender nettlesaren til returadressa, som er den same anten svaret var ja eller nei.",
            "Altinn sends the browser to the return URL, which is the same whether the answer was yes or no.",
        ],
    ),
    row(
        "POST",
        "/accessmanagement/api/v1/systemuser/*/*/*/approve",
        ["Godkjenn", "Godkjenn", "Approve"],
        [
            "Kunden godkjenner, og Altinn lager systembrukeren uten å si fra til leverandøren.",
            "Kunden godkjenner, og Altinn lagar systembrukaren utan å seie frå til leverandøren.",
            "The customer approves, and Altinn creates the system user without telling the vendor.",
        ],
    ),
    row(
        "POST",
        "/accessmanagement/api/v1/systemuser/*/*/*/reject",
        ["Avvis", "Avvis", "Reject"],
        [
            "Kunden avviser, og Altinn sier ikke fra til leverandøren.",
            "Kunden avviser, og Altinn seier ikkje frå til leverandøren.",
            "The customer rejects, and Altinn does not tell the vendor.",
        ],
    ),
    row(
        "POST",
        "/accessmanagement/api/v1/systemuser/*/*/*/escalate",
        ["Send videre", "Send vidare", "Forward"],
        [
            "Personen kan ikke godkjenne selv, og sender forespørselen til en som kan.",
            "Personen kan ikkje godkjenne sjølv, og sender førespurnaden til ein som kan.",
            "The person cannot approve, and forwards the request to somebody who can.",
        ],
    ),
    row(
        "GET",
        "/accessmanagement/api/v1/systemuser/*/*/logout",
        ["Avslutt i Altinn", "Avslutt i Altinn", "Finish in Altinn"],
        [
            "Altinn husker hvilken forespørsel det gjaldt, og logger så personen ut.",
            "Altinn hugsar kva førespurnad det galdt, og loggar så personen ut.",
            "Altinn remembers which request it was, and then logs the person out.",
        ],
    ),
    row(
        "POST",
        "/accessmanagement/api/v1/systemuser/agentdelegation/**",
        ["Endre klientene", "Endre klientane", "Change the clients"],
        [
            "Kunden velger hvilke klienter systembrukeren handler for.",
            "Kunden vel kva klientar systembrukaren handlar for.",
            "The customer chooses for which clients the system user acts.",
        ],
    ),
    row(
        "POST",
        "/accessmanagement/api/v1/systemuser/*/*/delete",
        [
            "Slett systembrukeren",
            "Slett systembrukaren",
            "Delete the system user",
        ],
        [
            "Kunden tar tilgangen tilbake, og Altinn sier ikke fra til leverandøren.",
            "Kunden tek tilgangen tilbake, og Altinn seier ikkje frå til leverandøren.",
            "The customer withdraws the access, and Altinn does not tell the vendor.",
        ],
    ),
    row(
        "POST",
        "/accessmanagement/api/v1/systemuser/*",
        [
            "Lag systembruker i Altinn",
            "Lag systembrukar i Altinn",
            "Create a system user in Altinn",
        ],
        [
            "Kunden lager systembrukeren selv, uten en forespørsel fra leverandøren.",
            "Kunden lagar systembrukaren sjølv, utan ein førespurnad frå leverandøren.",
            "The customer creates the system user, without a request of the vendor.",
        ],
    ),
    row(
        "GET",
        "/accessmanagement/ui/systemuser/request",
        [
            "Åpne godkjenningssiden",
            "Opne godkjenningssida",
            "Open the approval page",
        ],
        [
            "Kunden ser i Altinn hva leverandøren ber om.",
            "Kunden ser i Altinn kva leverandøren ber om.",
            "The customer sees in Altinn what the vendor requests.",
        ],
    ),
    row(
        "GET",
        "/accessmanagement/ui/systemuser/agentrequest",
        [
            "Åpne godkjenningssiden",
            "Opne godkjenningssida",
            "Open the approval page",
        ],
        [
            "Kunden ser i Altinn hva leverandøren ber om.",
            "Kunden ser i Altinn kva leverandøren ber om.",
            "The customer sees in Altinn what the vendor requests.",
        ],
    ),
    row(
        "GET",
        "/accessmanagement/ui/systemuser/changerequest",
        [
            "Åpne endringssiden",
            "Opne endringssida",
            "Open the page of the change",
        ],
        [
            "Kunden ser i Altinn hvilke tilganger leverandøren vil endre.",
            "Kunden ser i Altinn kva tilgangar leverandøren vil endre.",
            "The customer sees in Altinn which access the vendor wants to change.",
        ],
    ),
    row(
        "GET",
        "/accessmanagement/ui/systemuser/*/agentdelegation/clients",
        ["Velg klienter", "Vel klientar", "Choose clients"],
        [
            "Kunden ser klientene som systembrukeren kan handle for.",
            "Kunden ser klientane som systembrukaren kan handle for.",
            "The customer sees the clients for which the system user can act.",
        ],
    ),
    row(
        "GET",
        "/accessmanagement/ui/systemuser/*/agentdelegation",
        ["Se klientene", "Sjå klientane", "See the clients"],
        [
            "Kunden ser klientene som systembrukeren handler for.",
            "Kunden ser klientane som systembrukaren handlar for.",
            "The customer sees the clients for which the system user acts.",
        ],
    ),
    row(
        "GET",
        "/accessmanagement/ui/systemuser/**",
        [
            "Se systemtilgangene i Altinn",
            "Sjå systemtilgangane i Altinn",
            "See the access in Altinn",
        ],
        [
            "Kunden ser systemtilgangene sine på Altinns egne sider.",
            "Kunden ser systemtilgangane sine på sidene til Altinn.",
            "The customers see their system access on Altinn's own pages.",
        ],
    ),
];
