import type { Page } from "@playwright/test";
import { expect, heading, type Person, test } from "./customer.ts";

const LANGUAGES = [
  { code: "nb", name: "Bokmål", accepted: "nb-NO", home: "Regnskapet henter tallene selv", plan: "Velg Basis", logIn: "Logg inn" },
  { code: "nn", name: "Nynorsk", accepted: "nn-NO", home: "Rekneskapen hentar tala sjølv", plan: "Vel Basis", logIn: "Logg inn" },
  { code: "en", name: "English", accepted: "en-GB", home: "Accounts that fetch their own figures", plan: "Choose Basis", logIn: "Log in" },
] as const;

/** Is this person on ID-porten's page, in whatever language it is. */
async function find(page: Page, person: Person) {
  await page.getByRole("searchbox").fill(person.key);
  await page.getByRole("searchbox").press("Enter");
  await page.getByRole("button", { name: person.name }).click();
}

for (const { code, name, home, plan, logIn } of LANGUAGES) {
  test(`${name} is chosen and kept`, async ({ browser }) => {
    // From another language, so that there is something to choose.
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
    // In a new tab as well: it is the browser's, not the page's.
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

test("a language that there is none of is bokmål", async ({ browser }) => {
  const context = await browser.newContext({ locale: "fr-FR" });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "nb");
  await context.close();
});

test("the whole journey is walked in the language chosen, ID-porten's and Altinn's pages too", async ({
  browser,
  customer,
}) => {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.goto("/");
  await page.getByRole("link", { name: "Choose Drift" }).click();
  await page.getByRole("button", { name: "Log in with ID-porten" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await find(page, customer.person);
  await expect(heading(page)).toHaveText(`Give SmartCloud access on behalf of ${customer.organisation.name}`);
  await page.getByRole("button", { name: "Go to Altinn and approve" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("button", { name: "Approve system access" }).click();
  await expect(heading(page)).toHaveText("You are back from Altinn");
  await context.close();
});

test("the choice is kept on the page that one is on, with what its address says", async ({ page, customer }) => {
  await page.goto("/login?next=/connect?plan=drift");
  await page.getByRole("contentinfo").getByRole("button", { name: "English" }).click();
  await expect(page).toHaveURL("/login?next=/connect?plan=drift");
  await page.getByRole("button", { name: "Log in with ID-porten" }).click();
  await find(page, customer.person);
  await expect(page).toHaveURL(`/connect/${customer.organisation.number}/before?plan=drift`);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("an address that leads nowhere answers 404, with a way on", async ({ page }) => {
  const answer = await page.goto("/finnes/ikke");
  expect(answer?.status()).toBe(404);
  await expect(heading(page)).toHaveText("Denne siden finnes ikke");
  await page.getByRole("link", { name: "Til forsiden", exact: true }).click();
  await expect(heading(page)).toHaveText("Regnskapet henter tallene selv");
});
