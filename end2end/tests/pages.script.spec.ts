import type { Page } from "@playwright/test";
import { isForEveryone } from "./accessible.ts";
import {
  answer,
  button,
  choosePerson,
  connect,
  type Customer,
  expect,
  goToAltinn,
  heading,
  leaveForAltinn,
  link,
  logIn,
  logInToPlan,
  logInToStatus,
  requestOf,
  statusPath,
  test,
} from "./customer.ts";

// Checks the accessibility of every page and state of SmartCloud and of the simulator, in light and dark colours, from
// 320 px up.

const OVERVIEW = "/accessmanagement/ui/systemuser/overview";
const before = (customer: Customer, plan: string) => `/connect/${customer.organisation.number}/before?plan=${plan}`;

/** Unfolds every part of the page that can be unfolded. */
async function unfold(page: Page) {
  const closed = page.locator("details:not([open]) > summary");
  while ((await closed.count()) > 0) await closed.first().click();
}

test("pages that are open to all", async ({ page, customer }) => {
  for (const path of ["/", "/how", "/login", "/logged-out", "/finnes/ikke", "/connect?plan=gull"]) {
    await page.goto(path);
    await unfold(page);
    await isForEveryone(page, path);
  }
  for (const path of [
    statusPath(customer.organisation),
    "/returned?problem=unknown-return",
    "/returned?problem=returned-elsewhere",
    "/login?problem=login-cancelled&ref=0123456789abcdef",
    "/login?problem=login-failed&ref=0123456789abcdef",
    "/login?problem=no-organisations",
  ]) {
    await page.goto(path);
    await isForEveryone(page, path);
  }
});

test("home in every language", async ({ page }) => {
  await page.goto("/");
  for (const language of ["Nynorsk", "English"]) {
    await page.getByRole("contentinfo").getByRole("button", { name: language }).click();
    await expect(page.getByRole("button", { name: language })).toHaveAttribute("aria-current", "true");
    await isForEveryone(page, language);
  }
});

test("before leaving, and a request that is open", async ({ page, customer }) => {
  await page.goto("/connect?plan=drift");
  await logIn(page, customer.person);
  await unfold(page);
  await isForEveryone(page, "before leaving");
  await page.goto(`${before(customer, "basis")}&problem=altinn-unreachable&ref=0123456789abcdef`);
  await isForEveryone(page, "before leaving, with a problem");
  await page.goto(statusPath(customer.organisation));
  await isForEveryone(page, "not connected yet");
  await page.goto("/logout");
  await isForEveryone(page, "asked before logging out");

  await page.goto(before(customer, "drift"));
  await goToAltinn(page);
  await unfold(page);
  await isForEveryone(page, "Altinn asks");
  await page.goto(before(customer, "drift"));
  await isForEveryone(page, "before leaving, the same is open");
  await page.goto(before(customer, "proff"));
  await isForEveryone(page, "before leaving, another is open");
  await goToAltinn(page);
  await unfold(page);
  await isForEveryone(page, "Altinn asks for a package");
  await page.goto(statusPath(customer.organisation));
  await expect(page.locator(".live[data-ready]")).toBeVisible();
  await isForEveryone(page, "waiting");
});

test("a request that is answered while the page is open", async ({ page, customer, control }) => {
  await leaveForAltinn(page, customer);
  const request = requestOf(page);
  await page.clock.install();
  await page.goto(statusPath(customer.organisation));
  await expect(page.locator(".live[data-ready]")).toBeVisible();
  await control.answer(request, "approve");
  await page.clock.runFor(6_000);
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
  await isForEveryone(page, "news");
});

