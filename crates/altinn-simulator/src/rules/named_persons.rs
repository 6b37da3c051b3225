//! Every simulator starts with these named persons and organisations. Each person is a test case. The person's
//! description says what happens when a user logs in as this person.
//!
//! All named persons and organisations are invented. The personal numbers are synthetic, with 80 added to the month, as
//! in [Tenor]. The organisation numbers start with 3, also as in Tenor.
//!
//! [Tenor]: https://skatteetaten.github.io/testnorge-tenor-dokumentasjon/

use std::sync::LazyLock;

use altinn_types::{LocalizedText, OrgNumber};

use super::{Altinn, ClientRelation, Connection, Organisation, Person, ProviderRole, role};

struct Named {
    key: &'static str,
    number: &'static str,
    name: &'static str,
    description: [&'static str; 3],
}

/// ID-porten's person chooser shows these persons first.
const PERSONS: [Named; 8] = [
    Named {
        key: "kari",
        number: "12847910265",
        name: "Kari Nordby",
        description: [
            "Daglig leder i Fjordlys Kafé AS. Kan godkjenne alt.",
            "Dagleg leiar i Fjordlys Kafé AS. Kan godkjenne alt.",
            "General manager of Fjordlys Kafé AS. Can approve everything.",
        ],
    },
    Named {
        key: "ola",
        number: "03898421588",
        name: "Ola Bakken",
        description: [
            "Tilgangsstyrer i Bakken Bygg AS uten fullmakt til lønn. Altinn avviser godkjenning av alt som inneholder lønn.",
            "Tilgangsstyrar i Bakken Bygg AS utan fullmakt til lønn. Altinn avviser godkjenning av alt som inneheld lønn.",
            "Access manager of Bakken Bygg AS without power over payroll. Altinn turns down approval of anything with payroll in it.",
        ],
    },
    Named {
        key: "siv",
        number: "27819131827",
        name: "Siv Haugen",
        description: [
            "Ansatt i Solvik Snekkeri AS. Kan ikke godkjenne, bare sende videre til tilgangsstyrer.",
            "Tilsett i Solvik Snekkeri AS. Kan ikkje godkjenne, berre sende vidare til tilgangsstyrar.",
            "Employee of Solvik Snekkeri AS. Cannot approve, only forward to the access manager.",
        ],
    },
    Named {
        key: "liv",
        number: "15866842040",
        name: "Liv Strand",
        description: [
            "Tilgangsstyrer i Solvik Snekkeri AS. Godkjenner det Siv har sendt videre.",
            "Tilgangsstyrar i Solvik Snekkeri AS. Godkjenner det Siv har sendt vidare.",
            "Access manager of Solvik Snekkeri AS. Approves what Siv has forwarded.",
        ],
    },
    Named {
        key: "per",
        number: "08917513350",
        name: "Per Lunde",
        description: [
            "Har ingenting med noen virksomhet å gjøre. Får verken se, godkjenne eller sende videre.",
            "Har ingenting med noka verksemd å gjere. Får verken sjå, godkjenne eller sende vidare.",
            "Has nothing to do with any organisation. May neither see, approve nor forward.",
        ],
    },
    Named {
        key: "anne",
        number: "30836224864",
        name: "Anne Vik",
        description: [
            "Styrer ti virksomheter og en avdeling, en av dem med svært langt navn. Må velge hvem hun handler for.",
            "Styrer ti verksemder og ei avdeling, ei av dei med svært langt namn. Må velje kven ho handlar for.",
            "Runs ten organisations and a branch, one of them with a very long name. Has to choose whom to act for.",
        ],
    },
    Named {
        key: "tor",
        number: "21888710172",
        name: "Tor Myrvang",
        description: [
            "Innehaver av et enkeltpersonforetak. Kan godkjenne alt for det.",
            "Innehavar av eit enkeltpersonføretak. Kan godkjenne alt for det.",
            "Owner of a sole proprietorship. Can approve everything for it.",
        ],
    },
    Named {
        key: "ida",
        number: "17867600043",
        name: "Ida Solheim",
        description: [
            "Daglig leder i Rette Tall AS, regnskapsfører for sju klienter. Godkjenner systemtilgang for klienter og knytter klientene til.",
            "Dagleg leiar i Rette Tall AS, rekneskapsførar for sju klientar. Godkjenner systemtilgang for klientar og knyter klientane til.",
            "General manager of Rette Tall AS, accountant to seven clients. Approves system access for clients, and connects them.",
        ],
    },
];

/// Each row contains the number, the name, the unit type (*organisasjonsform*), and the parent if the organisation is a
/// subunit.
const ORGANISATIONS: [(&str, &str, &str, Option<&str>); 15] = [
    ("312450186", "Fjordlys Kafé AS", "AS", None),
    ("313604721", "Bakken Bygg AS", "AS", None),
    ("314729056", "Solvik Snekkeri AS", "AS", None),
    ("310817465", "Myrvang Hagedesign", "ENK", None),
    ("311905333", "Vik Holding AS", "AS", None),
    ("315274605", "Vik Eiendom AS", "AS", None),
    ("316382150", "Vik Transport AS", "AS", None),
    ("317098421", "Vik Regnskap AS", "AS", None),
    ("318163588", "Blåklokka Barnehage SA", "SA", None),
    ("319246800", "Storeng Gård DA", "DA", None),
    ("310375195", "Nordavind Kraft AS", "AS", None),
    ("311420968", "Havgapet Sjømat AS", "AS", None),
    (
        "312588315",
        "Stiftelsen for bevaring og formidling av kystkultur, tradisjonshåndverk og immateriell kulturarv i Ytre Namdal og tilgrensende kommuner",
        "STI",
        None,
    ),
    ("313692043", "Tonsen Mølle AS", "AS", None),
    (
        "314733584",
        "Havgapet Sjømat AS avdeling Frøya",
        "BEDR",
        Some("311420968"),
    ),
];

/// The accountant among the named organisations: its organisation number and its name.
const PROVIDER: (&str, &str) = ("318703558", "Rette Tall AS");

/// The clients of the accountant. Each row contains the number, the name, the unit type, and the access that the client
/// gives the accountant.
const CLIENTS: [(&str, &str, &str, Given); 7] = [
    (
        "312640953",
        "Bryggen Bakeri AS",
        "AS",
        Given::Role(ProviderRole::Accountant),
    ),
    (
        "312751186",
        "Ekornlia Elektro AS",
        "AS",
        Given::Role(ProviderRole::Accountant),
    ),
    (
        "313066274",
        "Furumo Frisør",
        "ENK",
        Given::Role(ProviderRole::Accountant),
    ),
    (
        "313882411",
        "Gråstein Anlegg AS",
        "AS",
        Given::Role(ProviderRole::Accountant),
    ),
    (
        "314155726",
        "Hegra Hundesalong DA",
        "DA",
        Given::Role(ProviderRole::Accountant),
    ),
    (
        "314509366",
        "Iskanten Turbuss AS",
        "AS",
        Given::Role(ProviderRole::Auditor),
    ),
    (
        "315904633",
        "Jærstrand Gartneri AS",
        "AS",
        Given::Package("skattegrunnlag"),
    ),
];

#[derive(Clone, Copy)]
enum Given {
    /// The client gives the provider this role in the entity register (*Enhetsregisteret*).
    Role(ProviderRole),
    /// The client gives the provider this access package, but no role.
    Package(&'static str),
}

pub(crate) struct NamedParties {
    /// In this list, a parent organisation comes before its subunits.
    pub(crate) organisations: Vec<Organisation>,
    pub(crate) persons: Vec<Person>,
    pub(crate) connections: Vec<Connection>,
    pub(crate) client_relations: Vec<ClientRelation>,
}

pub(crate) fn named_parties() -> &'static NamedParties {
    static ROWS: LazyLock<NamedParties> = LazyLock::new(|| NamedParties {
        organisations: organisations(),
        persons: PERSONS.iter().map(person).collect(),
        connections: connections(),
        client_relations: client_relations(),
    });
    &ROWS
}

pub(crate) fn named() -> impl Iterator<Item = &'static str> {
    PERSONS.iter().map(|named| named.key)
}

