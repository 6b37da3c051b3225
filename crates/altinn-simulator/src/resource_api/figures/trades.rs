//! The trades of organisations. A trade decides how many people an organisation employs, how it pays value added tax,
//! and which goods it receives.

use altinn_types::OrgNumber;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vat {
    /// The organisation reports every two months, and usually pays about this many kroner.
    EveryTwoMonths(i64),
    /// Farmers, fishers and market gardeners report once a year (*årstermin for primærnæringer*).
    OnceAYear(i64),
    /// Sales abroad are free of value added tax, so an exporter gets about this many kroner back every two months.
    Refunded(i64),
    /// The organisation sells nothing with value added tax, like a kindergarten.
    None,
}

pub(super) struct Trade {
    /// An organisation has this trade if its name contains one of these words.
    words: &'static [&'static str],
    /// The smallest and the largest number of employees.
    pub employees: (i64, i64),
    /// The lowest and the highest monthly salary, in kroner.
    pub pay: (i64, i64),
    pub vat: Vat,
    /// The goods that the organisation receives, each with the place that it comes from.
    pub goods: [(&'static str, &'static str); 5],
}

/// Finds the trade of an organisation by the words in its name. For example, "Fjordlys Kafé AS" contains "kafé".
pub(super) fn trade_of(name: &str) -> &'static Trade {
    let name = name.to_lowercase();
    let says = |trade: &&Trade| trade.words.iter().any(|word| name.contains(word));
    TRADES.iter().find(says).unwrap_or(&OFFICE)
}

pub(super) fn named_staff(owner: &OrgNumber) -> &'static [&'static str] {
    match owner.as_str() {
        "312450186" => &["Kari Nordby"],
        "313604721" => &["Ola Bakken"],
        "314729056" => &["Liv Strand", "Siv Haugen"],
        "318703558" => &["Ida Solheim"],
        _ => &[],
    }
}

pub(super) const NAMES: [&str; 40] = [
    "Anne Grete Dalen",
    "Mohamed Abdi",
    "Silje Kvam",
    "Piotr Nowak",
    "Henrik Aas",
    "Thi Lan Nguyen",
    "Ingvild Sørli",
    "Jonas Berg",
    "Fatima Hussain",
    "Per-Erik Moen",
    "Liv Marit Holte",
    "Sander Vik-Olsen",
    "Agnieszka Wójcik",
    "Tuva Lie",
    "Bjørn Ove Haug",
    "Elif Yılmaz",
    "Kristoffer Nes",
    "Ragnhild Bø",
    "Daniel Tesfaye",
    "Marte Grønli",
    "Ole Martin Rud",
    "Sunniva Eide",
    "Tomas Kazlauskas",
    "Hege Brekke",
    "Nils Anders Sara",
    "Camilla Strøm",
    "Arne Fossum",
    "Sara Lindqvist",
    "Amir Rahimi",
    "Gro Tangen",
    "Mats Solberg",
    "Maria Santos",
    "Even Lunde",
    "Ida Sofie Hagen",
    "Leif Kåre Myhr",
    "Yusuf Warsame",
    "Emma Nygård",
    "Stian Rønning",
    "Olena Kovalenko",
    "Torbjørn Ask",
];

/// The default trade, for an organisation name that contains no word of another trade.
const OFFICE: Trade = Trade {
    words: &[],
    employees: (3, 6),
    pay: (44_000, 68_000),
    vat: Vat::EveryTwoMonths(86_000),
    goods: [
        ("Kopipapir, 12 esker", "Halden"),
        ("Kontorstoler, 6 stk.", "Jönköping"),
        ("Skjermer, 8 stk.", "Eindhoven"),
        ("Hev- og senkbord, 4 stk.", "Billund"),
        ("Kaffe og te, 3 esker", "Oslo"),
    ],
};

