import type { Page } from "@playwright/test";
import { isForEveryone } from "./accessible.ts";
import { button, choosePerson, chooseSystem, heading } from "./customer.ts";
import { accessPackage, expect, right, test } from "./vendor.ts";

// Tests the simulator's pages that SmartCloud's customers do not visit. pages.script.spec.ts tests the other pages.

const UI = "/accessmanagement/ui/systemuser";
const OF_CLIENTS = [accessPackage("regnskapsforer-lonn")];
const OF_ALL = [accessPackage("skattegrunnlag")];
const PAYROLL = { accessPackages: [accessPackage("lonn")] };
const LONG = "Lønns- og personalsystemet for håndverksbedrifter og entreprenørvirksomheter med skiftarbeid";

/** Checks the page with the dialog of its first package or service open. */
async function openedIsForEveryone(page: Page, state: string) {
  await page.getByRole("main").getByRole("listitem").getByRole("button").first().click();
  await expect(page.getByRole("dialog").getByRole("button", { name: "Lukk" })).toBeFocused();
  await isForEveryone(page, `${state}, dialog`);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Lukk", exact: true })).toHaveCount(0);
}

test.describe("to make a system access", () => {
  test.use({ kind: "lacks" });

  test("every step", async ({ page, customer, vendor, site }) => {
    for (const name of ["Alfa", "Bravo", "Charlie", "Delta", "Ekko", LONG]) await vendor.register(name, PAYROLL, true);
    await page.goto(`${site.altinnUi}${UI}/create`);
    await choosePerson(page, customer.person);
    await expect(heading(page)).toHaveText("Velg fagsystem");
    await isForEveryone(page, "create: systems");
    await page.goto(`${site.altinnUi}${UI}/create?q=finnes+ikke`);
    await expect(page.getByRole("main")).toContainText("Ingen fagsystemer passer");
    await isForEveryone(page, "create: none found");
    await page.goto(`${site.altinnUi}${UI}/create?next=true`);
    await expect(page.getByRole("alert")).toBeVisible();
    await isForEveryone(page, "create: nothing chosen");
    await chooseSystem(page, LONG);
    await button(page, "Gå videre").click();
    await isForEveryone(page, "create: what the system gets");
    await button(page, "Opprett systemtilgang").click();
    await expect(page.getByRole("alert")).toBeVisible();
    await isForEveryone(page, "create: a power is lacking");
    await page.goto(`${site.altinnUi}${UI}/create?system=315816270_gone`);
    await expect(page.getByRole("main")).toContainText("Fagsystemet finnes ikke, eller kan ikke velges");
    await isForEveryone(page, "create: no such system");
  });
});

test.describe("of someone who may only forward", () => {
  test.use({ kind: "forwarder" });

  test("agent request, change request, and no power to create", async ({ page, customer, vendor, control, site }) => {
    const system = await vendor.register(LONG, { accessPackages: OF_CLIENTS });
    const { confirmUrl } = await vendor.askForAgent(system, customer, OF_CLIENTS);
    await page.goto(confirmUrl);
    await choosePerson(page, customer.person);
    await isForEveryone(page, "agent request: may forward");
    await button(page, "Ja, send videre").click();
    await expect(page.getByRole("status")).toBeVisible();
    await isForEveryone(page, "agent request: forwarded");

    const own = await vendor.register("Skytall", PAYROLL);
    const { id } = await vendor.ask(own, customer, PAYROLL);
    await control.answer(id, "approve");
    const change = await vendor.askForChange(id, { unwantedAccessPackages: PAYROLL.accessPackages });
    await page.goto(change.confirmUrl);
    await expect(page.getByRole("main")).toContainText("Du mangler nødvendig fullmakt.");
    await isForEveryone(page, "change request: may not answer");
    await page.goto(`${site.altinnUi}${UI}/create`);
    await expect(page.getByRole("main")).toContainText("Du mangler nødvendige fullmakter.");
    await isForEveryone(page, "create: no power");
    await page.goto(`${site.altinnUi}/accessmanagement/ui/requests`);
    await isForEveryone(page, "requests: no power");
  });
});

