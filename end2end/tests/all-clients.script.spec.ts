import type { Page } from "@playwright/test";
import { isForEveryone } from "./accessible.ts";
import { button, choosePerson, link } from "./customer.ts";
import { accessPackage, expect, test } from "./vendor.ts";

// Tests the only script of Altinn's pages. The script adds all clients in batches without leaving the page.

const OF_CLIENTS = [accessPackage("regnskapsforer-lonn")];
const API = "/accessmanagement/api/v1/systemuser/agentdelegation";

test.use({ kind: "accountant", count: 12 });

test.beforeEach("the clients are there to be chosen", async ({ page, customer, vendor, control, site }) => {
  const system = await vendor.register("Rekna", { accessPackages: OF_CLIENTS });
  const { id } = await vendor.askForAgent(system, customer, OF_CLIENTS);
  await control.answer(id, "approve");
  await page.goto(`${site.altinnUi}/accessmanagement/ui/systemuser/${id}/agentdelegation/clients`);
  await choosePerson(page, customer.person);
});

/** Holds the calls of a batch until the test releases the batch. */
async function holdBatches(page: Page) {
  const held: (() => Promise<void>)[] = [];
  await page.route("**/delegation/all", (route) => void held.push(() => route.continue()));
  return async () => {
    await expect.poll(() => held.length).toBe(1);
    await held.shift()!();
  };
}

test("one button adds all clients, a bar shows the progress, and the page warns before it is closed", async ({ page }) => {
  const letThrough = await holdBatches(page);
  const main = page.getByRole("main");
  const address = page.url();
  await button(page, "Legg til alle klienter").click();
  await expect(page.getByRole("progressbar", { name: "Legger til klient 0 av 12" })).toBeVisible();
  await expect(main.locator(":focus")).toHaveText("Ikke lukk denne nettsiden før alle klienter er lagt til.");
  await letThrough();
  const bar = page.getByRole("progressbar", { name: "Legger til klient 5 av 12" });
  await expect(bar).toHaveJSProperty("value", 5);
  await expect(main.getByRole("button"), "there is nothing to close it with").toHaveCount(0);
  await isForEveryone(page, "clients: being added");

  const question = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await question;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();

  await letThrough();
  await expect(page.getByRole("progressbar", { name: "Legger til klient 10 av 12" })).toBeVisible();
  await letThrough();
  await expect(main.locator(":focus")).toHaveText("Alle klienter er lagt til.");
  await expect(button(page, "Legg til alle klienter")).toHaveCount(0);
  expect(page.url(), "the page was not left").toBe(address);
  // The dialog can be closed. An open dialog would block the next page.
  await button(page, "Bekreft og lukk").click();
  await expect(main).toContainText("Side 1 av 3");
});

test("the page names the clients of a failed batch, and can try again", async ({ page, customer, control, faults }) => {
  await control.fault({ service: "altinn-ui", path: API, method: "POST", fault: "empty", status: 500 });
  const main = page.getByRole("main");
  await button(page, "Legg til alle klienter").click();
  await expect(main.getByRole("alert")).toHaveText("Kun 7 av 12 klienter ble lagt til.");
  expect(faults.splice(0)).toEqual([expect.stringMatching(/^500: .*\/delegation\/all$/)]);
  await expect(main.locator(":focus")).toHaveText("Kun 7 av 12 klienter ble lagt til.");
  for (const { name } of customer.clients!.slice(0, 5)) await expect(main.locator(".ds-list")).toContainText(name);
  await expect(main.locator(".ds-list").getByRole("listitem")).toHaveCount(5);
  await isForEveryone(page, "clients: some could not be added");

  await button(page, "Legg til alle klienter").click();
  await expect(main.getByRole("status")).toHaveText("Alle klienter er lagt til.");
});

test("lost responses do not make the numbers wrong", async ({ page, control, faults }) => {
  const lost = { service: "altinn-ui", path: API, method: "POST", after: true };
  await control.fault({ ...lost, fault: "empty", status: 500 });
  const main = page.getByRole("main");
  await button(page, "Legg til alle klienter").click();
  await expect(main.getByRole("status")).toHaveText("Alle klienter er lagt til.");
  expect(faults.splice(0)).toEqual([expect.stringMatching(/^500: .*\/delegation\/all$/)]);
});

test("if Altinn stops answering, the page ends with the clients that were added", async ({ page, control, faults }) => {
  await control.fault({ service: "altinn-ui", path: API, fault: "html", status: 502, times: "all" });
  await button(page, "Legg til alle klienter").click();
  const main = page.getByRole("main");
  await expect(main.getByRole("alert")).toHaveText("Kun 0 av 12 klienter ble lagt til.");
  expect(faults.splice(0)).toEqual(Array(4).fill(expect.stringMatching(/^502: .*\/delegation\/all$/)));
  await control.clearFaults();
  await button(page, "Legg til alle klienter").click();
  await expect(main.getByRole("status")).toHaveText("Alle klienter er lagt til.");
});

test("the page between two batches, for browsers without JavaScript, is accessible", async ({ page }) => {
  await page.locator("form[data-batches]").evaluate((form: HTMLFormElement) => form.submit());
  await expect(page.getByRole("progressbar", { name: "Legger til klient 5 av 12" })).toBeVisible();
  await isForEveryone(page, "clients: some added, the next waiting for a press");
  await link(page, "Stopp her").click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText("Kun 5 av 12 klienter ble lagt til.");
  await isForEveryone(page, "clients: stopped");
});