/// [`trade_of`] returns the first trade that fits the name, so "barnehage" must come before "hage".
const TRADES: [Trade; 19] = [
    Trade {
        words: &["kafé", "kafe", "kaffe", "restaurant"],
        employees: (5, 7),
        pay: (21_000, 39_000),
        vat: Vat::EveryTwoMonths(62_000),
        goods: [
            ("Kaffebønner, 12 sekker", "Antwerpen"),
            ("Pappkrus og lokk, 20 esker", "Aarhus"),
            ("Te, 6 esker", "Hamburg"),
            ("Syltetøy, 15 kartonger", "Balestrand"),
            ("Sjokolade, 8 esker", "Trondheim"),
        ],
    },
    Trade {
        words: &["bakeri", "konditori"],
        employees: (5, 8),
        pay: (28_000, 43_000),
        vat: Vat::EveryTwoMonths(71_000),
        goods: [
            ("Hvetemel, 4 paller", "Vaksdal"),
            ("Smør, 30 kartonger", "Verdal"),
            ("Fersk gjær, 10 esker", "Drammen"),
            ("Mandler, 6 sekker", "Valencia"),
            ("Bakepapir og poser, 2 paller", "Aarhus"),
        ],
    },
    Trade {
        words: &["mølle"],
        employees: (4, 6),
        pay: (38_000, 56_000),
        vat: Vat::EveryTwoMonths(94_000),
        goods: [
            ("Mathvete, 28 tonn", "Stange"),
            ("Havre, 18 tonn", "Levanger"),
            ("Rug, 12 tonn", "Uppsala"),
            ("Papirsekker, 5 paller", "Halden"),
            ("Siktduk, 2 ruller", "Hamburg"),
        ],
    },
    Trade {
        words: &["snekker", "trevare"],
        employees: (4, 6),
        pay: (38_000, 54_000),
        vat: Vat::EveryTwoMonths(98_000),
        goods: [
            ("Limtre, 12 bunter", "Kongsvinger"),
            ("Eikeplank, 3 kubikkmeter", "Aarhus"),
            ("Hengsler og beslag, 9 esker", "Dornbirn"),
            ("Kryssfiner, 40 plater", "Lahti"),
            ("Treolje, 24 kanner", "Sandefjord"),
        ],
    },
    Trade {
        words: &["bygg", "anlegg", "entreprenør"],
        employees: (7, 9),
        pay: (41_000, 62_000),
        vat: Vat::EveryTwoMonths(186_000),
        goods: [
            ("Armeringsjern, 6 tonn", "Mo i Rana"),
            ("Sement, 14 paller", "Brevik"),
            ("Konstruksjonsvirke, 30 bunter", "Braskereidfoss"),
            ("Isolasjon, 22 pakker", "Larvik"),
            ("Grunnmursplater, 180 stk.", "Göteborg"),
        ],
    },
    Trade {
        words: &["elektro"],
        employees: (5, 8),
        pay: (42_000, 60_000),
        vat: Vat::EveryTwoMonths(124_000),
        goods: [
            ("Installasjonskabel, 16 tromler", "Halden"),
            ("Sikringsskap, 10 stk.", "Stord"),
            ("LED-armaturer, 60 stk.", "Eindhoven"),
            ("Elbilladere, 12 stk.", "Stavanger"),
            ("Stikkontakter, 14 esker", "Hamburg"),
        ],
    },
    Trade {
        words: &["rør"],
        employees: (4, 7),
        pay: (42_000, 60_000),
        vat: Vat::EveryTwoMonths(112_000),
        goods: [
            ("Kobberrør, 80 lengder", "Västerås"),
            ("Varmtvannsberedere, 6 stk.", "Hamar"),
            ("Blandebatterier, 24 stk.", "Hamburg"),
            ("Varmepumper, 4 stk.", "Markaryd"),
            ("Avløpsrør, 60 stk.", "Aarhus"),
        ],
    },
    Trade {
        words: &["barnehage"],
        employees: (8, 9),
        pay: (34_000, 51_000),
        vat: Vat::None,
        goods: [
            ("Bleier, 3 paller", "Göteborg"),
            ("Tegnepapir og maling, 8 esker", "Oslo"),
            ("Treleker, 5 esker", "Billund"),
            ("Klatrestativ, 1 kolli", "Kristiansand"),
            ("Regntøy, 30 sett", "Bergen"),
        ],
    },
    Trade {
        words: &["hage"],
        employees: (2, 3),
        pay: (33_000, 44_000),
        vat: Vat::EveryTwoMonths(34_000),
        goods: [
            ("Belegningsstein, 8 paller", "Lillesand"),
            ("Hekkplanter, 150 stk.", "Boskoop"),
            ("Plantejord, 60 sekker", "Våler"),
            ("Ferdigplen, 240 kvadratmeter", "Stange"),
            ("Kantstein, 90 stk.", "Larvik"),
        ],
    },
    Trade {
        words: &["gartneri"],
        employees: (4, 7),
        pay: (31_000, 42_000),
        vat: Vat::OnceAYear(148_000),
        goods: [
            ("Stiklinger, 4 000 stk.", "Aalsmeer"),
            ("Torv og kompost, 10 paller", "Våler"),
            ("Potter, 25 esker", "Odense"),
            ("Gjødsel, 6 paller", "Porsgrunn"),
            ("Vekstlys, 40 stk.", "Eindhoven"),
        ],
    },
    Trade {
        words: &["gård"],
        employees: (1, 2),
        pay: (33_000, 41_000),
        vat: Vat::OnceAYear(176_000),
        goods: [
            ("Gjødsel, 18 paller", "Porsgrunn"),
            ("Såkorn, 3 tonn", "Stange"),
            ("Kraftfôr, 12 tonn", "Kambo"),
            ("Rundballeplast, 2 paller", "Göteborg"),
            ("Reservedeler til traktor, 2 kolli", "Suolahti"),
        ],
    },
    Trade {
        words: &["sjømat", "fisk"],
        employees: (8, 9),
        pay: (36_000, 58_000),
        vat: Vat::Refunded(212_000),
        goods: [
            ("Fiskekasser, 2 000 stk.", "Ålesund"),
            ("Salt, 20 tonn", "Cádiz"),
            ("Pakkeplast, 4 paller", "Aarhus"),
            ("Arbeidstøy, 12 esker", "Bergen"),
            ("Kniver og knivblad, 2 esker", "Solingen"),
        ],
    },
    Trade {
        words: &["kraft", "energi"],
        employees: (7, 9),
        pay: (52_000, 88_000),
        vat: Vat::EveryTwoMonths(640_000),
        goods: [
            ("Transformator, 1 kolli", "Drammen"),
            ("Høyspentkabel, 4 tromler", "Halden"),
            ("Koblingsutstyr, 3 kolli", "Västerås"),
            ("Turbinolje, 8 fat", "Hamburg"),
            ("Måleinstrumenter, 2 esker", "Zürich"),
        ],
    },
    Trade {
        words: &["transport", "buss"],
        employees: (7, 9),
        pay: (38_000, 52_000),
        vat: Vat::EveryTwoMonths(134_000),
        goods: [
            ("Vinterdekk, 32 stk.", "Nokia"),
            ("Bremseskiver, 4 kolli", "Södertälje"),
            ("AdBlue, 6 tanker", "Porsgrunn"),
            ("Motorolje, 10 fat", "Hamburg"),
            ("Spylervæske, 2 paller", "Drammen"),
        ],
    },
    Trade {
        words: &["frisør"],
        employees: (2, 4),
        pay: (29_000, 39_000),
        vat: Vat::EveryTwoMonths(41_000),
        goods: [
            ("Sjampo og balsam, 10 esker", "Hamburg"),
            ("Hårfarge, 6 esker", "Paris"),
            ("Håndklær, 80 stk.", "Borås"),
            ("Frisørstoler, 2 stk.", "Bologna"),
            ("Sakser, 1 eske", "Solingen"),
        ],
    },
    Trade {
        words: &["hundesalong", "dyre"],
        employees: (1, 3),
        pay: (28_000, 36_000),
        vat: Vat::EveryTwoMonths(28_000),
        goods: [
            ("Hundesjampo, 6 esker", "Hamburg"),
            ("Klippemaskiner, 3 stk.", "Solingen"),
            ("Hundefôr, 2 paller", "Trondheim"),
            ("Halsbånd og bånd, 4 esker", "Göteborg"),
            ("Klippebord, 1 kolli", "Eindhoven"),
        ],
    },
    Trade {
        words: &["holding"],
        employees: (1, 2),
        pay: (62_000, 92_000),
        vat: Vat::None,
        goods: OFFICE.goods,
    },
    Trade {
        words: &["eiendom"],
        employees: (2, 3),
        pay: (48_000, 71_000),
        vat: Vat::EveryTwoMonths(118_000),
        goods: [
            ("Låssylindere, 3 esker", "Moss"),
            ("Maling, 40 spann", "Sandefjord"),
            ("Vaskemaskiner, 4 stk.", "Jönköping"),
            ("Postkassestativ, 2 kolli", "Göteborg"),
            ("Strøsand, 4 paller", "Lillesand"),
        ],
    },
    Trade {
        words: &["stiftelse", "museum"],
        employees: (4, 6),
        pay: (39_000, 56_000),
        vat: Vat::EveryTwoMonths(18_000),
        goods: [
            ("Tjære, 12 spann", "Oulu"),
            ("Furubord til klinkbygging, 2 bunter", "Røros"),
            ("Hampetau, 6 kveiler", "Hamburg"),
            ("Syrefrie esker, 4 kolli", "Borås"),
            ("Montere, 3 kolli", "Aarhus"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_name_of_an_organisation_says_its_trade() {
        let first_goods = |name: &str| trade_of(name).goods[0].0;
        assert_eq!(first_goods("Fjordlys Kafé AS"), "Kaffebønner, 12 sekker");
        assert_eq!(first_goods("SOLVIK SNEKKERI AS"), "Limtre, 12 bunter");
        assert_eq!(first_goods("Blåklokka Barnehage SA"), "Bleier, 3 paller");
        assert_eq!(
            first_goods("Myrvang Hagedesign"),
            "Belegningsstein, 8 paller"
        );
        assert_eq!(first_goods("Rette Tall AS"), OFFICE.goods[0].0);
    }

    #[test]
    fn no_two_employees_have_the_same_name() {
        let names: HashSet<_> = NAMES.iter().collect();
        assert_eq!(names.len(), NAMES.len());
    }
}