/// Inserts the named persons and organisations, and the roles and client relations between them. Replaces each existing
/// row that differs from the row in this module.
pub(crate) fn seed(altinn: &mut Altinn) {
    let named = named_parties();
    for organisation in &named.organisations {
        altinn.parties.put_organisation(organisation.clone());
    }
    for person in &named.persons {
        altinn.parties.put_person(person.clone());
    }
    for connection in &named.connections {
        altinn.parties.connect(connection.clone());
    }
    for relation in &named.client_relations {
        altinn.put_client_relation(relation.clone());
    }
}

fn organisations() -> Vec<Organisation> {
    let named = ORGANISATIONS.map(|(number, name, unit_type, parent)| {
        let mut organisation = Organisation::new(built_in_org_number(number), name, unit_type);
        organisation.parent = parent.map(built_in_org_number);
        organisation
    });
    let (provider, name) = PROVIDER;
    let provider = Organisation::new(built_in_org_number(provider), name, "AS");
    let clients = CLIENTS.iter().map(|(number, name, unit_type, _)| {
        Organisation::new(built_in_org_number(number), name, unit_type)
    });
    named.into_iter().chain([provider]).chain(clients).collect()
}

fn person(named: &Named) -> Person {
    let number = named
        .number
        .parse()
        .expect("a test checks the numbers of the built-in persons");
    let [nb, nn, en] = named.description.map(str::to_owned);
    let mut person = Person::new(named.key, number, named.name);
    person.description = LocalizedText { nb, nn, en };
    person.built_in = true;
    person
}

