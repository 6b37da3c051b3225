//! Scenes in which somebody rejects the request, or may not approve it.

use super::{HOUR, KARI, LIV, OLA, PER, SIV, SandboxState, Scene, Start, text};
use crate::plan::PlanId;

pub(super) static REFUSED: Scene = Scene {
    id: "refused",
    title: text(
        "Kunden sier nei",
        "Kunden seier nei",
        "The customer says no",
    ),
    purpose: text(
        "Viser at et nei ser likt ut som et ja ved returen.",
        "Viser at eit nei ser likt ut som eit ja ved returen.",
        "Shows that a no looks like a yes at the return.",
    ),
    actor: Some(KARI),
    state: SandboxState::Refused,
    age_seconds: HOUR,
    start: Start::SignedIn("/connect/{organisation}"),
    seconds: 45,
    say: text(
        "Kari sa nei. Ved returen så det ut akkurat som et ja. Bare statusen i Altinn skiller dem: Rejected. Det er ingen feil, så vi sier det rolig og lar henne prøve igjen. Altinn sier ikke hvem som avviste eller hvorfor. Så lov aldri kunden at du kan finne det ut.",
        "Kari sa nei. Ved returen såg det ut akkurat som eit ja. Berre statusen i Altinn skil dei: Rejected. Det er ingen feil, så vi seier det roleg og lèt henne prøve igjen. Altinn seier ikkje kven som avviste eller kvifor. Så lov aldri kunden at du kan finne det ut.",
        "Kari said no. At the return it looked exactly like a yes. Only the status in Altinn tells them apart: Rejected. That is no error, so we say it calmly and let her try again. Altinn does not say who rejected it, or why. So never promise the customer that you can find out.",
    ),
    see: text(
        "Statussiden sier at forespørselen ble avvist, og har én knapp videre.",
        "Statussida seier at førespurnaden vart avvist, og har éin knapp vidare.",
        "The status page says that the request was rejected, with one button on.",
    ),
    questions: &[10],
    ..Scene::DEFAULT
};

pub(super) static ASKED_AGAIN: Scene = Scene {
    id: "asked-again",
    title: text("Spurt på nytt", "Spurt på nytt", "Asked again"),
    purpose: text(
        "Viser at en ferdig forespørsel må slettes før man kan spørre igjen.",
        "Viser at ein ferdig førespurnad må slettast før ein kan spørje igjen.",
        "Shows that a finished request must be deleted before you can ask again.",
    ),
    actor: Some(KARI),
    state: SandboxState::Refused,
    age_seconds: HOUR,
    start: Start::SignedIn("/connect/{organisation}/before?plan=basis"),
    seconds: 45,
    say: text(
        "Å spørre på nytt er to kall. Sender du samme POST igjen, får du 200 og den gamle forespørselen, som fortsatt er avvist. Så slett den først, og send POST på nytt. Men slett aldri en forespørsel som venter, uten å ha sagt det til kunden. Noen kan sitte med den åpen akkurat nå.",
        "Å spørje på nytt er to kall. Sender du same POST igjen, får du 200 og den gamle førespurnaden, som framleis er avvist. Så slett han først, og send POST på nytt. Men slett aldri ein førespurnad som ventar, utan å ha sagt det til kunden. Nokon kan sitje med han open akkurat no.",
        "Asking again takes two calls. If you send the same POST, you get 200 and the old request, which is still rejected. So delete it first, and then POST again. But never delete a request that waits without telling the customer. Somebody may have it open right now.",
    ),
    see: text(
        "Siden før Altinn. Knappen sender en ny forespørsel i stedet for den gamle.",
        "Sida før Altinn. Knappen sender ein ny førespurnad i staden for den gamle.",
        "The page before leaving. The button sends a new request instead of the old one.",
    ),
    questions: &[11],
    ..Scene::DEFAULT
};

pub(super) static CANNOT_DELEGATE: Scene = Scene {
    id: "cannot-delegate",
    title: text("Mangler fullmakt", "Manglar fullmakt", "Cannot delegate"),
    purpose: text(
        "Viser at den som godkjenner, må ha alt selv.",
        "Viser at den som godkjenner, må ha alt sjølv.",
        "Shows that the approver must have everything herself.",
    ),
    actor: Some(OLA),
    state: SandboxState::Open,
    plan: PlanId::Drift,
    start: Start::Request("standard"),
    seconds: 75,
    say: text(
        "Du kan ikke gi bort det du ikke har. Ola er tilgangsstyrer, men han mangler lønn. Trykk «Godkjenn». Altinn avviser hele forespørselen og sier hvilken tilgang som mangler. Han har to veier: få tilgangen selv, eller la en annen godkjenne. Dette er den vanligste grunnen til at kunder ringer dere. Be om mindre, så skjer det sjeldnere.",
        "Du kan ikkje gi bort det du ikkje har. Ola er tilgangsstyrar, men han manglar lønn. Trykk «Godkjenn». Altinn avviser heile førespurnaden og seier kva tilgang som manglar. Han har to vegar: få tilgangen sjølv, eller la ein annan godkjenne. Dette er den vanlegaste grunnen til at kundar ringjer dykk. Be om mindre, så skjer det sjeldnare.",
        "You cannot give away what you do not have. Ola is an access manager, but he lacks payroll. Press “Godkjenn”. Altinn refuses the whole request and says which access is missing. He has two ways on: get the access himself, or let somebody else approve. This is the most common reason why customers call you. Ask for less, and it happens less.",
    ),
    see: text(
        "Altinns side. Etter trykket: en feil som nevner tilgangen som mangler.",
        "Altinn si side. Etter trykket: ein feil som nemner tilgangen som manglar.",
        "Altinn's page. After the press: an error that names the missing access.",
    ),
    questions: &[6],
    ..Scene::DEFAULT
};

