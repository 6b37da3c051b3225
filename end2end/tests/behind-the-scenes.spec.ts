import type { Page } from "@playwright/test";
import { isForEveryone } from "./accessible.ts";
import { expect, heading, leaveForAltinn, logInToPlan, statusPath, test } from "./customer.ts";

// What happens behind the scenes. Each test runs with and without JavaScript, because everything works as links and
// forms.

const bar = (page: Page) => page.locator(".bar a");

test("below 1280 px, the bar leads to a page of its own and back", async ({ page, customer }) => {
  await page.setViewportSize({ width: 1024, height: 720 });
  await logInToPlan(page, customer);
  const before = page.url();
  await expect(bar(page)).toHaveText(/^Se hva som skjedde bak kulissene \(\d+ kall\)$/);
  await bar(page).click();
  await expect(heading(page)).toHaveText("Bak kulissene");
  await page.getByRole("link", { name: "Tilbake til siden" }).click();
  await expect(page).toHaveURL(before);
});

test("the calls are a list of links in the diagram and on a telephone", async ({ page, customer }) => {
  await logInToPlan(page, customer);
  await page.goto("/bak-kulissene");
  const calls = page.getByRole("list", { name: /^Sekvensdiagram med \d+ kall$/ }).first();
  await expect(calls.getByRole("link").first()).toHaveAccessibleName(/^\d+\. \S+.* til .*\. Svar \d+ etter \d+ millisekund(er)?\./);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator(".as-diagram").first()).toBeHidden();
  const first = page.locator(".as-list").first().getByRole("link").first();
  await expect(first).toHaveText(/^\d+\. .* til /);
  await first.click();
  await expect(page.getByRole("heading", { level: 3, name: "Forespørsel" })).toBeVisible();
  await page.getByRole("link", { name: "Tilbake til alle kall" }).click();
  await expect(heading(page)).toHaveText("Bak kulissene");
});

test("from 1280 px, the drawer stands beside the page, which keeps 720 px", async ({ page, customer, javaScriptEnabled }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await logInToPlan(page, customer);
  await bar(page).click();
  // With JavaScript, the drawer opens beside the page at once.
  if (javaScriptEnabled === false) await page.getByRole("button", { name: "Vis ved siden av siden" }).click();
  await expect(heading(page)).toContainText("Gi SmartCloud tilgang på vegne av");
  const drawer = page.getByRole("complementary", { name: "Bak kulissene" });
  await expect(drawer).toBeVisible();
  expect((await page.locator(".story").boundingBox())!.width).toBeGreaterThanOrEqual(720);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
  if (javaScriptEnabled !== false) await isForEveryone(page, "a page with the drawer");

  // The drawer stays open on the next page.
  await page.goto("/organisation");
  await expect(drawer).toBeVisible();
  await drawer.getByRole("button", { name: "Lukk" }).click();
  await expect(drawer).toBeHidden();
  await expect(bar(page)).toHaveText(/^Bak kulissene \(\d+ kall\)$/);
});

test("the drawer shows the step of the page", async ({ page, customer, javaScriptEnabled }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await leaveForAltinn(page, customer);
  await page.goto("/bak-kulissene?fra=/how");
  if (javaScriptEnabled === false) await page.getByRole("button", { name: "Vis ved siden av siden" }).click();
  const drawer = page.getByRole("complementary", { name: "Bak kulissene" });
  await expect(drawer).toBeVisible();
  await page.goto(statusPath(customer.organisation));
  await expect(drawer.getByRole("heading", { level: 3 }).first()).toHaveText("Steg 6: Spør Altinn hva som er bestemt");
});
