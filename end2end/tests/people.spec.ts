import {
  button,
  choosePerson,
  expect,
  goToAltinn,
  heading,
  link,
  logIn,
  type Person,
  test,
} from "./customer.ts";
import type { Page } from "@playwright/test";

// Each named person follows the journey that the text on the person's card describes. All tests share these persons,
// so only one test may use each person.

/** Chooses a person by the card on ID-porten's page, as a presenter does. */
async function logInByCard(page: Page, name: string, promise: string) {
  await page.getByRole("main").getByRole("button", { name: /^Logg inn/ }).click();
  const card = page.getByRole("button", { name });
  await expect(card).toContainText(promise);
  await card.click();
}

const person = (key: string, name: string): Person => ({ key, name });

test("Kari can approve everything", async ({ page }) => {
  await page.goto("/connect?plan=proff");
  await logInByCard(page, "Kari Nordby", "Daglig leder i Fjordlys Kafé AS. Kan godkjenne alt.");
  await goToAltinn(page);
  await button(page, "Godkjenn systemtilgang").click();
  await logIn(page, person("kari", "Kari Nordby"));
  await expect(heading(page)).toHaveText("Fjordlys Kafé AS er koblet til");
  await link(page, "Åpne oversikten").click();
  await expect(page.getByText("Hentet med systemtilgangen ·")).toHaveCount(3);
});

test("Altinn refuses Ola's approval of a plan with payroll", async ({ page }) => {
  await page.goto("/connect?plan=drift");
  await logInByCard(page, "Ola Bakken", "Altinn avviser godkjenning av alt som inneholder lønn.");
  await goToAltinn(page);
  await button(page, "Godkjenn systemtilgang").click();
  await expect(page.getByRole("alert")).toContainText("Tjenester som ikke kunne delegeres:");
  await expect(page.getByRole("alert").getByRole("listitem")).toHaveCount(1);
  // Ola can approve a plan without payroll.
  await page.goto("/connect/313604721/before?plan=basis");
  await goToAltinn(page);
  await button(page, "Godkjenn systemtilgang").click();
  await logIn(page, person("ola", "Ola Bakken"));
  await expect(heading(page)).toHaveText("Bakken Bygg AS er koblet til");
});

test("Siv can only forward, and Liv approves what Siv has forwarded", async ({ page, site }) => {
  await page.goto("/connect?plan=basis");
  await logInByCard(page, "Siv Haugen", "Kan ikke godkjenne, bare sende videre til tilgangsstyrer.");
  await goToAltinn(page);
  await expect(button(page, "Godkjenn systemtilgang")).toHaveCount(0);
  await button(page, "Ja, send videre").click();
  await button(page, "Avslutt").click();
  await expect(heading(page)).toHaveText("Du er tilbake fra Altinn");

  await page.goto(`${site.altinnUi}/`);
  await page.getByRole("link", { name: "Se systemtilganger" }).click();
  const liv = page.getByRole("button", { name: "Liv Strand" });
  await expect(liv).toContainText("Godkjenner det Siv har sendt videre.");
  await liv.click();
  await page.getByRole("link", { name: /Godkjenn egen systemtilgang/ }).click();
  await button(page, "Godkjenn systemtilgang").click();
  await expect(page.getByRole("link", { name: /Se fullmakter/ })).toBeVisible();

  await page.goto("/connect/314729056");
  await page.getByRole("main").getByRole("button", { name: /^Logg inn/ }).click();
  await expect(heading(page)).toHaveText("Solvik Snekkeri AS er koblet til");
});

test("Per may neither see, approve nor forward", async ({ page, otherBrowser, customer }) => {
  await page.goto("/connect?plan=basis");
  await logInByCard(page, "Per Lunde", "Får verken se, godkjenne eller sende videre.");
  await expect(page.getByRole("heading", { name: "Vi fant ingen firmaer du kan handle for" })).toBeVisible();

  await otherBrowser.goto("/connect?plan=basis");
  await logIn(otherBrowser, customer.person);
  await goToAltinn(otherBrowser);
  await page.goto(otherBrowser.url());
  await expect(page.getByRole("main")).toContainText("Du mangler fullmakt til å godkjenne denne forespørselen");
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
});

test("Anne has to choose an organisation, and a very long name fits the page", async ({ page }) => {
  await page.goto("/connect?plan=basis");
  await logInByCard(page, "Anne Vik", "Må velge hvem hun handler for.");
  // Anne has ten companies, and one of them has a branch.
  await expect(page.getByRole("list", { name: "Firmaene dine" }).getByRole("link")).toHaveCount(11);
  await page.getByRole("textbox").fill("kystkultur");
  await button(page, "Søk").click();
  await page.getByRole("list", { name: "Firmaene dine" }).getByRole("link").click();
  await expect(heading(page)).toContainText("Stiftelsen for bevaring og formidling av kystkultur");
  await goToAltinn(page);
  await button(page, "Godkjenn systemtilgang").click();
  await logIn(page, person("anne", "Anne Vik"));
  await expect(heading(page)).toHaveText(/^Stiftelsen for bevaring .* kommuner er koblet til$/);
});

test("Tor can approve everything for a sole proprietorship", async ({ page }) => {
  await page.goto("/connect?plan=basis");
  await logInByCard(page, "Tor Myrvang", "Innehaver av et enkeltpersonforetak. Kan godkjenne alt for det.");
  await goToAltinn(page);
  await button(page, "Godkjenn systemtilgang").click();
  await logIn(page, person("tor", "Tor Myrvang"));
  await expect(heading(page)).toHaveText("Myrvang Hagedesign er koblet til");
});

test("the log-in page shows all named persons and nobody else", async ({ page, customer }) => {
  await page.goto("/login");
  await button(page, "Logg inn med ID-porten").click();
  const cards = page.getByRole("main").getByRole("list").getByRole("button");
  await expect(cards).toHaveCount(8);
  await expect(page.getByRole("main")).not.toContainText(customer.person.name);
  await choosePerson(page, customer.person);
});
