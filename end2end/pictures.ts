import { expect, type Page, test } from "@playwright/test";
import { siteAt } from "./server.ts";

// Hide the caret, stop animations and wait for the font, so that two runs differ in the date only.
async function picture(page: Page, name: string) {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `../docs/pictures/${name}.png`, animations: "disabled", caret: "hide" });
}

test("the journey of Kari, from the plans to the numbers", async ({ page }) => {
  const person = page.getByRole("button", { name: "Kari Nordby" });
  const heading = page.getByRole("heading", { level: 1 });
  // A font that arrives late is not used, so fetch it first.
  const { smartcloud, altinnUi } = siteAt(0);
  for (const origin of [altinnUi, smartcloud]) await page.goto(origin, { waitUntil: "networkidle" });

  await page.goto("/");
  await picture(page, "home");

  await page.getByRole("link", { name: "Velg Drift" }).click();
  await page.getByRole("button", { name: "Logg inn med ID-porten" }).click();
  await person.click();
  await expect(heading).toHaveText("Gi SmartCloud tilgang på vegne av Fjordlys Kafé AS");
  await picture(page, "before");

  await page.getByRole("button", { name: "Gå til Altinn og godkjenn" }).click();
  await expect(heading).toHaveText("Gi tilgang til system");
  await picture(page, "altinn");
  const altinn = page.url();

  await page.goto("/connect/312450186");
  await expect(page.locator(".live[data-ready]")).toBeVisible();
  await picture(page, "status");

  await page.goto(`${altinnUi}/control`);
  await expect(heading).toHaveText("Kontrollpanel");
  await picture(page, "control-panel");

  await page.goto(altinn);
  await page.getByRole("button", { name: "Godkjenn systemtilgang" }).click();
  await page.getByRole("button", { name: "Logg inn og se status" }).click();
  await person.click();
  await page.getByRole("link", { name: "Åpne oversikten" }).click();
  await expect(heading).toHaveText("Fjordlys Kafé AS");
  await picture(page, "dashboard");
});
