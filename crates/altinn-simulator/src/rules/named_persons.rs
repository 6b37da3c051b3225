//! The synthetic persons and organisations. Each named person is a test case: one line says what will
//! happen when that person is chosen.
//!
//! No real person or organisation can be meant. A personal number is taken only in the form of the
//! synthetic ones in [Tenor], where 80 is added to the month, and a made organisation's number starts
//! with 3 as the synthetic ones do. Anything else is refused.
//!
//! [Tenor]: https://skatteetaten.github.io/testnorge-tenor-dokumentasjon/

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use altinn_types::{LocalizedText, OrgNumber};

use super::{Altinn, ClientRelation, Connection, Organisation, Person, ProviderRole, role};

/// A synthetic national identity number (*fødselsnummer*), as in Tenor: the month plus 80.
///
/// It does not print: what is printed ends up in logs.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonalNumber(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPersonalNumber {
    #[error("a personal number has eleven digits")]
    NotElevenDigits,
    #[error("only synthetic persons are known here: the month is 81 to 92")]
    NotSynthetic,
    #[error("the day is no day of a month")]
    NoSuchDay,
    #[error("the control digits do not match")]
    WrongControlDigits,
}

impl PersonalNumber {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonalNumber(…)")
    }
}

impl FromStr for PersonalNumber {
    type Err = InvalidPersonalNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
        let digits = digits
            .filter(|digits| digits.len() == 11)
            .ok_or(InvalidPersonalNumber::NotElevenDigits)?;
        if !(81..=92).contains(&(digits[2] * 10 + digits[3])) {
            return Err(InvalidPersonalNumber::NotSynthetic);
        }
        if !(1..=31).contains(&(digits[0] * 10 + digits[1])) {
            return Err(InvalidPersonalNumber::NoSuchDay);
        }
        if control_digits(&digits[..9]) == Some([digits[9], digits[10]]) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPersonalNumber::WrongControlDigits)
        }
    }
}

impl TryFrom<String> for PersonalNumber {
    type Error = InvalidPersonalNumber;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PersonalNumber> for String {
    fn from(number: PersonalNumber) -> Self {
        number.0
    }
}

/// The two digits that end a personal number; `None` for the numbers that are not given out, as they
/// would need the digit 10.
///
/// The weights are [Skatteetaten's](https://skatteetaten.github.io/folkeregisteret-api-dokumentasjon/nytt-fodselsnummer-fra-2032/).
fn control_digits(leading: &[u32]) -> Option<[u32; 2]> {
    let digit = |weights: &[u32], digits: &[u32]| {
        let sum: u32 = weights.iter().zip(digits).map(|(w, d)| w * d).sum();
        let digit = (11 - sum % 11) % 11;
        (digit < 10).then_some(digit)
    };
    let first = digit(&[3, 7, 6, 1, 8, 9, 4, 5, 2], leading)?;
    let with_first: Vec<u32> = leading.iter().copied().chain([first]).collect();
    let second = digit(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], &with_first)?;
    Some([first, second])
}

/// The first synthetic personal number from place `from` on in a list of all, and the place after it.
pub(crate) fn personal_number_from(from: u64) -> (PersonalNumber, u64) {
    (from..)
        .find_map(|place| {
            // Born 1960 to 1989, on the 1st to the 28th, which all months have.
            let (day, rest) = (place % 28 + 1, place / 28);
            let (month, rest) = (rest % 12 + 81, rest / 12);
            let (year, individual) = (rest % 30 + 60, rest / 30 % 500);
            let leading = format!("{day:02}{month:02}{year:02}{individual:03}");
            let digits: Vec<u32> = leading.chars().filter_map(|c| c.to_digit(10)).collect();
            let [first, second] = control_digits(&digits)?;
            Some((
                PersonalNumber(format!("{leading}{first}{second}")),
                place + 1,
            ))
        })
        .expect("five million numbers repeat without end, and most have control digits")
}

