//! Makes the persons and organisations that the control API adds for tests. Each of them gets an unused number and an
//! invented name.

use altinn_types::OrgNumber;

use super::{
    Altinn, Organisation, Person,
    personal_number::{PersonalNumber, personal_number_from},
};

impl Altinn {
    pub fn unused_personal_number(&mut self) -> PersonalNumber {
        loop {
            let settings = self.settings.get_mut();
            let (number, next) = personal_number_from(settings.next_personal_number);
            settings.next_personal_number = next;
            if self.parties.person_by_number(number.as_str()).is_none() {
                return number;
            }
        }
    }

    /// The new person has no role in any organisation.
    pub fn make_person(&mut self) -> Person {
        let number = self.unused_personal_number();
        let settings = self.settings.get_mut();
        let made = settings.persons_made;
        settings.persons_made += 1;
        let key = format!("person-{}", made + 1);
        let person = Person::new(&key, number, &person_name(made));
        self.parties.put_person(person.clone());
        person
    }

    /// No person has a role in the new organisation.
    pub fn make_organisation(&mut self) -> Organisation {
        let settings = self.settings.get_mut();
        let made = settings.organisations_made;
        settings.organisations_made += 1;
        let number = self.unused_org_number();
        let name = organisation_name(&number, made);
        let organisation = Organisation::new(number, &name, "AS");
        self.parties.put_organisation(organisation.clone());
        organisation
    }

    pub(crate) fn unused_org_number(&mut self) -> OrgNumber {
        loop {
            let settings = self.settings.get_mut();
            let (number, next) = org_number_from(settings.next_org_number);
            settings.next_org_number = next;
            if !self.parties.has_organisation(&number) {
                return number;
            }
        }
    }
}

/// Builds candidates for synthetic organisation numbers in a fixed order, and begins at the position `from`. Returns
/// the first valid candidate, and the position after it.
pub(crate) fn org_number_from(from: u64) -> (OrgNumber, u64) {
    (from..)
        .find_map(|place| {
            // The numbers begin with 33 to 39, because the numbers of the named organisations begin with 31.
            let leading = 33_000_000 + place % 7_000_000;
            let number = (0..10).find_map(|check| format!("{leading}{check}").parse().ok())?;
            Some((number, place + 1))
        })
        .expect("ten of eleven numbers have a check digit")
}

/// Returns an invented Norwegian name for a new person. `made` is the number of persons that the control API has
/// already made. The first 25,000 names are all different.
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

/// Returns an invented name for an organisation. It contains digits of the organisation number, so no two organisations
/// get the same name.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_organisation_numbers_are_synthetic_and_all_different() {
        let mut place = 0;
        let mut seen = std::collections::HashSet::new();
        for _ in 0..2_000 {
            let (number, next) = org_number_from(place);
            assert!(number.as_str().starts_with('3'));
            assert!(seen.insert(number.as_str().to_owned()));
            place = next;
        }
    }

    #[test]
    fn generated_names_are_all_different() {
        let names: std::collections::HashSet<_> = (0..20_000).map(person_name).collect();
        assert_eq!(names.len(), 20_000);
    }
}
