import { expect, heading, leaveForAltinn, link, requestOf, statusPath, test } from "./customer.ts";
import type { Page } from "@playwright/test";

const island = (page: Page) => page.locator(".live[data-ready]");

test.beforeEach(async ({ page, customer }) => {
  await leaveForAltinn(page, customer);
});

for (const [answer, headline, way, next] of [
  ["approve", "er koblet til", "Åpne oversikten", "/dashboard/"],
  ["reject", "Forespørselen ble avvist", "Vis hva du kan gjøre nå", "/connect/"],
] as const) {
  test(`the status page shows the answer without a reload, and says so: ${answer}`, async ({
    page,
    customer,
    control,
  }) => {
    const request = requestOf(page);
    await page.goto(statusPath(customer.organisation));
    await expect(island(page)).toBeVisible();
    await expect(heading(page)).toHaveText("Venter på svar i Altinn");
    const status = page.getByRole("main").getByRole("status");
    await expect(status).toHaveText("");
    // This mark disappears if the page is reloaded.
    await page.evaluate(() => {
      document.body.dataset.same = "page";
    });

    // The button is hidden after the answer. The focus must not be lost with it.
    await page.getByRole("button", { name: "Gå til Altinn og svar" }).focus();
    await control.answer(request, answer);
    await expect(heading(page)).toContainText(headline, { timeout: 15_000 });
    await expect(heading(page)).toBeFocused();
    await expect(status).toContainText(headline);
    await expect(page.locator("body")).toHaveAttribute("data-same", "page");
    await expect(page.getByRole("button", { name: "Gå til Altinn og svar" })).toBeHidden();
    await expect(page.getByText("Er det en annen som må godkjenne?")).toBeHidden();

    await link(page, way).click();
    await expect(page).toHaveURL(`${next}${customer.organisation.number}`);
  });
}

test("the page does not move while the island starts and counts", async ({ page, customer }) => {
  await page.addInitScript(() => {
    type Shift = PerformanceEntry & { value: number; sources: { node: Element | null }[] };
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Shift[]) {
        shifts.push(`${value}: ${sources.map(({ node }) => node?.outerHTML?.slice(0, 80)).join(", ")}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(statusPath(customer.organisation));
  await expect(island(page)).toBeVisible();
  await expect(page.getByText(/^Sist sjekket for [1-9] sekunder siden/)).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts)).toEqual([]);
});

test("the page says that Altinn does not answer, and continues by itself", async ({
  page,
  customer,
  control,
  site,
  faults,
}) => {
  const request = requestOf(page);
  await page.clock.install();
  await page.goto(statusPath(customer.organisation));
  await expect(island(page)).toBeVisible();
  await control.fault({ service: "altinn-platform", path: "/authentication/api/v1/systemuser/request", fault: "cut" });
  await page.clock.runFor(6_000);
  await expect(page.getByText("Får ikke svar akkurat nå. Siden prøver igjen av seg selv.")).toBeVisible();
  await expect(heading(page)).toHaveText("Venter på svar i Altinn");

  await control.answer(request, "approve");
  await page.clock.runFor(12_000);
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
  expect(faults.splice(0)).toEqual([`503: ${site.smartcloud}/api/progress`]);
});

test("a page says that the customer logged out in another tab", async ({ page, customer, context, site, faults }) => {
  await page.goto(statusPath(customer.organisation));
  await expect(island(page)).toBeVisible();
  const tab = await context.newPage();
  await tab.goto("/logout");
  await tab.getByRole("button", { name: "Logg ut" }).click();
  await expect(heading(tab)).toHaveText("Du er logget ut");
  await tab.close();

  const status = page.getByRole("main").getByRole("status");
  await expect(status).toHaveText("Du er logget ut. Logg inn igjen for å se hva som gjelder.", { timeout: 15_000 });
  // The page shows nothing that the customer can only do while logged in.
  await expect(heading(page)).toHaveText("Du er logget ut");
  await expect(page.getByRole("button", { name: "Gå til Altinn og svar" })).toBeHidden();
  await link(page, "Logg inn igjen").click();
  await expect(page.getByRole("button", { name: "Logg inn og se status" })).toBeVisible();
  expect(faults.splice(0)).toEqual([`401: ${site.smartcloud}/api/progress`]);
});
