import type { Page } from "@playwright/test";
import { choosePerson, chooseSystem, type Person } from "./customer.ts";
import { accessPackage, expect, right, test } from "./vendor.ts";

// Altinn's own browser tests find everything by role and name. Each test here walks one of their journeys with the same
// roles and names, so that a vendor can use such tests against the simulator and against Altinn.

const OVERVIEW = "/accessmanagement/ui/systemuser/overview";
const PAYROLL = { accessPackages: [accessPackage("lonn")] };
const OF_CLIENTS = [accessPackage("regnskapsforer-lonn")];

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const link = (page: Page, name: string) => page.getByRole("link", { name });

async function open(page: Page, url: string, person: Person) {
  await page.goto(url);
  await choosePerson(page, person);
  // The heading is there before the script that empties closed dialogs has run.
  await page.waitForLoadState("load");
}

test("a customer looks at what a request asks for, and approves", async ({
  page,
  customer,
  vendor,
  javaScriptEnabled,
}) => {
  const wanted = { rights: [right("ske-krav-og-betalinger")], accessPackages: [accessPackage("skattegrunnlag")] };
  const system = await vendor.register("Skytall", wanted);
  const { id, confirmUrl } = await vendor.ask(system, customer, wanted);
  await open(page, confirmUrl, customer.person);
  // With JavaScript, closed dialogs have no content. A locator by text then finds the row alone.
  if (javaScriptEnabled !== false) {
    await expect(page.getByText("Skattegrunnlag")).toBeVisible();
    await expect(page.getByText("Krav og betalinger")).toBeVisible();
  }

  await button(page, "Skattegrunnlag").click();
  const dialog = page.getByRole("dialog", { name: "Skattegrunnlag" });
  await expect(dialog).toContainText("Gir tilgang til 1 tjeneste");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(button(page, "Skattegrunnlag")).toBeFocused();
  await button(page, "Krav og betalinger").click();
  await expect(page.getByRole("dialog", { name: "Krav og betalinger" })).toContainText("Tjenesteeier: Skatteetaten");
  await button(page, "Lukk").click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await button(page, "Godkjenn").click();
  await expect(page).toHaveURL(vendor.redirectUrl);
  expect(await vendor.status("vendor", id)).toBe("Accepted");
});

test.describe("an employee", () => {
  test.use({ kind: "forwarder" });

  test("forwards a request, and the access manager approves it", async ({
    page,
    customer,
    vendor,
    site,
    otherBrowser: manager,
  }) => {
    const wanted = { rights: [right("ske-krav-og-betalinger")], ...PAYROLL };
    const system = await vendor.register("Skytall", wanted);
    const { id, confirmUrl } = await vendor.ask(system, customer, wanted);
    await open(page, confirmUrl, customer.person);
    await button(page, "Ja, send videre").click();
    await button(page, "Avslutt").click();
    await expect(page).toHaveURL(vendor.redirectUrl);

    await open(manager, `${site.altinnUi}${OVERVIEW}`, customer.accessManager!);
    await manager.getByText("Forespørsler", { exact: true }).click();
    await manager.locator(`a[href*="${id}"]`).click();
    await button(manager, "Godkjenn").click();
    await link(manager, "Skytall").click();
    await expect(button(manager, "Lønn")).toBeVisible();
    await expect(button(manager, "Krav og betalinger")).toBeVisible();
  });

  test("closes a request without an answer", async ({ page, customer, vendor }) => {
    const system = await vendor.register("Skytall", PAYROLL);
    const { id, confirmUrl } = await vendor.ask(system, customer, PAYROLL);
    await open(page, confirmUrl, customer.person);
    await button(page, "Lukk og logg ut").click();
    await expect(page).toHaveURL(vendor.redirectUrl);
    expect(await vendor.status("vendor", id)).toBe("New");
  });
});

test("a customer makes a system access, and deletes it", async ({ page, customer, vendor, site }) => {
  await vendor.register("Lønnsly", PAYROLL, true);
  await open(page, `${site.altinnUi}${OVERVIEW}`, customer.person);
  await link(page, "Lag ny systemtilgang").click();
  await chooseSystem(page, "Lønnsly");
  await button(page, "Gå videre").click();
  await button(page, "Opprett systemtilgang").click();
  await expect(page.getByRole("heading", { name: "Egne systemtilganger" })).toBeVisible();
  await link(page, "Lønnsly").click();

  const remove = button(page, "Slett systemtilgang");
  await remove.click();
  // The button that confirms has the same name.
  await remove.nth(1).click();
  await expect(page).toHaveURL((url) => url.pathname === OVERVIEW);
  await expect(page.getByRole("status")).toHaveText("Systemtilgangen er slettet.");
  await expect(link(page, "Lønnsly")).toHaveCount(0);
});

