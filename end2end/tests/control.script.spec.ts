import type { Locator, Page } from "@playwright/test";
import { isForEveryone } from "./accessible.ts";
import { button, heading } from "./customer.ts";
import { accessPackage, expect, test } from "./vendor.ts";

/** Returns a section of the control panel, and unfolds it. */
async function section(page: Page, name: string): Promise<Locator> {
  const region = page.getByRole("region", { name, exact: true });
  const summary = region.locator("summary").first();
  if (!(await region.locator("details").first().evaluate((details: HTMLDetailsElement) => details.open))) {
    await summary.click();
  }
  return region;
}

const PAYROLL = { accessPackages: [accessPackage("lonn")] };

test("the control panel is for everyone, in every language", async ({ page, site, vendor, customer, control }) => {
  test.setTimeout(300_000);
  const system = await vendor.register("Lønnsly", PAYROLL);
  await vendor.ask(system, customer, PAYROLL);
  await control.fault({ service: "maskinporten", path: "/token", fault: "slow", ms: 1, times: "all" });
  await page.goto(`${site.altinnUi}/control`);
  await expect(heading(page)).toHaveText("Kontrollpanel");
  await expect(page.locator("link[rel=preload][as=font]"), "the font is there early").toHaveCount(1);
  const closed = page.locator("details:not([open]) > summary");
  while ((await closed.count()) > 0) await closed.first().click();
  await isForEveryone(page, "control panel, all sections open");
  for (const [language, name] of [
    ["Nynorsk", "Kontrollpanel"],
    ["English", "Control panel"],
  ] as const) {
    await page.getByRole("link", { name: language }).click();
    await expect(heading(page)).toHaveText(name);
    await isForEveryone(page, `control panel, ${language}`);
  }
});

test("a presenter injects a fault into the next response, and removes the fault", async ({ page, site, control }) => {
  await page.goto(`${site.altinnUi}/control`);
  const faults = await section(page, "Feil");
  await expect(faults).toContainText("Ingen feil venter.");
  await faults.getByLabel("fault", { exact: true }).selectOption("empty");
  await faults.getByLabel("path", { exact: true }).fill("/token");
  await faults.getByLabel("service", { exact: true }).selectOption("maskinporten");
  await faults.getByLabel(/^status/).fill("503");
  await faults.getByRole("button", { name: "Legg til" }).click();
  await expect(page.getByRole("status")).toHaveText("Det er gjort.");
  await expect(faults.getByRole("listitem")).toHaveCount(1);
  await expect(faults.getByRole("listitem")).toContainText("503");
  expect(await control.call<unknown[]>("GET", "faults")).toMatchObject([{ path: "/token", fault: "empty", status: 503 }]);

  await faults.getByRole("button", { name: /^Fjern/ }).click();
  await expect(faults).toContainText("Ingen feil venter.");
  expect(await fetch(`${site.maskinporten}/token`, { method: "POST" })).toMatchObject({ status: 400 });
});

test("the page says what is wrong with a fault", async ({ page, site, control }) => {
  await page.goto(`${site.altinnUi}/control`);
  const faults = await section(page, "Feil");
  await faults.getByLabel("fault", { exact: true }).selectOption("slow");
  await faults.getByRole("button", { name: "Legg til" }).click();
  await expect(page.getByRole("status")).toContainText("Det gikk ikke");
  expect(await control.call("GET", "faults")).toEqual([]);
});

test("a presenter answers a request and moves the clock", async ({ page, site, vendor, customer, control }) => {
  const system = await vendor.register("Lønnsly", PAYROLL);
  const { id } = await vendor.ask(system, customer, PAYROLL);
  await page.goto(`${site.altinnUi}/control`);
  await section(page, "Åpne forespørsler");
  const approve = `Godkjenn: Lønnsly → ${customer.organisation.name}, ${id.slice(-5)}`;
  await button(page, approve).click();
  await expect(page.getByRole("status")).toHaveText("Det er gjort.");
  await expect(button(page, approve)).toHaveCount(0);
  expect(await vendor.status("vendor", id)).toBe("Accepted");

  const clock = await section(page, "Flytt klokken");
  await clock.getByLabel("aheadSeconds").fill("120");
  await clock.getByRole("button", { name: "Lagre" }).nth(1).click();
  await expect(page.getByRole("main")).toContainText(/Foran maskinens klokke, i sekunder\s*120/);
  await control.call("POST", "clock", { aheadSeconds: 0 });
});

test("a presenter resets the simulator", async ({ page, site, vendor, customer, control }) => {
  const system = await vendor.register("Lønnsly", PAYROLL);
  await vendor.ask(system, customer, PAYROLL);
  await page.goto(`${site.altinnUi}/control`);
  await button(page, "Start på nytt").first().click();
  await expect(page.getByRole("status")).toHaveText("Det er gjort.");
  expect(await control.state()).toMatchObject({ requests: 0, systemUsers: 0 });
});

test("the panel fits on the presenter's screen, and a switch says that it is on", async ({ page, site, control }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto(`${site.altinnUi}/control`);
  const down = button(page, "Maskinporten er nede");
  await expect(down).toHaveAttribute("aria-pressed", "false");
  await expect(down).toContainText("Av");
  const last = await button(page, "Start på nytt").boundingBox();
  expect(last!.y + last!.height, "no scrolling for the switches").toBeLessThan(720);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  expect(height, "the rest is folded away").toBeLessThan(1800);

  await down.click();
  await expect(down).toHaveAttribute("aria-pressed", "true");
  await expect(down).toContainText("På");
  expect(await fetch(`${site.maskinporten}/token`, { method: "POST" })).toMatchObject({ status: 503 });
  await down.click();
  await expect(down).toHaveAttribute("aria-pressed", "false");
  expect(await control.call("GET", "faults")).toEqual([]);
});

test("the log shows the status of each call, and a row opens", async ({ page, site }) => {
  await fetch(`${site.maskinporten}/token`, { method: "POST" });
  await page.goto(`${site.altinnUi}/control?open=log`);
  const log = page.getByRole("region", { name: "Siste svar" });
  const row = log.getByRole("listitem").filter({ hasText: "POST /token" }).first();
  await expect(row).toContainText("Maskinporten");
  await expect(row).toContainText("400");
  await row.locator("summary").click();
  await expect(row.getByText("Varighet")).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide, "nothing scrolls sideways").toBe(false);
});
