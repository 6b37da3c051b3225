//! The texts for users about each error: what happened, what it means, and what to do.

use super::{Locale, Localized};
use crate::error::AppError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemText {
    pub title: &'static str,
    /// Explains what the error means, and what the user can do.
    pub text: &'static str,
    pub next_page: NextPage,
    pub link: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextPage {
    Home,
    Plans,
    LogIn,
    /// The link leads to the log-in page. After the log-in, SmartCloud redirects the user to the current page.
    LogInAndBack,
    Organisations,
    /// The link leads to the page that shows the error, so that the user can try again.
    SamePage,
}

impl ProblemText {
    #[must_use]
    pub fn of(error: AppError, locale: Locale) -> Self {
        let (title, text) = title_and_text(error);
        let next_page = next_page(error);
        let link = match next_page {
            NextPage::Home => Localized {
                nb: "Til forsiden",
                nn: "Til framsida",
                en: "To the front page",
            },
            NextPage::Plans => Localized {
                nb: "Se planene",
                nn: "Sjå planane",
                en: "See the plans",
            },
            NextPage::LogIn | NextPage::LogInAndBack => Localized {
                nb: "Logg inn",
                nn: "Logg inn",
                en: "Log in",
            },
            NextPage::Organisations => Localized {
                nb: "Se firmaene dine",
                nn: "Sjå firmaa dine",
                en: "See your companies",
            },
            NextPage::SamePage => Localized {
                nb: "Prøv igjen",
                nn: "Prøv igjen",
                en: "Try again",
            },
        };
        Self {
            title: title.in_locale(locale),
            text: text.in_locale(locale),
            next_page,
            link: link.in_locale(locale),
        }
    }
}

fn next_page(error: AppError) -> NextPage {
    match error {
        AppError::SignedOut
        | AppError::LoginFailed
        | AppError::LoginCancelled
        | AppError::LoginExpired
        | AppError::TooManyLogins
        | AppError::ReturnedElsewhere
        | AppError::UnknownReturn => NextPage::LogIn,
        AppError::NoOrganisations => NextPage::LogInAndBack,
        AppError::NotYourOrganisation => NextPage::Organisations,
        AppError::NoSuchPlan | AppError::BadInput => NextPage::Plans,
        AppError::NotFound => NextPage::Home,
        AppError::AccessUnknown
        | AppError::NoAccess
        | AppError::AltinnRefused
        | AppError::RightsRefused
        | AppError::RedirectRefused
        | AppError::AltinnUnreachable
        | AppError::MaskinportenRefused
        | AppError::MaskinportenUnreachable
        | AppError::IdPortenUnreachable
        | AppError::StillAtIdPorten
        | AppError::RequestMismatch
        | AppError::Forbidden
        | AppError::Offline
        | AppError::Internal => NextPage::SamePage,
    }
}

/// Returns the title and the text about an error. The three languages are together, so an editor sees all texts that
/// must change.
#[expect(clippy::too_many_lines, reason = "a list with one arm for each error")]
const fn title_and_text(error: AppError) -> (Localized, Localized) {
    match error {
        AppError::SignedOut => (
            Localized {
                nb: "Du er ikke logget inn",
                nn: "Du er ikkje logga inn",
                en: "You are not logged in",
            },
            Localized {
                nb: "Du har vært borte en stund, eller logget ut et annet sted. Ingenting er gått tapt. Logg inn, så fortsetter du der du var.",
                nn: "Du har vore borte ei stund, eller logga ut ein annan stad. Ingenting er gått tapt. Logg inn, så held du fram der du var.",
                en: "You have been away for a while, or logged out somewhere else. Nothing is lost. Log in to go on where you were.",
            },
        ),
        AppError::NotYourOrganisation => (
            Localized {
                nb: "Du kan ikke handle for dette firmaet",
                nn: "Du kan ikkje handle for dette firmaet",
                en: "You cannot act for this company",
            },
            Localized {
                nb: "Altinn sier ikke at du har en rolle i firmaet. Velg et av firmaene dine, eller logg inn som en annen.",
                nn: "Altinn seier ikkje at du har ei rolle i firmaet. Vel eit av firmaa dine, eller logg inn som ein annan.",
                en: "Altinn does not list a role for you in this company. Choose one of your companies, or log in as someone else.",
            },
        ),
        AppError::ReturnedElsewhere => (
            Localized {
                nb: "Du er ferdig i Altinn",
                nn: "Du er ferdig i Altinn",
                en: "You are done in Altinn",
            },
            Localized {
                nb: "Det var en annen nettleser som sendte forespørselen, så vi viser ikke svaret her. Den som spurte, ser det i SmartCloud. Hører du til firmaet, kan du logge inn og se det selv.",
                nn: "Det var ein annan nettlesar som sende førespurnaden, så vi viser ikkje svaret her. Den som spurde, ser det i SmartCloud. Høyrer du til firmaet, kan du logge inn og sjå det sjølv.",
                en: "The request was sent from another browser, so the answer is not shown here. Whoever asked sees it in SmartCloud. If you belong to the company, log in to see it yourself.",
            },
        ),
        AppError::UnknownReturn => (
            Localized {
                nb: "Vi kjenner ikke igjen denne lenken",
                nn: "Vi kjenner ikkje att denne lenkja",
                en: "We do not recognise this link",
            },
            Localized {
                nb: "Lenken tilbake fra Altinn er kuttet, gammel eller fra et annet sted. Den har ikke endret noe. Logg inn for å se hva som gjelder for firmaet ditt.",
                nn: "Lenkja tilbake frå Altinn er kutta, gammal eller frå ein annan stad. Ho har ikkje endra noko. Logg inn for å sjå kva som gjeld for firmaet ditt.",
                en: "The link back from Altinn is cut, old or from somewhere else. It has changed nothing. Log in to see how things stand for your company.",
            },
        ),
        AppError::LoginFailed => (
            Localized {
                nb: "Innloggingen kunne ikke bekreftes",
                nn: "Innlogginga kunne ikkje stadfestast",
                en: "The log-in could not be confirmed",
            },
            Localized {
                nb: "Svaret fra ID-porten stemte ikke, så vi godtok det ikke. Du er ikke logget inn. Prøv en gang til.",
                nn: "Svaret frå ID-porten stemde ikkje, så vi godtok det ikkje. Du er ikkje logga inn. Prøv ein gong til.",
                en: "ID-porten’s answer did not check out, so we did not accept it. You are not logged in. Try once more.",
            },
        ),
        AppError::LoginCancelled => (
            Localized {
                nb: "Du avbrøt innloggingen",
                nn: "Du avbraut innlogginga",
                en: "You cancelled the log-in",
            },
            Localized {
                nb: "Ingenting er endret. Logg inn når du vil fortsette.",
                nn: "Ingenting er endra. Logg inn når du vil halde fram.",
                en: "Nothing has changed. Log in when you want to go on.",
            },
        ),
        AppError::LoginExpired => (
            Localized {
                nb: "Innloggingen gjelder ikke lenger",
                nn: "Innlogginga gjeld ikkje lenger",
                en: "This log-in is no longer valid",
            },
            Localized {
                nb: "Den er brukt før, eller ble startet for lenge siden eller i en annen nettleser. Start på nytt herfra.",
                nn: "Ho er brukt før, eller vart starta for lenge sidan eller i ein annan nettlesar. Start på nytt herifrå.",
                en: "It was used before, or was started too long ago or in another browser. Start again from here.",
            },
        ),
        AppError::AccessUnknown => (
            Localized {
                nb: "Vi får ikke sjekket tilgangen din",
                nn: "Vi får ikkje sjekka tilgangen din",
                en: "We cannot check your access right now",
            },
            Localized {
                nb: "Altinn sier hvilke firmaer du kan handle for, og vi spør på nytt hvert tiende minutt. Nå får vi ikke svar. Du er fortsatt innlogget, og ingenting er gått tapt. Prøv igjen om litt.",
                nn: "Altinn seier kva firma du kan handle for, og vi spør på nytt kvart tiande minutt. No får vi ikkje svar. Du er framleis innlogga, og ingenting er gått tapt. Prøv igjen om litt.",
                en: "Altinn tells us which companies you can act for, and we ask again every ten minutes. We get no answer now. You are still logged in, and nothing is lost. Try again in a moment.",
            },
        ),
        AppError::NoOrganisations => (
            Localized {
                nb: "Vi fant ingen firmaer du kan handle for",
                nn: "Vi fann ingen firma du kan handle for",
                en: "We found no companies you can act for",
            },
            Localized {
                nb: "Altinn viser ingen firmaer der du har en rolle. Be daglig leder i firmaet om å gi deg en rolle i Altinn, og logg inn på nytt.",
                nn: "Altinn viser ingen firma der du har ei rolle. Be dagleg leiar i firmaet om å gi deg ei rolle i Altinn, og logg inn på nytt.",
                en: "Altinn lists no companies where you have a role. Ask the general manager to give you a role in Altinn, then log in again.",
            },
        ),
        AppError::StillAtIdPorten => (
            Localized {
                nb: "Du er fortsatt logget inn hos ID-porten",
                nn: "Du er framleis logga inn hos ID-porten",
                en: "You are still logged in at ID-porten",
            },
            Localized {
                nb: "Vi får ikke logget deg ut av ID-porten akkurat nå. Den neste som bruker denne nettleseren, kan derfor logge inn som deg. Prøv igjen om litt. Hvis det ikke hjelper, må du slette informasjonskapslene i nettleseren.",
                nn: "Vi får ikkje logga deg ut av ID-porten akkurat no. Den neste som bruker denne nettlesaren, kan difor logge inn som deg. Prøv igjen om litt. Viss det ikkje hjelper, må du slette informasjonskapslane i nettlesaren.",
                en: "We cannot log you out of ID-porten right now. So the next person who uses this browser can log in as you. Try again in a moment. If that does not help, delete the cookies in the browser.",
            },
        ),
        AppError::TooManyLogins => (
            Localized {
                nb: "Det er for mange innlogginger akkurat nå",
                nn: "Det er for mange innloggingar akkurat no",
                en: "There are too many log-ins right now",
            },
            Localized {
                nb: "Det kommer mange innlogginger fra nettverket ditt, og derfor tar vi en kort pause. Ingenting er gått tapt. Vent et minutt, og logg inn på nytt.",
                nn: "Det kjem mange innloggingar frå nettverket ditt, og difor tek vi ein kort pause. Ingenting er gått tapt. Vent eit minutt, og logg inn på nytt.",
                en: "Many log-ins are coming from your network, so we are taking a short break. Nothing has been lost. Wait a minute, and log in again.",
            },
        ),
        AppError::NoAccess => (
            Localized {
                nb: "SmartCloud har ikke tilgang for firmaet",
                nn: "SmartCloud har ikkje tilgang for firmaet",
                en: "SmartCloud has no access for the company",
            },
            Localized {
                nb: "Tilgangen er ikke godkjent ennå, eller den er tatt tilbake i Altinn. Se status for firmaet, og be om tilgang på nytt om du vil.",
                nn: "Tilgangen er ikkje godkjend enno, eller han er teken tilbake i Altinn. Sjå status for firmaet, og be om tilgang på nytt om du vil.",
                en: "The access is not approved yet, or has been withdrawn in Altinn. See the company’s status, and ask again if you like.",
            },
        ),
        AppError::AltinnRefused => (
            Localized {
                nb: "Altinn tok ikke imot forespørselen",
                nn: "Altinn tok ikkje imot førespurnaden",
                en: "Altinn did not accept the request",
            },
            Localized {
                nb: "Feilen ligger hos oss eller Altinn, ikke hos deg. Planen du valgte, er lagret. Prøv igjen, og gi oss referansen om det ikke hjelper.",
                nn: "Feilen ligg hos oss eller Altinn, ikkje hos deg. Planen du valde, er lagra. Prøv igjen, og gi oss referansen om det ikkje hjelper.",
                en: "The fault lies with us or Altinn, not with you. Your plan is saved. Try again, and give us the reference if that does not help.",
            },
        ),
        AppError::RightsRefused => (
            Localized {
                nb: "Altinn lar oss ikke be om alt planen trenger",
                nn: "Altinn lèt oss ikkje be om alt planen treng",
                en: "Altinn does not let us ask for all the plan needs",
            },
            Localized {
                nb: "SmartCloud er ikke satt opp riktig for denne planen. Vi må rette det; du trenger ikke gjøre noe. Ta kontakt med referansen, eller velg en annen plan.",
                nn: "SmartCloud er ikkje sett opp rett for denne planen. Vi må rette det; du treng ikkje gjere noko. Ta kontakt med referansen, eller vel ein annan plan.",
                en: "SmartCloud is not set up correctly for this plan. We have to fix that; there is nothing you need to do. Contact us with the reference, or choose another plan.",
            },
        ),
        AppError::RedirectRefused => (
            Localized {
                nb: "Altinn kjenner ikke veien tilbake til SmartCloud",
                nn: "Altinn kjenner ikkje vegen tilbake til SmartCloud",
                en: "Altinn does not know the way back to SmartCloud",
            },
            Localized {
                nb: "Adressen du skal sendes tilbake til, er ikke registrert. Vi må rette det; du trenger ikke gjøre noe. Ingenting er sendt.",
                nn: "Adressa du skal sendast tilbake til, er ikkje registrert. Vi må rette det; du treng ikkje gjere noko. Ingenting er sendt.",
                en: "The address you are to be sent back to is not registered. We have to fix that; there is nothing you need to do. Nothing has been sent.",
            },
        ),
        AppError::AltinnUnreachable => (
            Localized {
                nb: "Vi får ikke svar fra Altinn",
                nn: "Vi får ikkje svar frå Altinn",
                en: "Altinn is not answering",
            },
            Localized {
                nb: "Det pleier å gå over. Det du har gjort, er lagret. Prøv igjen om litt.",
                nn: "Det plar gå over. Det du har gjort, er lagra. Prøv igjen om litt.",
                en: "This usually passes. What you have done is saved. Try again in a moment.",
            },
        ),
        AppError::MaskinportenRefused => (
            Localized {
                nb: "Maskinporten godtok ikke SmartCloud",
                nn: "Maskinporten godtok ikkje SmartCloud",
                en: "Maskinporten did not accept SmartCloud",
            },
            Localized {
                nb: "Uten Maskinporten kan vi ikke snakke med Altinn. Feilen ligger i oppsettet vårt, og det du har gjort, er lagret. Gi oss referansen om det varer.",
                nn: "Utan Maskinporten kan vi ikkje snakke med Altinn. Feilen ligg i oppsettet vårt, og det du har gjort, er lagra. Gi oss referansen om det varer.",
                en: "Without Maskinporten we cannot talk to Altinn. The fault is in our set-up, and what you have done is saved. Give us the reference if it lasts.",
            },
        ),
        AppError::MaskinportenUnreachable => (
            Localized {
                nb: "Vi får ikke svar fra Maskinporten",
                nn: "Vi får ikkje svar frå Maskinporten",
                en: "Maskinporten is not answering",
            },
            Localized {
                nb: "Uten Maskinporten kan vi ikke snakke med Altinn. Det du har gjort, er lagret. Prøv igjen om litt.",
                nn: "Utan Maskinporten kan vi ikkje snakke med Altinn. Det du har gjort, er lagra. Prøv igjen om litt.",
                en: "Without Maskinporten we cannot talk to Altinn. What you have done is saved. Try again in a moment.",
            },
        ),
        AppError::IdPortenUnreachable => (
            Localized {
                nb: "Vi får ikke svar fra ID-porten",
                nn: "Vi får ikkje svar frå ID-porten",
                en: "ID-porten is not answering",
            },
            Localized {
                nb: "Da kan du ikke logge inn akkurat nå. Det pleier å gå over. Prøv igjen om litt.",
                nn: "Då kan du ikkje logge inn akkurat no. Det plar gå over. Prøv igjen om litt.",
                en: "You cannot log in right now. This usually passes. Try again in a moment.",
            },
        ),
        AppError::RequestMismatch => (
            Localized {
                nb: "Altinn viste en annen forespørsel enn vår",
                nn: "Altinn viste ein annan førespurnad enn vår",
                en: "Altinn showed a different request from ours",
            },
            Localized {
                nb: "Vi sender deg ikke til noe annet enn det du så her, så vi stoppet. Ingenting er godkjent. Prøv igjen, og gi oss referansen om det ikke hjelper.",
                nn: "Vi sender deg ikkje til noko anna enn det du såg her, så vi stoppa. Ingenting er godkjent. Prøv igjen, og gi oss referansen om det ikkje hjelper.",
                en: "We only send you to what you saw here, so we stopped. Nothing has been approved. Try again, and give us the reference if that does not help.",
            },
        ),
        AppError::NoSuchPlan => (
            Localized {
                nb: "Vi fant ikke planen",
                nn: "Vi fann ikkje planen",
                en: "We could not find the plan",
            },
            Localized {
                nb: "Det er ingen plan med det navnet. Velg en av planene våre.",
                nn: "Det finst ingen plan med det namnet. Vel ein av planane våre.",
                en: "There is no plan of that name. Choose one of our plans.",
            },
        ),
        AppError::BadInput => (
            Localized {
                nb: "Noe manglet i skjemaet",
                nn: "Noko mangla i skjemaet",
                en: "Something was missing from the form",
            },
            Localized {
                nb: "Vi fikk ikke med oss alt, så ingenting er gjort. Begynn på nytt fra planene.",
                nn: "Vi fekk ikkje med oss alt, så ingenting er gjort. Begynn på nytt frå planane.",
                en: "We did not get all of it, so nothing has been done. Start again from the plans.",
            },
        ),
        AppError::Forbidden => (
            Localized {
                nb: "Skjemaet kom ikke fra SmartCloud",
                nn: "Skjemaet kom ikkje frå SmartCloud",
                en: "The form did not come from SmartCloud",
            },
            Localized {
                nb: "For å beskytte deg tar vi bare imot skjemaer fra våre egne sider. Ingenting er gjort. Gå tilbake og prøv herfra.",
                nn: "For å verne deg tek vi berre imot skjema frå våre eigne sider. Ingenting er gjort. Gå tilbake og prøv herifrå.",
                en: "To protect you we only accept forms from our own pages. Nothing has been done. Go back and try from here.",
            },
        ),
        AppError::Offline => (
            Localized {
                nb: "Nettleseren fikk ikke kontakt med SmartCloud",
                nn: "Nettlesaren fekk ikkje kontakt med SmartCloud",
                en: "Your browser could not reach SmartCloud",
            },
            Localized {
                nb: "Sjekk nettforbindelsen, og prøv igjen. Det du har gjort, er lagret.",
                nn: "Sjekk nettsambandet, og prøv igjen. Det du har gjort, er lagra.",
                en: "Check your connection and try again. What you have done is saved.",
            },
        ),
        AppError::NotFound => (
            Localized {
                nb: "Denne siden finnes ikke",
                nn: "Denne sida finst ikkje",
                en: "There is no such page",
            },
            Localized {
                nb: "Adressen er feil, eller siden er flyttet.",
                nn: "Adressa er feil, eller sida er flytta.",
                en: "The address is wrong, or the page has moved.",
            },
        ),
        AppError::Internal => (
            Localized {
                nb: "Noe gikk galt hos oss",
                nn: "Noko gjekk gale hos oss",
                en: "Something went wrong on our side",
            },
            Localized {
                nb: "Det er ikke din feil, og det du har gjort, er lagret. Prøv igjen, og gi oss referansen om det ikke hjelper.",
                nn: "Det er ikkje din feil, og det du har gjort, er lagra. Prøv igjen, og gi oss referansen om det ikkje hjelper.",
                en: "It is not your fault, and what you have done is saved. Try again, and give us the reference if that does not help.",
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_error_has_a_title_and_a_text_in_each_language() {
        for &error in AppError::VARIANTS {
            let mut texts = Vec::new();
            for &locale in Locale::VARIANTS {
                let problem = ProblemText::of(error, locale);
                assert!(!problem.title.ends_with('.'), "{}", problem.title);
                assert!(problem.text.ends_with('.'), "{}", problem.text);
                assert!(!problem.text.contains('!'), "{}", problem.text);
                texts.push(problem.text);
            }
            assert!(texts[0] != texts[1] && texts[1] != texts[2], "{error:?}");
        }
    }
}
