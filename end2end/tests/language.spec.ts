import type { Page } from "@playwright/test";
import { button, expect, heading, type Person, test } from "./customer.ts";
import { forget, watch } from "./site.ts";

const LANGUAGES = [
  { code: "nb", name: "Bokmål", accepted: "nb-NO", home: "Regnskapet henter tallene selv", plan: "Velg Basis", logIn: "Logg inn" },
  { code: "nn", name: "Nynorsk", accepted: "nn-NO", home: "Rekneskapen hentar tala sjølv", plan: "Vel Basis", logIn: "Logg inn" },
  { code: "en", name: "English", accepted: "en-GB", home: "Accounting that fetches its own figures", plan: "Choose Basis", logIn: "Log in" },
] as const;

/** Chooses this person on ID-porten's page, in any language. */
async function find(page: Page, person: Person) {
  await page.getByRole("searchbox").fill(person.key);
  await page.getByRole("searchbox").press("Enter");
  await page.getByRole("button", { name: person.name }).click();
}

for (const { code, name, home, plan, logIn } of LANGUAGES) {
  test(`${name} is chosen and kept`, async ({ browser }) => {
    // Start from another language, so that the page offers this one.
    const other = LANGUAGES.find((language) => language.code !== code)!;
    const context = await browser.newContext({ locale: other.accepted });
    const page = await context.newPage();
    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("lang", other.code);
    await page.getByRole("contentinfo").getByRole("button", { name }).click();

    await expect(page).toHaveURL("/");
    await expect(page.locator("html")).toHaveAttribute("lang", code);
    await expect(heading(page)).toHaveText(home);
    await expect(page.getByRole("button", { name })).toHaveAttribute("aria-current", "true");
    await page.getByRole("link", { name: plan }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", code);
    await expect(heading(page)).toHaveText(logIn);
    // The language belongs to the browser, so a new tab has it too.
    const tab = await context.newPage();
    await tab.goto("/how");
    await expect(tab.locator("html")).toHaveAttribute("lang", code);
    const kept = (await context.cookies()).find((cookie) => cookie.name === "smartcloud_language");
    expect(kept?.expires).toBeGreaterThan(Date.now() / 1000 + 300 * 24 * 3600);
    await context.close();
  });

  test(`the first time, ${name} is taken from the browser`, async ({ browser }) => {
    const { accepted } = LANGUAGES.find((language) => language.code === code)!;
    const context = await browser.newContext({ locale: accepted });
    const page = await context.newPage();
    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("lang", code);
    await expect(heading(page)).toHaveText(home);
    await context.close();
  });
}

test("SmartCloud shows bokmål for a language that it does not have", async ({ browser }) => {
  const context = await browser.newContext({ locale: "fr-FR" });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "nb");
  await context.close();
});

const JOURNEYS = [
  {
    code: "nb",
    accepted: "nb-NO",
    plan: "Velg Drift",
    logIn: "Logg inn med ID-porten",
    before: "Gi SmartCloud tilgang på vegne av",
    leave: "Gå til Altinn og godkjenn",
    altinn: "Gi tilgang til system",
    approve: "Godkjenn systemtilgang",
    back: "Du er tilbake fra Altinn",
    logInAgain: "Logg inn og se status",
    connected: "er koblet til",
    open: "Åpne oversikten",
    fetched: "Hentet med systemtilgangen",
  },
  {
    code: "nn",
    accepted: "nn-NO",
    plan: "Vel Drift",
    logIn: "Logg inn med ID-porten",
    before: "Gi SmartCloud tilgang på vegner av",
    leave: "Gå til Altinn og godkjenn",
    altinn: "Gi tilgang til system",
    approve: "Godkjenn systemtilgang",
    back: "Du er tilbake frå Altinn",
    logInAgain: "Logg inn og sjå status",
    connected: "er kopla til",
    open: "Opne oversikta",
    fetched: "Henta med systemtilgangen",
  },
  {
    code: "en",
    accepted: "en-GB",
    plan: "Choose Drift",
    logIn: "Log in with ID-porten",
    before: "Give SmartCloud access on behalf of",
    leave: "Go to Altinn and approve",
    altinn: "Give access to system",
    approve: "Approve system access",
    back: "You are back from Altinn",
    logInAgain: "Log in and see the status",
    connected: "is connected",
    open: "Open the overview",
    fetched: "Fetched with the system access",
  },
] as const;

for (const words of JOURNEYS) {
  test(`the whole journey is walked in one language, at ID-porten and Altinn too: ${words.code}`, async ({
    browser,
    customer,
    faults,
    javaScriptEnabled,
  }) => {
    const context = await browser.newContext({ locale: words.accepted });
    await watch(context, faults, javaScriptEnabled !== false);
    const page = await context.newPage();
    const spoken = () => expect(page.locator("html")).toHaveAttribute("lang", words.code);
    const { name } = customer.organisation;
    await page.goto("/");
    await page.getByRole("link", { name: words.plan }).click();
    await button(page, words.logIn).click();
    await spoken();
    await find(page, customer.person);
    await expect(heading(page)).toHaveText(`${words.before} ${name}`);
    await spoken();
    await button(page, words.leave).click();
    await expect(heading(page)).toHaveText(words.altinn);
    await spoken();
    await button(page, words.approve).click();
    await expect(heading(page)).toHaveText(words.back);
    await spoken();
    await button(page, words.logInAgain).click();
    await find(page, customer.person);
    await expect(heading(page)).toHaveText(`${name} ${words.connected}`);
    await page.getByRole("link", { name: words.open }).click();
    await expect(page.getByText(words.fetched).first()).toBeVisible();
    await spoken();
    forget(context);
    await context.close();
  });
}

test("choosing a language keeps the page and its query", async ({ page, customer }) => {
  await page.goto("/login?next=/connect?plan=drift");
  await page.getByRole("contentinfo").getByRole("button", { name: "English" }).click();
  await expect(page).toHaveURL("/login?next=/connect?plan=drift");
  await page.getByRole("button", { name: "Log in with ID-porten" }).click();
  await find(page, customer.person);
  await expect(page).toHaveURL(`/connect/${customer.organisation.number}/before?plan=drift`);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("an unknown address answers 404, and the page offers a way to continue", async ({ page }) => {
  const answer = await page.goto("/finnes/ikke");
  expect(answer?.status()).toBe(404);
  await expect(heading(page)).toHaveText("Denne siden finnes ikke");
  await page.getByRole("link", { name: "Til forsiden", exact: true }).click();
  await expect(heading(page)).toHaveText("Regnskapet henter tallene selv");
});
