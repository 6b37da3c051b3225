import type { Page } from "@playwright/test";
import { isForEveryone } from "./accessible.ts";
import { expect, heading, logInToPlan, test } from "./customer.ts";

// What the script of the open drawer adds: keys, calls that open in place, and live updates.

const drawerOf = (page: Page) => page.getByRole("complementary", { name: "Bak kulissene" });

async function openDrawer(page: Page) {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.locator(".bar a").click();
  await expect(drawerOf(page)).toBeVisible();
  // The keys work only after the module script has run.
  await page.waitForLoadState();
}

test("arrows go from call to call, Enter opens, B goes back and closes", async ({ page, customer }) => {
  await logInToPlan(page, customer);
  await openDrawer(page);
  const drawer = drawerOf(page);
  await page.keyboard.press("ArrowDown");
  const first = page.locator(":focus");
  await expect(first).toHaveAttribute("aria-label", /^\d+\. /);
  const label = await first.getAttribute("aria-label");
  await page.keyboard.press("Enter");
  await expect(drawer.getByRole("heading", { level: 3, name: "Forespørsel" })).toBeVisible();
  await page.keyboard.press("b");
  await expect(page.locator(":focus")).toHaveAttribute("aria-label", label!);
  await page.keyboard.press("b");
  await expect(drawer).toBeHidden();
});

test("the keys can be turned off", async ({ page, customer }) => {
  await logInToPlan(page, customer);
  await openDrawer(page);
  const drawer = drawerOf(page);
  await drawer.getByRole("button", { name: "Hurtigtaster: på" }).click();
  await expect(drawer.getByRole("button", { name: "Hurtigtaster: av" })).toBeVisible();
  await page.keyboard.press("b");
  await page.keyboard.press("ArrowDown");
  await expect(drawer).toBeVisible();
});

test("a second window follows the first", async ({ page, customer, context }) => {
  await logInToPlan(page, customer);
  const second = await context.newPage();
  await second.goto("/bak-kulissene");
  await expect(heading(second)).toHaveText("Bak kulissene");
  await expect(second.getByText("Be om systembruker")).toHaveCount(0);
  await page.getByRole("button", { name: /^Gå til Altinn og/ }).click();
  await expect(second.getByText("Be om systembruker").first()).toBeVisible();
});

test("on paper, each step has its diagram and its calls", async ({ page, customer }) => {
  await logInToPlan(page, customer);
  await page.goto("/bak-kulissene");
  await page.emulateMedia({ media: "print" });
  const steps = page.locator(".chapter");
  expect(await steps.count()).toBeGreaterThan(1);
  for (const step of await steps.all()) {
    await expect(step.locator("svg")).toBeVisible();
    await expect(step.getByRole("listitem").last()).toBeVisible();
  }
  await expect(page.getByRole("button")).toHaveCount(0);
});

test("the pages are for everyone", async ({ page, customer }) => {
  await logInToPlan(page, customer);
  await page.goto("/bak-kulissene");
  await isForEveryone(page, "all calls");
  await page.getByRole("link", { name: "Alle besøkende" }).click();
  await expect(page.getByRole("row", { name: /denne nettleseren/ })).toBeVisible();
  await isForEveryone(page, "all visitors");
  await page.goto("/bak-kulissene/kode/2");
  await expect(page.getByText("async fn request_token(")).toBeVisible();
  await isForEveryone(page, "the code of a step");
  await page.goto("/bak-kulissene");
  const address = await page.locator("svg a.call", { hasText: "Hvem kan handle for hvem?" }).first().getAttribute("href");
  await page.goto(address!);
  await expect(page.getByRole("heading", { level: 3, name: "Tokener" })).toBeVisible();
  await isForEveryone(page, "one call");
});
