import { button, chooseSystem, choosePerson, heading, link } from "./customer.ts";
import { accessPackage, expect, right, test, type Vendor } from "./vendor.ts";

const CREATE = "/accessmanagement/ui/systemuser/create";
const OVERVIEW = "/accessmanagement/ui/systemuser/overview";
const PAYROLL = { accessPackages: [accessPackage("lonn")] };

/** Registers so many systems that the page shows a search field. The wanted system is one of them. */
async function manySystems(vendor: Vendor) {
  for (const name of ["Alfa", "Bravo", "Charlie", "Delta", "Ekko", "Lønnsly"]) {
    await vendor.register(name, PAYROLL, true);
  }
}

test("a customer finds a system, sees what it gets, and makes a system access", async ({
  page,
  customer,
  vendor,
  site,
}) => {
  await manySystems(vendor);
  await page.goto(`${site.altinnUi}${OVERVIEW}`);
  await choosePerson(page, customer.person);
  await link(page, "Lag ny systemtilgang").click();
  await expect(heading(page)).toHaveText("Velg fagsystem");
  await page.getByRole("searchbox", { name: "Søk i fagsystemer" }).fill("lønnsl");
  await button(page, "Søk").click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("1 fagsystem passer til «lønnsl».");
  await chooseSystem(page, "Lønnsly");
  await button(page, "Gå videre").click();
  await expect(heading(page)).toHaveText(
    `Systemtilgangen Lønnsly vil få denne fullmakten for ${customer.organisation.name}`,
  );
  await button(page, "Opprett systemtilgang").click();
  await expect(heading(page)).toHaveText(`Systemtilganger for ${customer.organisation.name}`);
  await page.getByRole("link", { name: /^Lønnsly .*NY.*Se fullmakter$/ }).click();
  await expect(heading(page)).toHaveText("Lønnsly");
  await expect(page.getByRole("heading", { name: "1 tilgangspakke" })).toBeVisible();
});

test("a customer who chooses nothing sees an error", async ({ page, customer, vendor, site }) => {
  await manySystems(vendor);
  await page.goto(`${site.altinnUi}${CREATE}?next=true`);
  await choosePerson(page, customer.person);
  await expect(page.getByRole("alert")).toHaveText("Du må velge et fagsystem før du går videre.");
  await expect(page.getByRole("combobox", { name: "Velg fagsystem" })).toHaveAccessibleDescription(
    "Du må velge et fagsystem før du går videre.",
  );
});

test("the browser does not send the form if nothing is chosen", async ({ page, customer, vendor, site }) => {
  await manySystems(vendor);
  await page.goto(`${site.altinnUi}${CREATE}`);
  await choosePerson(page, customer.person);
  const before = page.url();
  await button(page, "Gå videre").click();
  await expect(page.locator("select:invalid")).toBeAttached();
  expect(page.url()).toBe(before);
});

test.describe("someone who lacks a power", () => {
  test.use({ kind: "lacks" });

  test("is told which, and nothing is made", async ({ page, customer, vendor, site }) => {
    const system = await vendor.register("Lønnsly", PAYROLL, true);
    await page.goto(`${site.altinnUi}${CREATE}?system=${system}`);
    await choosePerson(page, customer.person);
    await button(page, "Opprett systemtilgang").click();
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("Tilgangspakker som ikke kunne delegeres:");
    await expect(alert.getByRole("listitem")).toHaveText(["Lønn"]);
    await expect(alert).toContainText("Feilkode: AMUI-00053");
    await link(page, "Avbryt").click();
    await expect(page.getByRole("main")).toContainText("Virksomheten har ingen egne systemtilganger.");
  });
});

test.describe("an employee", () => {
  test.use({ kind: "forwarder" });

  test("may not, and the access manager finds what was forwarded among the requests", async ({
    page,
    customer,
    vendor,
    site,
    otherBrowser,
  }) => {
    const wanted = { rights: [right("ske-krav-og-betalinger")] };
    const system = await vendor.register("Kravly", wanted, true);
    await page.goto(`${site.altinnUi}${CREATE}?system=${system}`);
    await choosePerson(page, customer.person);
    await expect(page.getByRole("main")).toContainText("Du mangler nødvendige fullmakter.");
    await expect(button(page, "Opprett systemtilgang")).toHaveCount(0);

    const { id, confirmUrl } = await vendor.ask(system, customer, wanted);
    await page.goto(confirmUrl);
    await button(page, "Ja, send videre").click();
    await expect(page.getByRole("status")).toContainText("Forespørselen er videresendt");

    await otherBrowser.goto(`${site.altinnUi}${OVERVIEW}`);
    await choosePerson(otherBrowser, customer.accessManager!);
    await link(otherBrowser, "Forespørsler").click();
    await expect(heading(otherBrowser)).toHaveText(`Forespørsler for ${customer.organisation.name}`);
    await otherBrowser.getByRole("link", { name: /^Kravly .*Behandle forespørsel$/ }).click();
    await button(otherBrowser, "Godkjenn systemtilgang").click();
    await expect(heading(otherBrowser)).toHaveText(`Systemtilganger for ${customer.organisation.name}`);
    expect(await vendor.status("vendor", id)).toBe("Accepted");
  });
});
