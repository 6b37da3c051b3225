use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A Norwegian organisation number (*organisasjonsnummer*). The number has nine digits, and the last digit is a check
/// digit.
///
/// A value of this type always has a valid check digit, so code that receives an `OrgNumber` does not check it again.
/// Altinn's APIs call the customer's organisation number `partyOrgNo`.
///
/// ```
/// use altinn_types::OrgNumber;
///
/// let digdir: OrgNumber = "991825827".parse()?;
/// assert_eq!(digdir.as_str(), "991825827");
/// assert_eq!(digdir.grouped(), "991 825 827");
/// assert!("991825828".parse::<OrgNumber>().is_err());
/// # Ok::<(), altinn_types::InvalidOrgNumber>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrgNumber(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrgNumber {
    #[error("an organisation number must have nine digits")]
    NotNineDigits,
    #[error("the last digit of the organisation number is not the right check digit")]
    WrongCheckDigit,
}

impl OrgNumber {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the number in groups of three digits, as people write organisation numbers, such as `991 825 827`.
    #[must_use]
    pub fn grouped(&self) -> String {
        format!("{} {} {}", &self.0[..3], &self.0[3..6], &self.0[6..])
    }

    /// Returns the number in the notation of Maskinporten's tokens, such as `0192:991825827`.
    ///
    /// `0192` stands for the Norwegian register of organisations in the standard ISO 6523.
    #[must_use]
    pub fn iso6523(&self) -> String {
        format!("0192:{}", self.0)
    }
}

impl FromStr for OrgNumber {
    type Err = InvalidOrgNumber;

    /// Parses a text of exactly nine digits. The caller must first remove spaces from a text that a person typed.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidOrgNumber::NotNineDigits`] if the text is not exactly nine digits. Returns
    /// [`InvalidOrgNumber::WrongCheckDigit`] if the ninth digit is not the check digit of the first eight digits.
    /// [Brønnøysundregistrene][brreg] defines the calculation of the check digit (modulus 11).
    ///
    /// [brreg]: https://www.brreg.no/om-oss/oppgavene-vare/alle-registrene-vare/om-enhetsregisteret/organisasjonsnummeret/
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WEIGHTS: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];

        let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
        let Some([leading @ .., check]) = digits.as_deref().filter(|digits| digits.len() == 9)
        else {
            return Err(InvalidOrgNumber::NotNineDigits);
        };

        let sum: u32 = leading
            .iter()
            .zip(WEIGHTS)
            .map(|(digit, weight)| digit * weight)
            .sum();
        // If `sum % 11` is 1, `expected` is 10. No digit equals 10, so such a number is never valid.
        let expected = (11 - sum % 11) % 11;
        if *check == expected {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidOrgNumber::WrongCheckDigit)
        }
    }
}

impl fmt::Display for OrgNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for OrgNumber {
    type Error = InvalidOrgNumber;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<OrgNumber> for String {
    fn from(number: OrgNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digits 12345678 must get the check digit 5. This example is from brreg.no.
    #[test]
    fn accepts_the_registers_own_example() {
        assert!("123456785".parse::<OrgNumber>().is_ok());
    }

    #[test]
    fn rejects_what_is_not_nine_digits() {
        for text in [
            "",
            "99182582",
            "9918258277",
            "99182582x",
            "٩٩١٨٢٥٨٢٧",
            "991 825 827",
        ] {
            assert_eq!(
                text.parse::<OrgNumber>(),
                Err(InvalidOrgNumber::NotNineDigits),
                "{text}"
            );
        }
    }

    #[test]
    fn rejects_a_wrong_check_digit() {
        assert_eq!(
            "991825828".parse::<OrgNumber>(),
            Err(InvalidOrgNumber::WrongCheckDigit)
        );
    }

    #[test]
    fn json_goes_the_same_way_in() {
        assert!(serde_json::from_str::<OrgNumber>("\"991825827\"").is_ok());
        assert!(serde_json::from_str::<OrgNumber>("\"991825828\"").is_err());
    }
}
