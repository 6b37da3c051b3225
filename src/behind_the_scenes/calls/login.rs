//! The texts that explain recorded calls to ID-porten and Maskinporten.

use super::{Row, row};

pub(super) const IDPORTEN: &[Row] = &[
    row(
        "GET",
        "/.well-known/openid-configuration",
        [
            "Hvor er endepunktene?",
            "Kvar er endepunkta?",
            "Where are the endpoints?",
        ],
        [
            "SmartCloud leser ID-portens adresser og hva ID-porten støtter.",
            "SmartCloud les adressene til ID-porten og kva ID-porten støttar.",
            "SmartCloud reads ID-porten's addresses and what ID-porten supports.",
        ],
    ),
    row(
        "GET",
        "/jwks.json",
        ["Hent nøkler", "Hent nøklar", "Get the keys"],
        [
            "SmartCloud sjekker signaturen på ID-tokenet med disse nøklene.",
            "SmartCloud sjekkar signaturen på ID-tokenet med desse nøklane.",
            "SmartCloud checks the signature of the ID token with these keys.",
        ],
    ),
    row(
        "POST",
        "/par",
        [
            "Lever innloggingen (PAR)",
            "Lever innlogginga (PAR)",
            "Push the log-in (PAR)",
        ],
        [
            "SmartCloud leverer innloggingen direkte til ID-porten, så ingen kan endre den i nettleseren.",
            "SmartCloud leverer innlogginga direkte til ID-porten, så ingen kan endre ho i nettlesaren.",
            "SmartCloud pushes the authorization request straight to ID-porten, so nobody can change it in the browser.",
        ],
    ),
    row(
        "POST",
        "/token",
        [
            "Bytt koden i tokener",
            "Byt koden i token",
            "Exchange the code for tokens",
        ],
        [
            "SmartCloud bytter koden, eller et gammelt refresh token, i nye tokener.",
            "SmartCloud byter koden, eller eit gammalt refresh token, i nye token.",
            "SmartCloud exchanges the code, or an old refresh token, for new tokens.",
        ],
    ),
    row(
        "GET",
        "/authorize",
        ["Gå til innlogging", "Gå til innlogging", "Go to the log-in"],
        [
            "Nettleseren går til ID-porten for å logge personen inn.",
            "Nettlesaren går til ID-porten for å logge personen inn.",
            "The browser goes to ID-porten to log the person in.",
        ],
    ),
    row(
        "GET",
        "/login/*",
        [
            "Se innloggingssiden",
            "Sjå innloggingssida",
            "See the log-in page",
        ],
        [
            "Personen velger hvordan og som hvem hun logger inn.",
            "Personen vel korleis og som kven ho loggar inn.",
            "The person chooses how and as whom to log in.",
        ],
    ),
    row(
        "POST",
        "/login/*",
        ["Logg inn", "Logg inn", "Log in"],
        [
            "Personen logger inn, og ID-porten lager en kode til tjenesten som ba om det.",
            "Personen loggar inn, og ID-porten lagar ein kode til tenesta som bad om det.",
            "The person logs in, and ID-porten makes a code for the service that asked for it.",
        ],
    ),
    row(
        "*",
        "/logout",
        ["Logg ut", "Logg ut", "Log out"],
        [
            "ID-porten avslutter økten sin og sier fra til alle tjenester i den.",
            "ID-porten avsluttar økta si og seier frå til alle tenester i ho.",
            "ID-porten ends its session and tells every service in that session.",
        ],
    ),
    row(
        "*",
        "/**",
        [
            "Et kall til ID-porten",
            "Eit kall til ID-porten",
            "A call to ID-porten",
        ],
        [
            "Kallet hører til innloggingen.",
            "Kallet høyrer til innlogginga.",
            "The call belongs to the log-in.",
        ],
    ),
];

pub(super) const MASKINPORTEN: &[Row] = &[
    row(
        "POST",
        "/token",
        [
            "Hent token for leverandøren",
            "Hent token for leverandøren",
            "Get a token for the vendor",
        ],
        [
            "SmartCloud sender en signert grant og får et token som gjelder for leverandøren selv.",
            "SmartCloud sender ein signert grant og får eit token som gjeld for leverandøren sjølv.",
            "SmartCloud sends a signed grant and gets a token that is for the vendor itself.",
        ],
    ),
    row(
        "GET",
        "/jwk",
        ["Hent nøkler", "Hent nøklar", "Get the keys"],
        [
            "Tjenesteeieren sjekker signaturen på tokenet med disse nøklene.",
            "Tenesteeigaren sjekkar signaturen på tokenet med desse nøklane.",
            "The resource owner checks the token's signature with these keys.",
        ],
    ),
    row(
        "*",
        "/**",
        [
            "Et kall til Maskinporten",
            "Eit kall til Maskinporten",
            "A call to Maskinporten",
        ],
        [
            "Kallet gjelder Maskinportens oppsett.",
            "Kallet gjeld oppsettet til Maskinporten.",
            "The call is about Maskinporten's set-up.",
        ],
    ),
];
