//! The scenes (parts of a talk) without an approval. The person rejects the vendor's request, or may not approve the
//! request.

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
        "Statussiden sier at forespørselen ble avvist, og har én knapp: «Spør på nytt».",
        "Statussida seier at førespurnaden vart avvist, og har éin knapp: «Spør på nytt».",
        "The status page says that the request was rejected, and has one button: “Ask again”.",
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
        "Å spørre på nytt er to kall. Sender du samme POST igjen, får du 200 og den gamle forespørselen, som fortsatt er avvist. Så slett den først, og send POST på nytt. Det gjør vi når Kari trykker «Gå til Altinn og godkjenn». Men slett aldri en forespørsel som venter, uten å ha sagt det til kunden. Noen kan sitte med den åpen akkurat nå.",
        "Å spørje på nytt er to kall. Sender du same POST igjen, får du 200 og den gamle førespurnaden, som framleis er avvist. Så slett han først, og send POST på nytt. Det gjer vi når Kari trykkjer «Gå til Altinn og godkjenn». Men slett aldri ein førespurnad som ventar, utan å ha sagt det til kunden. Nokon kan sitje med han open akkurat no.",
        "Asking again takes two calls. If you send the same POST, you get 200 and the old request, which is still rejected. So delete it first, and then POST again. We do so when Kari presses “Go to Altinn and approve”. But never delete a request that waits without telling the customer. Somebody may have it open right now.",
    ),
    see: text(
        "Siden før Altinn. Etter trykket: Altinns side med en ny forespørsel, som venter på svar.",
        "Sida før Altinn. Etter trykket: Altinn si side med ein ny førespurnad, som ventar på svar.",
        "The page before leaving. After the press: Altinn's page with a new request, which waits for an answer.",
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
    seconds: 60,
    say: text(
        "Du kan ikke gi bort det du ikke har. Ola er tilgangsstyrer, men han mangler lønn. Trykk «Godkjenn systemtilgang». Altinn lager ingenting, og sier hvilken tilgang som mangler. Forespørselen er fortsatt åpen. Han har to veier: få tilgangen selv, eller la en annen godkjenne. Dette kommer kundene til å ringe dere om. Be om mindre, så skjer det sjeldnere.",
        "Du kan ikkje gi bort det du ikkje har. Ola er tilgangsstyrar, men han manglar lønn. Trykk «Godkjenn systemtilgang». Altinn lagar ingenting, og seier kva tilgang som manglar. Førespurnaden er framleis open. Han har to vegar: få tilgangen sjølv, eller la ein annan godkjenne. Dette kjem kundane til å ringje dykk om. Be om mindre, så skjer det sjeldnare.",
        "You cannot give away what you do not have. Ola is an access manager, but he lacks payroll. Press “Approve system access”. Altinn makes nothing, and says which access is missing. The request is still open. He has two ways on: get the access himself, or let somebody else approve. Customers will call you about this. Ask for less, and it happens less.",
    ),
    see: text(
        "Altinns side. Etter trykket: en feil like over knappene, som nevner lønn.",
        "Altinn si side. Etter trykket: ein feil like over knappane, som nemner lønn.",
        "Altinn's page. After the press: an error just above the buttons, which names payroll.",
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
    seconds: 60,
    say: text(
        "Siv kan ikke godkjenne, så hun sendte forespørselen videre. Her er Liv, som er tilgangsstyrer, i sin egen nettleser. Trykk «Godkjenn systemtilgang». Da havner Liv hos oss. Men vi kjenner ikke igjen nettleseren hennes, for den startet ikke noe hos oss. Derfor viser vi ingenting om virksomheten. Godkjenningen gjelder likevel, og Siv ser svaret på statussiden sin.",
        "Siv kan ikkje godkjenne, så ho sende førespurnaden vidare. Her er Liv, som er tilgangsstyrar, i sin eigen nettlesar. Trykk «Godkjenn systemtilgang». Da hamnar Liv hos oss. Men vi kjenner ikkje att nettlesaren hennar, for han starta ikkje noko hos oss. Derfor viser vi ingenting om verksemda. Godkjenninga gjeld likevel, og Siv ser svaret på statussida si.",
        "Siv cannot approve, so she forwarded the request. Here is Liv, the access manager, in her own browser. Press “Approve system access”. Then Liv lands with us. But we do not recognise her browser, because it started nothing with us. So we show nothing about the company. The approval counts all the same, and Siv sees it when she looks at the status.",
    ),
    see: text(
        "Altinns side for Liv. Etter trykket: SmartClouds side «Du er ferdig i Altinn», uten kundens navn.",
        "Altinn si side for Liv. Etter trykket: SmartCloud si side «Du er ferdig i Altinn», utan namnet til kunden.",
        "Altinn's page for Liv. After the press: SmartCloud's page “You are done in Altinn”, which names no customer.",
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
        "Per har ingen rolle i noen virksomhet. ID-porten sier hvem han er, men ikke hva han får gjøre. Det spør vi Altinn om, og listen er tom. Da er det bedre å si det rett ut enn å vise en tom liste. I testmiljøet skjer dette ofte: din egen virksomhet finnes ikke der, bare syntetiske fra Tenor.",
        "Per har inga rolle i noka verksemd. ID-porten seier kven han er, men ikkje kva han får gjere. Det spør vi Altinn om, og lista er tom. Da er det betre å seie det rett ut enn å vise ei tom liste. I testmiljøet skjer dette ofte: di eiga verksemd finst ikkje der, berre syntetiske frå Tenor.",
        "Per has no role in any organisation. ID-porten says who he is, but not what he may do. That we ask Altinn, and the list is empty. It is better to say so than to show an empty list. In the test environment this happens often: your own organisation does not exist there, only synthetic ones from Tenor.",
    ),
    see: text(
        "SmartClouds innloggingsside med en forklaring og veien videre.",
        "SmartCloud si innloggingsside med ei forklaring og vegen vidare.",
        "SmartCloud's log-in page with an explanation and the way on.",
    ),
    questions: &[6, 18],
    ..Scene::DEFAULT
};