test("a change request, open, answered and too old", async ({ page, customer, vendor, control }) => {
  const rights = [right("ske-krav-og-betalinger")];
  const accessPackages = [...PAYROLL.accessPackages, ...OF_ALL];
  const system = await vendor.register(LONG, { rights, accessPackages });
  const { id: user } = await vendor.ask(system, customer, PAYROLL);
  await control.answer(user, "approve");
  const wanted = {
    requiredRights: rights,
    requiredAccessPackages: OF_ALL,
    unwantedAccessPackages: PAYROLL.accessPackages,
  };
  const { id, confirmUrl } = await vendor.askForChange(user, wanted);
  await page.goto(confirmUrl);
  await choosePerson(page, customer.person);
  await expect(heading(page)).toHaveText("Oppdatering av systemtilgang");
  await isForEveryone(page, "change request");
  await openedIsForEveryone(page, "change request");
  await control.answer(id, "reject");
  await page.reload();
  await expect(page.getByRole("main")).toContainText("allerede avvist");
  await isForEveryone(page, "change request: refused already");

  const late = await vendor.askForChange(user, wanted);
  await control.timeOut(late.id);
  await page.goto(late.confirmUrl);
  await expect(page.getByRole("main")).toContainText("har utløpt");
  await isForEveryone(page, "change request: too old");
});

test.describe("of an accountant", () => {
  test.use({ kind: "accountant", count: 7 });

  test("agent request, and the clients", async ({ page, customer, vendor, control, site }) => {
    const system = await vendor.register(LONG, { accessPackages: OF_CLIENTS });
    const { id, confirmUrl } = await vendor.askForAgent(system, customer, OF_CLIENTS);
    await page.goto(confirmUrl);
    await choosePerson(page, customer.person);
    await expect(heading(page)).toHaveText("Godkjenn systemtilgang for klientene dine");
    await isForEveryone(page, "agent request");
    await openedIsForEveryone(page, "agent request");
    await control.answer(id, "approve");
    await page.reload();
    await expect(page.getByRole("main")).toContainText("allerede godkjent");
    await isForEveryone(page, "agent request: approved already");
    await page.goto(`${site.altinnUi}${UI}/overview`);
    await isForEveryone(page, "overview, for clients");

    await page.goto(`${site.altinnUi}${UI}/${id}/agentdelegation`);
    await isForEveryone(page, "clients: none connected");
    await button(page, "Legg til klienter").click();
    await isForEveryone(page, "clients to choose");
    await page.getByRole("searchbox").fill("finnes ikke");
    await button(page, "Søk").click();
    await expect(page.getByRole("main")).toContainText("Ingen klienter passer.");
    await isForEveryone(page, "no client found");
    await page.goto(`${site.altinnUi}${UI}/${id}/agentdelegation/clients`);
    await button(page, "Legg til alle klienter").click();
    await expect(page.getByRole("main").getByRole("status")).toBeVisible();
    await isForEveryone(page, "clients: all added");
    await button(page, "Bekreft og lukk").click();
    await isForEveryone(page, "clients: some connected");
    await button(page, "Slett systemtilgang").click();
    await isForEveryone(page, "delete one for clients");
  });

  test("one's own organisation among the clients", async ({ page, customer, vendor, control, site }) => {
    const system = await vendor.register("Skattly", { accessPackages: OF_ALL });
    const { id } = await vendor.askForAgent(system, customer, OF_ALL);
    await control.answer(id, "approve");
    await page.goto(`${site.altinnUi}${UI}/${id}/agentdelegation`);
    await choosePerson(page, customer.person);
    await button(page, "Legg til din virksomhet").click();
    await expect(page.getByRole("main")).toContainText("Din virksomhet");
    await isForEveryone(page, "clients: own organisation");
    await page.goto(`${site.altinnUi}${UI}/${id}/agentdelegation/clients`);
    await expect(page.getByRole("main")).toContainText("Ingen klienter kan legges til.");
    await isForEveryone(page, "clients: none to choose");
  });
});
