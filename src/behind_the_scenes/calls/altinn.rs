//! The texts that explain recorded calls to Altinn and to resource owners.

use super::{Row, row};

pub(super) const ALTINN: &[Row] = &[
    row(
        "POST",
        "/authentication/api/v1/systemuser/request/vendor",
        [
            "Be om systembruker",
            "Be om systembrukar",
            "Request a system user",
        ],
        [
            "SmartCloud ber Altinn om en systembruker for kunden, og får adressen der kunden godkjenner.",
            "SmartCloud ber Altinn om ein systembrukar for kunden, og får adressa der kunden godkjenner.",
            "SmartCloud requests a system user for the customer, and gets the address where the customer approves.",
        ],
    ),
    row(
        "POST",
        "/authentication/api/v1/systemuser/request/vendor/agent",
        [
            "Be om agentsystembruker",
            "Be om agentsystembrukar",
            "Request an agent system user",
        ],
        [
            "Leverandøren ber om en systembruker som kan handle for regnskapsførerens kunder.",
            "Leverandøren ber om ein systembrukar som kan handle for kundane til rekneskapsføraren.",
            "The vendor requests a system user that can act for the accountant's clients.",
        ],
    ),
    row(
        "GET",
        "/authentication/api/v1/systemuser/request/vendor/byexternalref/*/*/*",
        [
            "Venter en forespørsel?",
            "Ventar ein førespurnad?",
            "Does a request wait?",
        ],
        [
            "SmartCloud finner kundens forespørsel uten å kjenne id-en dens.",
            "SmartCloud finn førespurnaden til kunden utan å kjenne id-en.",
            "SmartCloud finds the customer's request without knowing its id.",
        ],
    ),
    row(
        "GET",
        "/authentication/api/v1/systemuser/request/vendor/*",
        ["Hva er bestemt?", "Kva er bestemt?", "What is decided?"],
        [
            "SmartCloud spør Altinn hva kunden har bestemt, for returen sier det ikke.",
            "SmartCloud spør Altinn kva kunden har bestemt, for returen seier det ikkje.",
            "SmartCloud asks Altinn what the customer has decided, because the return does not say it.",
        ],
    ),
    row(
        "DELETE",
        "/authentication/api/v1/systemuser/request/vendor/*",
        [
            "Slett gammel forespørsel",
            "Slett gammal førespurnad",
            "Delete the old request",
        ],
        [
            "SmartCloud sletter en forespørsel som er avgjort, eller som kunden vet at blir byttet ut.",
            "SmartCloud slettar ein førespurnad som er avgjord, eller som kunden veit blir bytt ut.",
            "SmartCloud deletes a request that is decided, or that the customer knows will be replaced.",
        ],
    ),
    row(
        "GET",
        "/authentication/api/v1/systemuser/vendor/byquery",
        [
            "Finnes systembrukeren?",
            "Finst systembrukaren?",
            "Does the system user exist?",
        ],
        [
            "SmartCloud ser etter kundens systembruker, for kunden kan lage eller slette den i Altinn.",
            "SmartCloud ser etter systembrukaren til kunden, for kunden kan lage eller slette han i Altinn.",
            "SmartCloud looks for the customer's system user, because the customer can create or delete it in Altinn.",
        ],
    ),
    row(
        "POST",
        "/authentication/api/v1/systemuser/changerequest/vendor",
        [
            "Be om endret tilgang",
            "Be om endra tilgang",
            "Request changed access",
        ],
        [
            "Leverandøren ber kunden om å endre tilgangen til en systembruker som finnes.",
            "Leverandøren ber kunden om å endre tilgangen til ein systembrukar som finst.",
            "The vendor asks the customer to change the access of an existing system user.",
        ],
    ),
    row(
        "GET",
        "/authentication/api/v1/systemuser/byExternalId",
        [
            "Har kunden godkjent dette?",
            "Har kunden godkjent dette?",
            "Has the customer approved this?",
        ],
        [
            "Maskinporten spør Altinn om systembrukeren i granten finnes, og svaret MP-303 betyr at den ikke gjør det.",
            "Maskinporten spør Altinn om systembrukaren i granten finst, og svaret MP-303 tyder at han ikkje gjer det.",
            "Maskinporten asks Altinn whether the system user in the grant exists, and MP-303 means that it does not.",
        ],
    ),
    row(
        "*",
        "/authentication/api/v1/systemregister/**",
        [
            "Systemregisteret",
            "Systemregisteret",
            "The system register",
        ],
        [
            "Leverandøren leser eller endrer registreringen av systemet sitt.",
            "Leverandøren les eller endrar registreringa av systemet sitt.",
            "The vendor reads or changes the registration of its system.",
        ],
    ),
    row(
        "GET",
        "/authentication/api/v1/exchange/*",
        [
            "Bytt i et Altinn-token",
            "Byt i eit Altinn-token",
            "Exchange for an Altinn token",
        ],
        [
            "Altinn bytter personens token fra ID-porten i et token for Altinns egne API-er.",
            "Altinn byter tokenet til personen frå ID-porten i eit token for Altinn sine eigne API.",
            "Altinn exchanges the person's token from ID-porten for a token for Altinn's own APIs.",
        ],
    ),
    row(
        "GET",
        "/accessmanagement/api/v1/enduser/authorizedparties",
        [
            "Hvem kan handle for hvem?",
            "Kven kan handle for kven?",
            "Who may act for whom?",
        ],
        [
            "Altinn sier hvilke firmaer personen kan handle for, og med hvilke roller.",
            "Altinn seier kva firma personen kan handle for, og med kva roller.",
            "Altinn says for which companies the person may act, and with which roles.",
        ],
    ),
    row(
        "GET",
        "/accessmanagement/api/v1/meta/**",
        [
            "Hva heter tilgangspakken?",
            "Kva heiter tilgangspakken?",
            "What is the package called?",
        ],
        [
            "SmartCloud viser tilgangspakken med de samme navnene som Altinn.",
            "SmartCloud viser tilgangspakken med dei same namna som Altinn.",
            "SmartCloud shows the access package with the same names as Altinn.",
        ],
    ),
    row(
        "GET",
        "/resourceregistry/**",
        [
            "Hva heter tjenesten?",
            "Kva heiter tenesta?",
            "What is the service called?",
        ],
        [
            "SmartCloud viser tjenesten med samme navn og beskrivelse som Altinn.",
            "SmartCloud viser tenesta med same namn og skildring som Altinn.",
            "SmartCloud shows the service with the same name and description as Altinn.",
        ],
    ),
    row(
        "POST",
        "/authorization/api/v1/authorize",
        ["Er dette lov?", "Er dette lov?", "Is this allowed?"],
        [
            "Tjenesteeieren spør Altinn om systembrukeren har tilgang til tjenesten.",
            "Tenesteeigaren spør Altinn om systembrukaren har tilgang til tenesta.",
            "The resource owner asks Altinn whether the system user has access to the service.",
        ],
    ),
    row(
        "*",
        "/**",
        [
            "Et kall til Altinn",
            "Eit kall til Altinn",
            "A call to Altinn",
        ],
        [
            "Kallet hører til Altinns egne sider.",
            "Kallet høyrer til Altinn sine eigne sider.",
            "The call belongs to Altinn's own pages.",
        ],
    ),
];

