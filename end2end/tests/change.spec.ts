import type { Page } from "@playwright/test";
import { button, choosePerson, type Customer, heading } from "./customer.ts";
import type { Control } from "./site.ts";
import { accessPackage, expect, right, test, type Vendor } from "./vendor.ts";

const BEFORE = [accessPackage("skattegrunnlag"), accessPackage("lonn")];
const RIGHTS = [right("ske-krav-og-betalinger")];

/** A system user with two packages. The vendor requests one service in place of one of the packages. */
async function askedToChange(vendor: Vendor, control: Control, customer: Customer) {
  const system = await vendor.register("Skytall", { accessPackages: BEFORE, rights: RIGHTS });
  const { id: user } = await vendor.ask(system, customer, { accessPackages: BEFORE });
  await control.answer(user, "approve");
  const change = { unwantedAccessPackages: [accessPackage("lonn")], requiredRights: RIGHTS };
  return { user, ...(await vendor.askForChange(user, change)) };
}

async function showsPowers(page: Page, packages: string[], services: string) {
  const rows = page.getByRole("main").getByRole("listitem").getByRole("button");
  await expect(rows).toContainText([...packages, ...(services ? [services] : [])]);
  await expect(rows).toHaveCount(packages.length + (services ? 1 : 0));
}

test("an approved change shows on the system access", async ({ page, customer, vendor, control, site }) => {
  const { user, id, confirmUrl } = await askedToChange(vendor, control, customer);
  await page.goto(confirmUrl);
  await choosePerson(page, customer.person);
  await expect(heading(page)).toHaveText("Oppdatering av systemtilgang");
  const main = page.getByRole("main");
  await expect(main.getByRole("heading", { name: "Denne tilgangspakken vil fjernes" })).toBeVisible();
  await expect(main.getByRole("heading", { name: "Denne enkelttjenesten vil legges til" })).toBeVisible();
  await button(page, "Godkjenn oppdatert systemtilgang").click();
  await expect(page).toHaveURL(vendor.redirectUrl);
  expect(await vendor.statusOfChange(id)).toBe("Accepted");

  await page.goto(`${site.altinnUi}/accessmanagement/ui/systemuser/${user}`);
  await choosePerson(page, customer.person);
  await showsPowers(page, ["Skattegrunnlag"], "Krav og betalinger");
});

test("a rejected change changes nothing", async ({ page, customer, vendor, control, site }) => {
  const { user, id, confirmUrl } = await askedToChange(vendor, control, customer);
  await page.goto(confirmUrl);
  await choosePerson(page, customer.person);
  await button(page, "Avvis").click();
  await expect(page).toHaveURL(vendor.redirectUrl);
  expect(await vendor.statusOfChange(id)).toBe("Rejected");

  await page.goto(`${site.altinnUi}/accessmanagement/ui/systemuser/${user}`);
  await choosePerson(page, customer.person);
  await showsPowers(page, ["Skattegrunnlag", "Lønn"], "");
});

test.describe("an employee", () => {
  test.use({ kind: "forwarder" });

  test("can neither answer a change nor forward it", async ({ page, customer, vendor, control }) => {
    const { id, confirmUrl } = await askedToChange(vendor, control, customer);
    await page.goto(confirmUrl);
    await choosePerson(page, customer.person);
    const main = page.getByRole("main");
    await expect(main).toContainText("Du mangler nødvendig fullmakt.");
    await expect(main.getByRole("button", { name: /Godkjenn|Avvis|videre/ })).toHaveCount(0);
    await button(page, "Lukk og logg ut").click();
    await expect(page).toHaveURL(vendor.redirectUrl);
    expect(await vendor.statusOfChange(id)).toBe("New");
  });
});