test.describe("an accountant", () => {
  test.use({ kind: "accountant", count: 7 });

  test("connects clients, and disconnects one", async ({
    page,
    customer,
    vendor,
    control,
    site,
    javaScriptEnabled,
  }) => {
    const system = await vendor.register("Rekna", { accessPackages: OF_CLIENTS });
    const { id } = await vendor.askForAgent(system, customer, OF_CLIENTS);
    await control.answer(id, "approve");
    await open(page, `${site.altinnUi}${OVERVIEW}`, customer.person);
    await link(page, "Rekna").click();
    await button(page, "Regnskapsfører lønn").click();
    await page.keyboard.press("Escape");

    // The last client is on the second page of the list.
    const client = [...customer.clients!].sort((a, b) => a.name.localeCompare(b.name)).at(-1)!;
    await button(page, "Legg til klienter").click();
    const dialog = page.getByRole("dialog");
    const search = dialog.getByRole("searchbox", { name: "Søk i klienter" });
    await expect(search).toBeVisible();
    // The script that searches while the user types runs before the load event.
    await page.waitForLoadState();
    await search.fill(client.number);
    if (javaScriptEnabled === false) await dialog.getByRole("button", { name: "Søk" }).click();
    await dialog.getByRole("button", { name: `Legg til ${client.name} i systemtilgang` }).click();
    await expect(dialog.getByText(`${client.name} er lagt til`)).toBeVisible();
    await button(page, "Bekreft og lukk").click();
    const row = page.getByRole("listitem").filter({ hasText: client.name });
    const groups = client.number.match(/\d{3}/g)!.join(" ");
    await expect(row.getByText(`Org.nr. ${groups}`)).toBeVisible();

    await button(page, "Legg til eller fjern klienter").click();
    await expect(search).toBeVisible();
    await page.waitForLoadState();
    await search.fill(client.number);
    if (javaScriptEnabled === false) await dialog.getByRole("button", { name: "Søk" }).click();
    await dialog.getByRole("button", { name: `Fjern ${client.name} fra systemtilgang` }).click();
    await expect(dialog.getByText(`${client.name} er fjernet fra systemtilgangen`)).toBeVisible();
    await button(page, "Bekreft og lukk").click();
    await expect(row).toHaveCount(0);
  });

  test("connects its own organisation", async ({ page, customer, vendor, control, site }) => {
    const accessPackages = [accessPackage("skattegrunnlag")];
    const system = await vendor.register("Skattly", { accessPackages });
    const { id } = await vendor.askForAgent(system, customer, accessPackages);
    await control.answer(id, "approve");
    await open(page, `${site.altinnUi}${OVERVIEW}`, customer.person);
    await link(page, "Skattly").click();
    await button(page, "Legg til din virksomhet").click();
    await expect(page.getByText("Din virksomhet", { exact: true })).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: customer.organisation.name })).toBeVisible();
    await button(page, "Fjern din virksomhet fra systemtilgang").click();
    await expect(button(page, "Legg til din virksomhet")).toBeVisible();
  });
});

for (const { name, viewport } of [
  { name: "a projector", viewport: { width: 1280, height: 720 } },
  { name: "a phone", viewport: { width: 390, height: 844 } },
]) {
  test(`the buttons of a long request come after its powers on ${name}, and cover nothing`, async ({
    page,
    customer,
    vendor,
  }) => {
    const wanted = {
      rights: [right("ske-krav-og-betalinger")],
      accessPackages: ["lonn", "skattegrunnlag", "regnskapsforer-lonn"].map(accessPackage),
    };
    const system = await vendor.register("Skytall", wanted);
    const { confirmUrl } = await vendor.ask(system, customer, { ...wanted, accessPackages: wanted.accessPackages.slice(0, 2) });
    await page.setViewportSize(viewport);
    await open(page, confirmUrl, customer.person);
    const last = button(page, "Krav og betalinger");
    const [row, bar] = [await last.boundingBox(), await page.locator(".sim-decision").boundingBox()];
    expect(row!.y + row!.height).toBeLessThanOrEqual(bar!.y);
  });
}

test("the focus stays in an open dialog, and a deletion starts at Cancel", async ({ page, customer, vendor, control, site }) => {
  const system = await vendor.register("Skytall", PAYROLL);
  const { id, confirmUrl } = await vendor.ask(system, customer, PAYROLL);
  await open(page, confirmUrl, customer.person);
  const row = button(page, "Lønn");
  await row.focus();
  await page.keyboard.press("Enter");
  for (let tabs = 0; tabs < 4; tabs += 1) {
    await page.keyboard.press("Tab");
    // Between the last element of the dialog and its first, the browser's own buttons have the focus.
    expect(await page.evaluate(() => document.activeElement!.matches("body, dialog *"))).toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(row).toBeFocused();

  await control.answer(id, "approve");
  await page.goto(`${site.altinnUi}/accessmanagement/ui/systemuser/${id}`);
  await page.waitForLoadState("load");
  await button(page, "Slett systemtilgang").click();
  await expect(button(page, "Avbryt")).toBeFocused();
});

test("a printed request has no buttons, and says that it is a simulation", async ({ page, customer, vendor }) => {
  const system = await vendor.register("Skytall", PAYROLL);
  const { confirmUrl } = await vendor.ask(system, customer, PAYROLL);
  await open(page, confirmUrl, customer.person);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Simulering – ikke Altinn")).toBeVisible();
  await expect(page.getByRole("button", { name: "Lønn" })).toBeVisible();
  await expect(page.getByRole("button", { name: /Godkjenn|Avvis/ })).toHaveCount(0);
  await expect(page.getByRole("navigation")).toHaveCount(0);
});