pub(super) static FORWARDED: Scene = Scene {
    id: "forwarded",
    title: text(
        "Sendt videre til tilgangsstyrer",
        "Sendt vidare til tilgangsstyrar",
        "Forwarded to the access manager",
    ),
    purpose: text(
        "Viser at en annen person godkjenner, i en annen nettleser.",
        "Viser at ein annan person godkjenner, i ein annan nettlesar.",
        "Shows that another person approves, in another browser.",
    ),
    actor: Some(LIV),
    about: Some(SIV),
    state: SandboxState::Forwarded,
    age_seconds: 2 * HOUR,
    start: Start::Request("standard"),
    seconds: 75,
    say: text(
        "Siv kan ikke godkjenne, så hun sendte forespørselen videre. Her er Liv, som er tilgangsstyrer, i sin egen nettleser. Hun godkjenner, og havner hos oss. Men vi kjenner ikke igjen nettleseren hennes, for den startet ikke noe hos oss. Derfor viser vi ingenting om virksomheten. Godkjenningen gjelder likevel, og Siv ser den når hun ser på statusen.",
        "Siv kan ikkje godkjenne, så ho sende førespurnaden vidare. Her er Liv, som er tilgangsstyrar, i sin eigen nettlesar. Ho godkjenner, og hamnar hos oss. Men vi kjenner ikkje att nettlesaren hennar, for han starta ikkje noko hos oss. Derfor viser vi ingenting om verksemda. Godkjenninga gjeld likevel, og Siv ser henne når ho ser på statusen.",
        "Siv cannot approve, so she forwarded the request. Here is Liv, the access manager, in her own browser. She approves, and lands with us. But we do not recognise her browser, because it started nothing with us. So we show nothing about the company. The approval counts all the same, and Siv sees it when she looks at the status.",
    ),
    see: text(
        "Altinns side for Liv. Etterpå en side hos SmartCloud uten kundens navn.",
        "Altinn si side for Liv. Etterpå ei side hos SmartCloud utan namnet til kunden.",
        "Altinn's page for Liv. Then a page of SmartCloud that names no customer.",
    ),
    questions: &[6],
    ..Scene::DEFAULT
};

pub(super) static NO_ROLE: Scene = Scene {
    id: "no-role",
    title: text(
        "Ingen rolle noe sted",
        "Inga rolle nokon stad",
        "No role at all",
    ),
    purpose: text(
        "Viser hva en person uten virksomhet møter.",
        "Viser kva ein person utan verksemd møter.",
        "Shows what a person without any organisation meets.",
    ),
    actor: Some(PER),
    start: Start::SignedIn("/organisation?plan=basis"),
    seconds: 45,
    say: text(
        "Per har ingen rolle i noen virksomhet. ID-porten sier hvem han er, men ikke hva han får gjøre. Det siste spør vi Altinn om, og listen er tom. Da er det bedre å si det enn å vise en tom side. I testmiljøet skjer dette ofte: din egen virksomhet finnes ikke der, bare oppdiktede fra Tenor.",
        "Per har inga rolle i noka verksemd. ID-porten seier kven han er, men ikkje kva han får gjere. Det siste spør vi Altinn om, og lista er tom. Da er det betre å seie det enn å vise ei tom side. I testmiljøet skjer dette ofte: di eiga verksemd finst ikkje der, berre oppdikta frå Tenor.",
        "Per has no role in any organisation. ID-porten says who he is, but not what he may do. That we ask Altinn, and the list is empty. It is better to say so than to show an empty page. In the test environment this happens often: your own organisation does not exist there, only made-up ones from Tenor.",
    ),
    see: text(
        "SmartClouds innloggingsside med en forklaring og veien videre.",
        "SmartCloud si innloggingsside med ei forklaring og vegen vidare.",
        "SmartCloud's log-in page with an explanation and the way on.",
    ),
    questions: &[6, 18],
    ..Scene::DEFAULT
};