fn client_relations() -> Vec<ClientRelation> {
    let relations = CLIENTS.iter().map(|(client, .., given)| {
        let (client, provider) = (built_in_org_number(client), built_in_org_number(PROVIDER.0));
        match *given {
            Given::Role(role) => ClientRelation::by_role(client, provider, role),
            Given::Package(name) => ClientRelation::by_packages(client, provider, &[name]),
        }
    });
    relations.collect()
}

fn connections() -> Vec<Connection> {
    let manager = |person, number| {
        Connection::of(person, built_in_org_number(number)).with_role(role::GENERAL_MANAGER)
    };
    let mut connections = vec![
        manager("kari", "312450186"),
        manager("ida", PROVIDER.0),
        Connection::of("ola", built_in_org_number("313604721"))
            .with_role(role::ACCESS_MANAGER)
            .with_all_packages_but(&["lonn"]),
        Connection::of("siv", built_in_org_number("314729056"))
            .with_role(role::RIGHT_HOLDER)
            .with_package("skattegrunnlag"),
        Connection::of("liv", built_in_org_number("314729056"))
            .with_role(role::ACCESS_MANAGER)
            .with_all_packages_but(&[]),
        Connection::of("tor", built_in_org_number("310817465")).with_role(role::PROPRIETOR),
    ];
    let annes = ORGANISATIONS
        .iter()
        .skip_while(|(number, ..)| *number != "311905333")
        .filter(|(.., parent)| parent.is_none());
    connections.extend(annes.map(|(number, ..)| manager("anne", *number)));
    connections
}

fn built_in_org_number(text: &str) -> OrgNumber {
    text.parse()
        .expect("a test checks the numbers of the built-in organisations")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_world_holds_together() {
        let mut altinn = Altinn::default();
        seed(&mut altinn);
        let parties = &altinn.parties;
        assert!(parties.persons().count() >= 6);
        for person in parties.persons() {
            assert!(
                person.built_in && !person.description.nn.is_empty(),
                "{}",
                person.key
            );
        }
        assert!(parties.organisations_of("anne").count() >= 9);
        assert_eq!(parties.organisations_of("per").count(), 0);
        let provider = built_in_org_number(PROVIDER.0);
        assert_eq!(altinn.client_delegations.relations_of(&provider).count(), 7);
        assert!(parties.administers_clients("ida", &provider));
        for organisation in parties.organisations() {
            assert!(organisation.number.as_str().starts_with('3'));
        }
    }
}
