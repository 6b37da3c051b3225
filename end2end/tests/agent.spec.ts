import { button, choosePerson, heading } from "./customer.ts";
import { accessPackage, expect, test } from "./vendor.ts";

const OVERVIEW = "/accessmanagement/ui/systemuser/overview";
// The first package comes from an accountant's clients. Every organisation has the second package itself.
const OF_CLIENTS = [accessPackage("regnskapsforer-lonn")];
const OF_ALL = [accessPackage("skattegrunnlag")];

test.use({ kind: "accountant" });

test("an accountant approves, and then chooses whom the system acts for", async ({ page, customer, vendor, site }) => {
  const system = await vendor.register("Rekna", { accessPackages: OF_CLIENTS });
  const { id, confirmUrl } = await vendor.askForAgent(system, customer, OF_CLIENTS);
  await page.goto(confirmUrl);
  await choosePerson(page, customer.person);
  await expect(heading(page)).toHaveText("Godkjenn systemtilgang for klientene dine");
  await expect(page.getByRole("main")).toContainText(`oppgaver for klientene til ${customer.organisation.name}`);
  await button(page, "Godkjenn systemtilgang").click();
  await expect(page).toHaveURL(vendor.redirectUrl);
  expect(await vendor.status("vendor/agent", id)).toBe("Accepted");

  // Altinn has logged the customer out.
  await page.goto(`${site.altinnUi}${OVERVIEW}`);
  await choosePerson(page, customer.person);
  await expect(page.getByRole("heading", { name: "Systemtilganger for klienter", level: 2 })).toBeVisible();
  await page.getByRole("link", { name: /^Rekna .*Administrere klienter$/ }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("Denne systemtilgangen har ingen klienter");
  await expect(button(page, "Legg til din virksomhet"), "the package is for clients alone").toHaveCount(0);

  await button(page, "Legg til klienter").click();
  await expect(heading(page)).toHaveText("Hvilke klienter skal knyttes til systemtilgangen Rekna?");
  const [first, second] = customer.clients!;
  await button(page, `Legg til ${first!.name} i systemtilgang`).click();
  await expect(main.getByRole("status")).toHaveText(`${first!.name} er lagt til i systemtilgangen`);
  await button(page, "Legg til alle klienter").click();
  await expect(main.getByRole("status")).toHaveText("Alle klienter er lagt til.");
  await expect(main.getByRole("button", { name: /^Fjern .+ fra systemtilgang$/ })).toHaveCount(3);
  await expect(button(page, "Legg til alle klienter"), "there are no more").toHaveCount(0);
  await button(page, `Fjern ${second!.name} fra systemtilgang`).click();
  await expect(main.getByRole("status")).toHaveText(`${second!.name} er fjernet fra systemtilgangen`);

  await button(page, "Bekreft og lukk").click();
  await expect(heading(page)).toHaveText("Rekna");
  await expect(main).toContainText(first!.name);
  await expect(main).not.toContainText(second!.name);
});

test("one's own organisation can be added and removed if every organisation has the package", async ({
  page,
  customer,
  vendor,
  control,
  site,
}) => {
  const system = await vendor.register("Skattly", { accessPackages: OF_ALL });
  const { id } = await vendor.askForAgent(system, customer, OF_ALL);
  await control.answer(id, "approve");
  await page.goto(`${site.altinnUi}/accessmanagement/ui/systemuser/${id}/agentdelegation`);
  await choosePerson(page, customer.person);
  const main = page.getByRole("main");
  await button(page, "Legg til din virksomhet").click();
  await expect(main.getByRole("status")).toHaveText(`${customer.organisation.name} er lagt til i systemtilgangen`);
  await expect(main).toContainText("Din virksomhet");
  await button(page, "Fjern din virksomhet fra systemtilgang").click();
  await expect(main).toContainText("Denne systemtilgangen har ingen klienter");
});

test("an agent system user is deleted with its clients, as the page says", async ({ page, customer, vendor, control, site }) => {
  const system = await vendor.register("Rekna", { accessPackages: OF_CLIENTS });
  const { id } = await vendor.askForAgent(system, customer, OF_CLIENTS);
  await control.answer(id, "approve");
  await page.goto(`${site.altinnUi}/accessmanagement/ui/systemuser/${id}/agentdelegation/clients`);
  await choosePerson(page, customer.person);
  await button(page, `Legg til ${customer.clients![0]!.name} i systemtilgang`).click();
  await button(page, "Bekreft og lukk").click();

  await button(page, "Slett systemtilgang").click();
  const dialog = page.getByRole("dialog", { name: "Er du sikker på at du vil slette systemtilgangen «Rekna»?" });
  await expect(dialog).toContainText("Klienter som er tilordnet systemtilgangen vil også bli fjernet.");
  await dialog.getByRole("button", { name: "Slett systemtilgang" }).click();
  await expect(heading(page)).toHaveText(`Systemtilganger for ${customer.organisation.name}`);
  await expect(page.getByRole("heading", { name: "Systemtilganger for klienter" })).toHaveCount(0);
});

test("a rejected agent request leads to the vendor's page", async ({ page, customer, vendor }) => {
  const system = await vendor.register("Rekna", { accessPackages: OF_CLIENTS });
  const { id, confirmUrl } = await vendor.askForAgent(system, customer, OF_CLIENTS);
  await page.goto(confirmUrl);
  await choosePerson(page, customer.person);
  await button(page, "Avvis").click();
  await expect(page).toHaveURL(vendor.redirectUrl);
  expect(await vendor.status("vendor/agent", id)).toBe("Rejected");
});

test.describe("an employee", () => {
  test.use({ kind: "forwarder" });

  test("forwards, and the access manager finds it and approves", async ({
    page,
    customer,
    vendor,
    site,
    otherBrowser,
  }) => {
    const system = await vendor.register("Rekna", { accessPackages: OF_CLIENTS });
    const { id, confirmUrl } = await vendor.askForAgent(system, customer, OF_CLIENTS);
    await page.goto(confirmUrl);
    await choosePerson(page, customer.person);
    await expect(page.getByRole("button", { name: "Godkjenn systemtilgang" })).toHaveCount(0);
    await button(page, "Ja, send videre").click();
    await expect(page.getByRole("status")).toContainText("Forespørselen er videresendt");
    await button(page, "Avslutt").click();
    await expect(page).toHaveURL(vendor.redirectUrl);
    expect(await vendor.status("vendor/agent", id)).toBe("New");

    await otherBrowser.goto(`${site.altinnUi}${OVERVIEW}`);
    await choosePerson(otherBrowser, customer.accessManager!);
    await otherBrowser.getByRole("link", { name: /^Rekna .*Godkjenn systemtilgang for klienter$/ }).click();
    await button(otherBrowser, "Godkjenn systemtilgang").click();
    await expect(heading(otherBrowser)).toHaveText(`Systemtilganger for ${customer.organisation.name}`);
    expect(await vendor.status("vendor/agent", id)).toBe("Accepted");
  });
});