/// The first synthetic organisation number from place `from` on in a list of all, and the place after it.
pub(crate) fn org_number_from(from: u64) -> (OrgNumber, u64) {
    (from..)
        .find_map(|place| {
            let leading = 33_000_000 + place % 1_000_000;
            let number = (0..10).find_map(|check| format!("{leading}{check}").parse().ok())?;
            Some((number, place + 1))
        })
        .expect("ten of eleven numbers have a check digit")
}

/// A harmless Norwegian name for the person made as number `made`; different for the first 25,000.
pub(crate) fn person_name(made: u64) -> String {
    let pick = |names: &[&'static str], n: u64| {
        let len = names.len() as u64;
        names[usize::try_from(n % len).unwrap_or(0)]
    };
    let given = pick(&GIVEN, made);
    let middle = pick(&FAMILY, made / GIVEN.len() as u64);
    let family = pick(
        &FAMILY,
        made / GIVEN.len() as u64 / FAMILY.len() as u64 + made,
    );
    if middle == family {
        return format!("{given} {family}");
    }
    format!("{given} {middle} {family}")
}

/// A name for an organisation made for tests, by its number so that no two are the same.
pub(crate) fn organisation_name(number: &OrgNumber, made: u64) -> String {
    const TRADES: [&str; 8] = [
        "Bakeri",
        "Snekkeri",
        "Rør",
        "Regnskap",
        "Elektro",
        "Gartneri",
        "Transport",
        "Fiskemottak",
    ];
    let place = FAMILY[usize::try_from(made % FAMILY.len() as u64).unwrap_or(0)];
    let trade = TRADES[usize::try_from(made % TRADES.len() as u64).unwrap_or(0)];
    format!("{place} {trade} {} AS", &number.as_str()[3..])
}

const GIVEN: [&str; 24] = [
    "Astrid", "Bjarne", "Dagny", "Eirik", "Frida", "Gunnar", "Hedda", "Ivar", "Jorunn", "Kjetil",
    "Lise", "Magnus", "Nora", "Oddvar", "Ragnhild", "Sigurd", "Tone", "Ulrik", "Vilde", "Yngve",
    "Åse", "Øystein", "Marit", "Trygve",
];

const FAMILY: [&str; 32] = [
    "Alvheim",
    "Bergli",
    "Dalset",
    "Elvestad",
    "Fagerli",
    "Granmo",
    "Heggelund",
    "Isdal",
    "Kvamme",
    "Lunden",
    "Moen",
    "Nesheim",
    "Opdal",
    "Rognli",
    "Sandvik",
    "Tveit",
    "Ulvik",
    "Vestli",
    "Åsen",
    "Øygard",
    "Bråten",
    "Engeset",
    "Furuly",
    "Hovland",
    "Kleiva",
    "Myhre",
    "Nordli",
    "Rishaug",
    "Skogly",
    "Tangen",
    "Vikse",
    "Ødegård",
];

