//! The error texts about Altinn's rules. The control panel shows such a text if a user's form breaks a rule. A call of
//! the control API gets Altinn's own error instead.

use super::Wording;
use crate::rules::{DelegatedKind, RuleViolation};

#[must_use]
#[expect(clippy::too_many_lines, reason = "the function is a table")]
pub fn rule(violation: &RuleViolation) -> Wording {
    use RuleViolation as Rule;

    let [nb, nn, en] = match violation {
        Rule::NoSuchParty => [
            "Virksomheten finnes ikke.",
            "Verksemda finst ikkje.",
            "There is no such organisation.",
        ],
        Rule::RightNotFound => [
            "Systemet er ikke registrert med alle rettighetene i forespørselen.",
            "Systemet er ikkje registrert med alle rettane i førespurnaden.",
            "The system is not registered with every right of the request.",
        ],
        Rule::SystemUserExists => [
            "Virksomheten har allerede en systembruker for dette systemet og denne referansen.",
            "Verksemda har allereie ein systembrukar for dette systemet og denne referansen.",
            "The organisation already has a system user for this system and this reference.",
        ],
        Rule::RequestAccepted
        | Rule::RequestPending
        | Rule::RequestDenied
        | Rule::RequestRejected => [
            "Virksomheten har allerede en forespørsel fra dette systemet med denne referansen.",
            "Verksemda har allereie ein førespurnad frå dette systemet med denne referansen.",
            "The organisation already has a request from this system with this reference.",
        ],
        Rule::NoSuchRequest | Rule::NoSuchAgentRequest => [
            "Forespørselen finnes ikke.",
            "Førespurnaden finst ikkje.",
            "There is no such request.",
        ],
        Rule::NoSuchSystem => [
            "Systemet finnes ikke, eller det tilhører en annen leverandør.",
            "Systemet finst ikkje, eller det høyrer til ein annan leverandør.",
            "There is no such system, or it belongs to another vendor.",
        ],
        Rule::NotNew | Rule::ChangeNotNew => [
            "Forespørselen har fått svar allerede.",
            "Førespurnaden har fått svar allereie.",
            "The request has been answered already.",
        ],
        Rule::NoSuchSystemUser | Rule::AgentNotDeleted => [
            "Systembrukeren finnes ikke.",
            "Systembrukaren finst ikkje.",
            "There is no such system user.",
        ],
        Rule::RedirectNotAllowed | Rule::NoRedirectsRegistered => [
            "Systemet er ikke registrert med denne returadressen.",
            "Systemet er ikkje registrert med denne returadressa.",
            "The system is not registered with this return URL.",
        ],
        Rule::Exception(_) => [
            "Altinn feiler på dette kallet, også i virkeligheten.",
            "Altinn feilar på dette kallet, òg i røynda.",
            "Altinn fails at this call, also in reality.",
        ],
        Rule::NoVendorInToken => [
            "Tokenet sier ikke hvilken virksomhet leverandøren er.",
            "Tokenet seier ikkje kva for verksemd leverandøren er.",
            "The token does not say which organisation the vendor is.",
        ],
        Rule::NotAnAgentRequest => [
            "Forespørselen gjelder ikke en systembruker for klienter.",
            "Førespurnaden gjeld ikkje ein systembrukar for klientar.",
            "The request is not for an agent system user.",
        ],
        Rule::NothingAskedFor | Rule::NoPackagesForAgent => [
            "Forespørselen ber ikke om noe.",
            "Førespurnaden ber ikkje om noko.",
            "The request asks for nothing.",
        ],
        Rule::WrongParty | Rule::WrongPartyForAgent => [
            "Forespørselen er til en annen virksomhet.",
            "Førespurnaden er til ei anna verksemd.",
            "The request is to another organisation.",
        ],
        Rule::NotAccessManager => [
            "Ingen i virksomheten er tilgangsstyrer og kan svare. Velg en person som er det.",
            "Ingen i verksemda er tilgangsstyrar og kan svare. Vel ein person som er det.",
            "Nobody in the organisation is an access manager who can answer. Choose a person who is.",
        ],
        Rule::NotClientAdministrator => [
            "Personen er ikke klientadministrator for eieren av systembrukeren.",
            "Personen er ikkje klientadministrator for eigaren av systembrukaren.",
            "The person is no client administrator of the owner of the system user.",
        ],
        Rule::NotAnAgent => [
            "Systembrukeren er ikke for klienter.",
            "Systembrukaren er ikkje for klientar.",
            "The system user is no agent system user.",
        ],
        Rule::NotStandard => [
            "Systembrukeren er for klienter, og dette går bare med en vanlig systembruker.",
            "Systembrukaren er for klientar, og dette går berre med ein vanleg systembrukar.",
            "The system user is an agent, and this works only for an ordinary system user.",
        ],
        Rule::AnothersSystemUser | Rule::NotTheFacilitator => [
            "Systembrukeren tilhører en annen virksomhet.",
            "Systembrukaren høyrer til ei anna verksemd.",
            "The system user belongs to another organisation.",
        ],
        Rule::PackageNotDelegated | Rule::PackageNotTakenBack => [
            "Virksomheten kan ikke gi eller ta tilbake disse pakkene.",
            "Verksemda kan ikkje gi eller ta tilbake desse pakkane.",
            "The organisation cannot give these packages, or take them back.",
        ],
        Rule::NoSuchClient => [
            "Virksomheten er ikke klient hos eieren av systembrukeren.",
            "Verksemda er ikkje klient hos eigaren av systembrukaren.",
            "The organisation is no client of the owner of the system user.",
        ],
        Rule::ClientLacksPackages => [
            "Klienten har ikke gitt alle pakkene som systembrukeren har.",
            "Klienten har ikkje gitt alle pakkane som systembrukaren har.",
            "The client has not given every package that the system user has.",
        ],
        Rule::PackageNotFound(urns) => {
            return packages(
                urns,
                [
                    "Systemet er ikke registrert med",
                    "Systemet er ikkje registrert med",
                    "The system is not registered with",
                ],
            );
        }
        Rule::PackageNotAssignable(urns) => {
            return packages(
                urns,
                [
                    "En vanlig systembruker kan ikke få",
                    "Ein vanleg systembrukar kan ikkje få",
                    "An ordinary system user cannot get",
                ],
            );
        }
        Rule::PackageNotForClients(urns) => {
            return packages(
                urns,
                [
                    "En systembruker for klienter kan ikke få",
                    "Ein systembrukar for klientar kan ikkje få",
                    "An agent system user cannot get",
                ],
            );
        }
        Rule::CannotDelegate(missing) => {
            let names: Vec<String> = missing
                .iter()
                .map(|missing| match missing.kind {
                    DelegatedKind::Resource => missing.id.clone(),
                    DelegatedKind::Package => short_name(&missing.id).to_owned(),
                })
                .collect();
            return packages(
                &names,
                [
                    "Den som godkjenner, kan ikke gi",
                    "Den som godkjenner, kan ikkje gi",
                    "The person who approves cannot give",
                ],
            );
        }
    };
    Wording::new(nb, nn, en)
}

fn packages(urns: &[String], [nb, nn, en]: [&str; 3]) -> Wording {
    let names: Vec<&str> = urns.iter().map(|urn| short_name(urn)).collect();
    let names = names.join(", ");
    Wording::new(
        format!("{nb} {names}."),
        format!("{nn} {names}."),
        format!("{en} {names}."),
    )
}

fn short_name(urn: &str) -> &str {
    urn.rsplit(':').next().unwrap_or(urn)
}