test("approved", async ({ page, customer, site, control }) => {
  test.setTimeout(300_000);
  await leaveForAltinn(page, customer, "Drift");
  const altinns = page.url();
  await answer(page, customer, "Godkjenn systemtilgang");
  await isForEveryone(page, "back from Altinn");
  await logIn(page, customer.person);
  await isForEveryone(page, "connected");
  await page.goto(before(customer, "basis"));
  await isForEveryone(page, "connected already");

  await page.goto(`/dashboard/${customer.organisation.number}`);
  await isForEveryone(page, "dashboard of the plan Drift");
  await control.fault({ service: "resource-owner", path: "/api/Salary", fault: "empty", status: 403 });
  await control.fault({ service: "resource-owner", path: "/api/Logistics", fault: "html", status: 502 });
  await page.reload();
  await isForEveryone(page, "dashboard with modules that fail");

  await page.goto(altinns);
  await isForEveryone(page, "Altinn: approved already");
  await page.goto(`${site.altinnUi}${OVERVIEW}`);
  await isForEveryone(page, "Altinn's overview");
  await page.getByRole("link", { name: /Se fullmakter$/ }).click();
  await isForEveryone(page, "Altinn's page of one system access");
  await button(page, "Slett systemtilgang").click();
  await isForEveryone(page, "Altinn asks before deleting");
  await page.getByRole("dialog").getByRole("button", { name: "Slett systemtilgang" }).click();
  await isForEveryone(page, "Altinn's overview, empty");
  await link(page, "Lag ny systemtilgang").click();
  await isForEveryone(page, "Altinn: no system to choose");
  await link(page, "Forespørsler").click();
  await isForEveryone(page, "Altinn: no requests");
  await link(page, "Sendte").click();
  await isForEveryone(page, "Altinn: nothing sent");
  await page.goto(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Tilgangen er tatt tilbake");
  await isForEveryone(page, "withdrawn");
});

test("the dashboard of the plan with everything on it", async ({ page, customer }) => {
  await connect(page, customer, "Proff");
  await link(page, "Åpne oversikten").click();
  await expect(page.getByRole("article", { name: "Betalinger" })).toContainText("Hentet med systemtilgangen");
  await isForEveryone(page, "dashboard of the plan Proff");
});

test("a request that is rejected, and a request that timed out", async ({ page, customer, control }) => {
  await leaveForAltinn(page, customer);
  const altinns = page.url();
  await control.answer(requestOf(page), "reject");
  await page.reload();
  await expect(page.getByRole("main")).toContainText("allerede avvist");
  await isForEveryone(page, "Altinn: refused already");
  await page.goto(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Forespørselen ble avvist");
  await isForEveryone(page, "refused");

  await page.goto(before(customer, "basis"));
  await goToAltinn(page);
  expect(page.url()).not.toBe(altinns);
  await control.timeOut(requestOf(page));
  await page.reload();
  await expect(page.getByRole("main")).toContainText("har utløpt");
  await isForEveryone(page, "Altinn: too old");
  await page.goto(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Forespørselen er for gammel");
  await isForEveryone(page, "too old");
});

test("Altinn does not answer", async ({ page, customer, control }) => {
  await logInToStatus(page, customer);
  const silent = { service: "altinn-platform", path: "/authentication/api/v1/systemuser", fault: "cut", times: 99 };
  await control.fault(silent);
  await page.reload();
  await expect(heading(page)).toHaveText("Vi vet ikke svaret akkurat nå");
  await isForEveryone(page, "unknown");
  await page.goto(`/dashboard/${customer.organisation.number}`);
  await expect(heading(page)).toHaveText("Vi får ikke svar fra Altinn");
  await isForEveryone(page, "no dashboard");
});

test("somebody else's company", async ({ page, customer, control }) => {
  const stranger = await control.call<Customer>("POST", "customers");
  await logInToPlan(page, customer);
  await page.goto(statusPath(stranger.organisation));
  await expect(heading(page)).toHaveText("Du kan ikke handle for dette firmaet");
  await isForEveryone(page, "not your organisation");
});

test.describe("several companies", () => {
  test.use({ kind: "several", count: 9 });

  test("to choose from, at SmartCloud and at Altinn", async ({ page, customer, site }) => {
    await page.goto("/connect?plan=basis");
    await logIn(page, customer.person);
    await isForEveryone(page, "companies");
    await page.goto("/organisation?plan=basis&q=finnes+ikke");
    await isForEveryone(page, "no company found");
    await page.goto(`${site.altinnUi}${OVERVIEW}?choose=true`);
    await expect(heading(page)).toHaveText("Velg aktør");
    await isForEveryone(page, "Altinn: companies");
  });
});

test("the longest name of an organisation", async ({ page, site, control }) => {
  const name =
    "Stiftelsen for bevaring og formidling av kystkultur, tradisjonshåndverk og immateriell kulturarv i Ytre Namdal og tilgrensende kommuner";
  const { person, organisation } = await control.call<Customer>("POST", "customers", { kind: "several", name });
  const number = organisation.number;
  await page.goto("/connect?plan=drift");
  await logIn(page, person);
  await isForEveryone(page, "the companies");
  await page.goto(`/connect/${number}/before?plan=drift`);
  await isForEveryone(page, "before leaving");
  await goToAltinn(page);
  await isForEveryone(page, "Altinn asks");
  await page.goto(`/connect/${number}`);
  await expect(heading(page)).toHaveText("Venter på svar i Altinn");
  await isForEveryone(page, "waiting");
  await page.goto(`${site.altinnUi}${OVERVIEW}`);
  await isForEveryone(page, "Altinn's overview");
  await page.getByRole("link", { name: /Godkjenn egen systemtilgang$/ }).click();
  await button(page, "Godkjenn systemtilgang").click();
  await expect(page.getByRole("link", { name: /Se fullmakter$/ })).toBeVisible();
  await page.goto(`/connect/${number}`);
  await expect(heading(page)).toContainText("er koblet til");
  await isForEveryone(page, "connected");
  await page.goto(`/dashboard/${number}`);
  await isForEveryone(page, "dashboard");
});

test.describe("someone who lacks a power", () => {
  test.use({ kind: "lacks" });

  test("is told why", async ({ page, customer }) => {
    await leaveForAltinn(page, customer, "Proff");
    await button(page, "Godkjenn systemtilgang").click();
    await expect(page.getByRole("alert")).toBeVisible();
    await isForEveryone(page, "Altinn: cannot delegate");
  });
});

test.describe("someone who may only forward", () => {
  test.use({ kind: "forwarder" });

  test("forwards", async ({ page, customer, site, otherBrowser }) => {
    await leaveForAltinn(page, customer);
    const altinns = page.url();
    await isForEveryone(page, "Altinn: may forward");
    await button(page, "Ja, send videre").click();
    await isForEveryone(page, "Altinn: forwarded");
    await page.goto(altinns);
    await expect(page.getByRole("main")).toContainText("allerede videresendt");
    await isForEveryone(page, "Altinn: forwarded already");
    await page.goto(`${site.altinnUi}${OVERVIEW}`);
    await expect(page.getByRole("main")).toContainText("Du mangler nødvendige fullmakter.");
    await isForEveryone(page, "Altinn's overview, without power");

    await otherBrowser.goto(`${site.altinnUi}${OVERVIEW}`);
    await choosePerson(otherBrowser, customer.accessManager!);
    await isForEveryone(otherBrowser, "Altinn's overview, with a request");
    await link(otherBrowser, "Forespørsler").click();
    await isForEveryone(otherBrowser, "Altinn: requests");
  });
});

test("Altinn's pages for a request that does not exist", async ({ page, customer, site, otherBrowser, control }) => {
  const stranger = await control.call<Customer>("POST", "customers", { kind: "unrelated" });
  await leaveForAltinn(page, customer);
  const altinns = page.url();
  const request = requestOf(page);
  for (const [path, says] of [
    [altinns.replace(request, crypto.randomUUID()), "Forespørselen finnes ikke for den valgte aktøren"],
    [altinns.replace(/\?.*/, ""), "id må være med som query-parameter i url"],
    [`${site.altinnUi}/inbox`, "Siden finnes ikke i simulatoren"],
    [`${site.altinnUi}/accessmanagement/ui/systemuser/${crypto.randomUUID()}`, "Kunne ikke laste systemtilgang"],
    [
      `${site.altinnUi}/accessmanagement/api/v1/reportee/changeandredirect?partyUuid=${crypto.randomUUID()}`,
      "Vi klarte ikke å bytte aktør",
    ],
    [`${site.altinnUi}/`, "Altinn på din egen maskin"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("main")).toContainText(says);
    await isForEveryone(page, says);
  }

  await otherBrowser.goto(altinns);
  await choosePerson(otherBrowser, stranger.person);
  await expect(otherBrowser.getByRole("main")).toContainText("Du mangler fullmakt til å godkjenne");
  await isForEveryone(otherBrowser, "Altinn: nothing to do with it");
});

test("Altinn's page for a form of another site", async ({ page, customer }) => {
  await leaveForAltinn(page, customer);
  const token = page.locator("input[name=__RequestVerificationToken]").first();
  await token.evaluate((input: HTMLInputElement) => {
    input.value = "forged";
  });
  await button(page, "Godkjenn systemtilgang").click();
  await expect(page.getByRole("main")).toContainText("Svaret ble ikke tatt imot");
  await isForEveryone(page, "Altinn: forged");
});

test("ID-porten's pages", async ({ page, customer, site }) => {
  await page.goto("/login");
  await button(page, "Logg inn med ID-porten").click();
  await expect(heading(page)).toHaveText("Hvem vil du logge inn som?");
  await isForEveryone(page, "persons");
  const attempt = page.url();
  const search = page.getByRole("searchbox");
  await search.fill("finnes ikke");
  await search.press("Enter");
  await expect(page.getByRole("main")).toContainText("Ingen personer passer");
  await isForEveryone(page, "no person found");
  await search.fill("a");
  await search.press("Enter");
  await expect(page.getByRole("main")).toContainText("personer passer");
  await isForEveryone(page, "many persons found");
  await choosePerson(page, customer.person);

  await page.goto(attempt);
  await expect(heading(page)).toHaveText("Innloggingen er ikke lenger åpen");
  await isForEveryone(page, "an old log-in");
  await page.goto(`${site.idPorten}/authorize?client_id=unknown`);
  await expect(heading(page)).toHaveText("Innloggingen kan ikke starte");
  await page.getByText("For utviklere").click();
  await isForEveryone(page, "a log-in that cannot start");
  await page.goto(`${site.idPorten}/logout`);
  await expect(heading(page)).toHaveText("Du er logget ut");
  await isForEveryone(page, "logged out");
});
