import { expect, heading, test } from "./customer.ts";

// A window follows with and without JavaScript, on SmartCloud's pages and on Altinn's.

test("a window follows the talk from page to page", async ({ page, browser, site, javaScriptEnabled }) => {
  const desk = await browser.newContext({ baseURL: site.smartcloud });
  const presenter = await desk.newPage();
  await presenter.goto("/presenter");
  const join = await presenter.getByRole("link", { name: "Åpne scenevinduet" }).getAttribute("href");
  const goTo = async (scene: string) => {
    await presenter.getByLabel("Gå til scene").selectOption(scene);
    await presenter.getByRole("button", { name: "Gå", exact: true }).click();
  };

  // Without scripts, the page never stops loading, because it waits for the next move.
  const waitUntil = javaScriptEnabled === false ? "commit" : "load";
  await page.goto(join!, { waitUntil });
  await expect(page.getByText("Dette vinduet følger foredraget")).toBeVisible();

  // From SmartCloud's page to SmartCloud's page.
  await goTo("refused");
  await expect(heading(page)).toHaveText("Forespørselen ble avvist");
  // From SmartCloud's page to Altinn's page.
  await goTo("cannot-delegate");
  await expect(heading(page)).toHaveText("Gi tilgang til system");
  // From Altinn's page to SmartCloud's page.
  await goTo("withdrawn");
  await expect(heading(page)).toHaveText("Tilgangen er tatt tilbake");

  // Who stops following stays where they are, and can click meanwhile.
  await page.getByRole("button", { name: "Slutt å følge" }).click();
  await expect(page.getByText("Dette vinduet følger foredraget")).toHaveCount(0);
  await goTo("expired");
  await expect(presenter.getByRole("heading", { level: 1 })).toContainText("For gammel");
  await expect(heading(page)).toHaveText("Tilgangen er tatt tilbake");
  await desk.close();
});
