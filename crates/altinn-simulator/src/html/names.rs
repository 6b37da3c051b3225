/// Converts a name in capitals to normal case. Registers contain names such as `FJORDLYS KAFÉ AS`, but people write
/// Fjordlys Kafé AS.
#[must_use]
pub fn normal_case(name: &str) -> String {
    const FORMS: [&str; 14] = [
        "AS", "ASA", "ANS", "DA", "SA", "BA", "ENK", "NUF", "KS", "STI", "FKF", "KF", "IKS", "HF",
    ];
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let word = |word: &str| {
        if FORMS.contains(&word) {
            return word.to_owned();
        }
        let mut after_letter = false;
        word.chars()
            .flat_map(|c| {
                let lower = std::mem::replace(&mut after_letter, c.is_alphabetic());
                let cased: Vec<char> = if lower {
                    c.to_lowercase().collect()
                } else {
                    vec![c]
                };
                cased
            })
            .collect()
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Formats an organisation number in groups of three digits. Users can compare such numbers more easily.
#[must_use]
pub fn in_groups(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    let groups: Vec<String> = digits
        .chunks(3)
        .map(|group| group.iter().collect())
        .collect();
    // A no-break space keeps the number on one line.
    groups.join("\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_in_normal_case() {
        assert_eq!(normal_case("FJORDLYS KAFÉ AS"), "Fjordlys Kafé AS");
        assert_eq!(normal_case("ØYSTEIN BERG-HANSEN"), "Øystein Berg-Hansen");
        assert_eq!(normal_case("eBay AS"), "eBay AS");
    }

    #[test]
    fn numbers_are_written_in_groups() {
        assert_eq!(in_groups("991825827"), "991\u{a0}825\u{a0}827");
    }
}
