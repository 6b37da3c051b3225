//! The texts that explain a browser's recorded calls to SmartCloud.

use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    row(
        "POST",
        "/connect/start",
        ["Skjema: start", "Skjema: start", "Form: start"],
        [
            "Kunden vil gi tilgang, så SmartCloud ber Altinn om en systembruker og sender nettleseren dit.",
            "Kunden vil gi tilgang, så SmartCloud ber Altinn om ein systembrukar og sender nettlesaren dit.",
            "The customer wants to give access, so SmartCloud requests a system user from Altinn and redirects the browser there.",
        ],
    ),
    row(
        "POST",
        "/connect/resume",
        ["Skjema: fortsett", "Skjema: hald fram", "Form: resume"],
        [
            "Kunden går videre med forespørselen som venter, og ingen ny forespørsel blir laget.",
            "Kunden går vidare med førespurnaden som ventar, og ingen ny førespurnad blir laga.",
            "The customer continues with the request that waits, and no new request is created.",
        ],
    ),
    row(
        "GET",
        "/connect/return",
        [
            "Tilbake fra Altinn",
            "Tilbake frå Altinn",
            "Back from Altinn",
        ],
        [
            "Nettleseren er tilbake med SmartClouds egen state, som sier hvem den er, men ikke hva kunden svarte.",
            "Nettlesaren er tilbake med SmartCloud sin eigen state, som seier kven han er, men ikkje kva kunden svara.",
            "The browser is back with SmartCloud's own state, which says who it is but not what the customer answered.",
        ],
    ),
    row(
        "GET",
        "/connect/*/before",
        [
            "Se hva som blir bedt om",
            "Sjå kva vi ber om",
            "See what will be requested",
        ],
        [
            "Kunden ser hva SmartCloud vil be om, før nettleseren blir sendt til Altinn.",
            "Kunden ser kva SmartCloud vil be om, før nettlesaren blir send til Altinn.",
            "The customer sees what SmartCloud will request before the browser is redirected to Altinn.",
        ],
    ),
    row(
        "GET",
        "/connect/*",
        [
            "Åpne statussiden",
            "Opne statussida",
            "Open the status page",
        ],
        [
            "Statussiden spør Altinn hver gang den blir åpnet.",
            "Statussida spør Altinn kvar gong ho blir opna.",
            "The status page asks Altinn each time somebody opens it.",
        ],
    ),
    row(
        "GET",
        "/connect",
        ["Velg plan", "Vel plan", "Choose a plan"],
        [
            "Kunden har valgt en plan, og SmartCloud må vite hvilket firma den gjelder.",
            "Kunden har valt ein plan, og SmartCloud må vite kva firma han gjeld.",
            "The customer has chosen a plan, and SmartCloud must know for which company.",
        ],
    ),
    row(
        "GET",
        "/returned",
        ["Åpne retursiden", "Opne retursida", "Open the return page"],
        [
            "Returen hører til en annen nettleser, så siden nevner ingen kunde.",
            "Returen høyrer til ein annan nettlesar, så sida nemner ingen kunde.",
            "The return belongs to another browser, so the page names no customer.",
        ],
    ),
    row(
        "GET",
        "/dashboard/*",
        ["Åpne oversikten", "Opne oversikta", "Open the dashboard"],
        [
            "Oversikten viser data som SmartCloud henter som kundens systembruker.",
            "Oversikta viser data som SmartCloud hentar som systembrukaren til kunden.",
            "The dashboard shows data that SmartCloud fetches as the customer's system user.",
        ],
    ),
    row(
        "GET",
        "/organisation",
        ["Se firmaene", "Sjå firmaa", "See the companies"],
        [
            "Siden viser firmaene som den innloggede kan handle for.",
            "Sida viser firmaa som den innlogga kan handle for.",
            "The page shows the companies that the signed-in person may act for.",
        ],
    ),
    row(
        "POST",
        "/login/start",
        ["Skjema: logg inn", "Skjema: logg inn", "Form: log in"],
        [
            "SmartCloud starter en innlogging og sender nettleseren til ID-porten.",
            "SmartCloud startar ei innlogging og sender nettlesaren til ID-porten.",
            "SmartCloud starts a log-in and redirects the browser to ID-porten.",
        ],
    ),
    row(
        "GET",
        "/login/callback",
        [
            "Tilbake fra ID-porten",
            "Tilbake frå ID-porten",
            "Back from ID-porten",
        ],
        [
            "Nettleseren kommer med en kode som SmartCloud bytter i tokener hos ID-porten.",
            "Nettlesaren kjem med ein kode som SmartCloud byter i token hos ID-porten.",
            "The browser brings a code that SmartCloud exchanges for tokens at ID-porten.",
        ],
    ),
    row(
        "GET",
        "/login/frontchannel-logout",
        [
            "Logg ut herfra også",
            "Logg ut herifrå òg",
            "Log out here too",
        ],
        [
            "ID-porten laster denne adressen i en usynlig ramme når kunden logger ut et annet sted.",
            "ID-porten lastar denne adressa i ei usynleg ramme når kunden loggar ut ein annan stad.",
            "ID-porten loads this address in an invisible frame when the customer logs out elsewhere.",
        ],
    ),
    row(
        "GET",
        "/login",
        ["Åpne innlogging", "Opne innlogging", "Open the log-in page"],
        [
            "Siden sier hvorfor kunden må logge inn.",
            "Sida seier kvifor kunden må logge inn.",
            "The page says why the customer must log in.",
        ],
    ),
    row(
        "POST",
        "/logout",
        ["Skjema: logg ut", "Skjema: logg ut", "Form: log out"],
        [
            "SmartCloud avslutter sin egen økt og sender nettleseren til ID-porten, som avslutter sin.",
            "SmartCloud avsluttar si eiga økt og sender nettlesaren til ID-porten, som avsluttar si.",
            "SmartCloud ends its own session and redirects the browser to ID-porten, which ends its own.",
        ],
    ),
    row(
        "POST",
        "/language",
        [
            "Skjema: velg språk",
            "Skjema: vel språk",
            "Form: choose language",
        ],
        [
            "En informasjonskapsel husker språket i et år.",
            "Ein informasjonskapsel hugsar språket i eit år.",
            "A cookie remembers the language for a year.",
        ],
    ),
    row(
        "POST",
        "/api/**",
        ["Spør om status", "Spør om status", "Ask for the status"],
        [
            "Et skript på den åpne statussiden spør med jevne mellomrom.",
            "Eit skript på den opne statussida spør med jamne mellomrom.",
            "A script on the open status page asks at intervals.",
        ],
    ),
    row(
        "GET",
        "/how",
        [
            "Les hvordan det virker",
            "Les korleis det verkar",
            "Read how it works",
        ],
        [
            "Siden forklarer koblingen til Altinn.",
            "Sida forklarer koplinga til Altinn.",
            "The page explains the connection to Altinn.",
        ],
    ),
    row(
        "GET",
        "/",
        ["Åpne forsiden", "Opne framsida", "Open the home page"],
        [
            "Forsiden viser planene.",
            "Framsida viser planane.",
            "The home page shows the plans.",
        ],
    ),
    row(
        "*",
        "/**",
        ["Åpne en side", "Opne ei side", "Open a page"],
        [
            "Nettleseren henter en side fra SmartCloud.",
            "Nettlesaren hentar ei side frå SmartCloud.",
            "The browser gets a page from SmartCloud.",
        ],
    ),
];