pub(super) const RESOURCE_OWNER: &[Row] = &[
    row(
        "GET",
        "/v1/regnskapssystem/*/krav",
        ["Hent krav", "Hent krav", "Get the claims"],
        [
            "SmartCloud henter kundens skattekrav som kundens systembruker.",
            "SmartCloud hentar skattekrava til kunden som systembrukaren til kunden.",
            "SmartCloud fetches the customer's tax claims as the customer's system user.",
        ],
    ),
    row(
        "GET",
        "/v1/regnskapssystem/*/*",
        ["Hent betalinger", "Hent betalingar", "Get the payments"],
        [
            "SmartCloud henter kundens betalinger som kundens systembruker.",
            "SmartCloud hentar betalingane til kunden som systembrukaren til kunden.",
            "SmartCloud fetches the customer's payments as the customer's system user.",
        ],
    ),
    row(
        "GET",
        "/api/Salary/*",
        ["Hent lønn", "Hent lønn", "Get the payroll"],
        [
            "SmartCloud henter kundens lønnsdata som kundens systembruker.",
            "SmartCloud hentar lønnsdata for kunden som systembrukaren til kunden.",
            "SmartCloud fetches the customer's payroll data as the customer's system user.",
        ],
    ),
    row(
        "GET",
        "/api/Logistics/*",
        [
            "Hent forsendelser",
            "Hent forsendingar",
            "Get the shipments",
        ],
        [
            "SmartCloud henter kundens forsendelser som kundens systembruker.",
            "SmartCloud hentar forsendingane til kunden som systembrukaren til kunden.",
            "SmartCloud fetches the customer's shipments as the customer's system user.",
        ],
    ),
    row(
        "GET",
        "/api/Signature/*",
        [
            "Spør en tjeneste for personer",
            "Spør ei teneste for personar",
            "Ask a service for persons",
        ],
        [
            "Denne oppdiktede tjenesten tar bare imot tokenet til en person, og avviser systembrukeren.",
            "Denne oppdikta tenesta tek berre imot tokenet til ein person, og avviser systembrukaren.",
            "This made-up service accepts only a person's token, and refuses the system user.",
        ],
    ),
    row(
        "*",
        "/**",
        [
            "Hent kundens data",
            "Hent data for kunden",
            "Get the customer's data",
        ],
        [
            "SmartCloud kaller tjenesteeierens API som kundens systembruker.",
            "SmartCloud kallar API-et til tenesteeigaren som systembrukaren til kunden.",
            "SmartCloud calls the resource owner's API as the customer's system user.",
        ],
    ),
];