struct Named {
    key: &'static str,
    number: &'static str,
    name: &'static str,
    description: [&'static str; 3],
}

/// The persons on the first page of the simulated ID-porten.
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

/// Number, name, unit type (*organisasjonsform*), and the organisation above it.
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

/// The accountant, by number and name.
const PROVIDER: (&str, &str) = ("318703558", "Rette Tall AS");

/// Its clients: number, name, unit type, and what the client has given: with a role, or one package.
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

/// What a client has given its service provider.
#[derive(Clone, Copy)]
enum Given {
    Role(ProviderRole),
    Package(&'static str),
}

/// The keys of the named persons, in their order.
pub(crate) fn named() -> impl Iterator<Item = &'static str> {
    PERSONS.iter().map(|named| named.key)
}

/// Puts the named persons and organisations into the world, if they are not there as they should be.
pub(crate) fn seed(world: &mut Altinn) {
    for (number, name, unit_type, parent) in ORGANISATIONS {
        let number = built_in_org_number(number);
        let mut organisation = Organisation::new(number, name, unit_type);
        organisation.parent = parent.map(built_in_org_number);
        world.put_organisation(organisation);
    }
    for named in &PERSONS {
        let number = named
            .number
            .parse()
            .expect("a test checks the numbers of the built-in persons");
        let [nb, nn, en] = named.description.map(str::to_owned);
        let mut person = Person::new(named.key, number, named.name);
        person.description = LocalizedText { nb, nn, en };
        person.built_in = true;
        world.put_person(person);
    }
    for connection in connections() {
        world.connect(connection);
    }
    seed_clients(world);
}

fn seed_clients(world: &mut Altinn) {
    let (provider, name) = PROVIDER;
    let provider = built_in_org_number(provider);
    world.put_organisation(Organisation::new(provider.clone(), name, "AS"));
    for (client, name, unit_type, given) in CLIENTS {
        let client = built_in_org_number(client);
        world.put_organisation(Organisation::new(client.clone(), name, unit_type));
        let provider = provider.clone();
        world.put_client_relation(match given {
            Given::Role(role) => ClientRelation::by_role(client, provider, role),
            Given::Package(name) => ClientRelation::by_packages(client, provider, &[name]),
        });
    }
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
    fn only_synthetic_personal_numbers_are_taken() {
        use InvalidPersonalNumber::{NoSuchDay, NotElevenDigits, NotSynthetic, WrongControlDigits};
        for (text, reason) in [
            ("", NotElevenDigits),
            ("1284791026", NotElevenDigits),
            ("1284791026x", NotElevenDigits),
            // The month as it is for real persons, and for Skatteetaten's other test series.
            ("12047910265", NotSynthetic),
            ("12447910265", NotSynthetic),
            ("12937910265", NotSynthetic),
            ("32847910265", NoSuchDay),
            ("12847910266", WrongControlDigits),
            ("12847910365", WrongControlDigits),
        ] {
            assert_eq!(text.parse::<PersonalNumber>(), Err(reason), "{text}");
        }
        assert!("12847910265".parse::<PersonalNumber>().is_ok());
    }

    #[test]
    fn a_personal_number_does_not_print() {
        let number: PersonalNumber = "12847910265".parse().unwrap();
        assert!(!format!("{number:?}").contains("12847"));
    }

    #[test]
    fn generated_numbers_are_valid_synthetic_and_all_different() {
        let (mut place, mut org_place) = (0, 0);
        let mut seen = std::collections::HashSet::new();
        for _ in 0..2_000 {
            let (number, next) = personal_number_from(place);
            assert!(number.as_str().parse::<PersonalNumber>().is_ok());
            assert!(seen.insert(number.as_str().to_owned()));
            place = next;

            let (number, next) = org_number_from(org_place);
            assert!(number.as_str().starts_with('3'));
            assert!(seen.insert(number.as_str().to_owned()));
            org_place = next;
        }
    }

    #[test]
    fn generated_names_are_all_different() {
        let names: std::collections::HashSet<_> = (0..20_000).map(person_name).collect();
        assert_eq!(names.len(), 20_000);
    }

    #[test]
    fn the_built_in_world_holds_together() {
        let mut world = Altinn::default();
        seed(&mut world);
        assert!(world.persons().count() >= 6);
        for person in world.persons() {
            assert!(
                person.built_in && !person.description.nn.is_empty(),
                "{}",
                person.key
            );
        }
        assert!(world.organisations_of("anne").count() >= 9);
        assert_eq!(world.organisations_of("per").count(), 0);
        let provider = built_in_org_number(PROVIDER.0);
        assert_eq!(world.client_relations_of(&provider).count(), 7);
        assert!(world.administers_clients("ida", &provider));
        for organisation in world.organisations() {
            assert!(organisation.number.as_str().starts_with('3'));
        }
    }
}
