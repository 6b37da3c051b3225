import { expect, heading, test } from "./customer.ts";

// A browser window follows a talk with and without JavaScript, on SmartCloud's pages and on Altinn's pages.

test("a window follows the talk from page to page", async ({ page, browser, site, javaScriptEnabled }) => {
  const desk = await browser.newContext({ baseURL: site.smartcloud });
  const presenter = await desk.newPage();
  await presenter.goto("/presenter");
  const join = await presenter.getByRole("link", { name: "Åpne scenevinduet" }).getAttribute("href");
  const goTo = async (scene: string) => {
    await presenter.getByLabel("Gå til scene").selectOption(scene);
    await presenter.getByRole("button", { name: "Gå", exact: true }).click();
  };

  // Without scripts, the window always loads the next page. A person can click meanwhile, but Playwright finds no
  // element during a navigation. So the test reads only the address.
  const hasScript = javaScriptEnabled !== false;
  await page.goto(join!, { waitUntil: "commit" });
  const steps: [scene: string, url: RegExp, title: string][] = [
    // From SmartCloud's page to SmartCloud's page, on to Altinn's page, and back.
    ["refused", /\/connect\/\d{9}$/, "Forespørselen ble avvist"],
    ["cannot-delegate", /\/systemuser\/request\?id=/, "Gi tilgang til system"],
    ["withdrawn", /\/connect\/\d{9}$/, "Tilgangen er tatt tilbake"],
  ];
  for (const [scene, url, title] of steps) {
    await goTo(scene);
    await expect.poll(() => page.url(), { message: scene, timeout: 15_000 }).toMatch(url);
    if (hasScript) await expect(heading(page)).toHaveText(title);
  }
  if (hasScript) {
    // After a visitor stops following, the visitor's page stays the same.
    await page.getByRole("button", { name: "Slutt å følge" }).click();
    await expect(page.getByText("Dette vinduet følger foredraget")).toHaveCount(0);
    await goTo("expired");
    await expect(heading(presenter)).toContainText("For gammel");
    await expect(heading(page)).toHaveText("Tilgangen er tatt tilbake");
  }
  await desk.close();
});
