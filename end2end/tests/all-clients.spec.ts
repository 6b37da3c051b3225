import { button, choosePerson, heading, link } from "./customer.ts";
import { accessPackage, expect, test } from "./vendor.ts";

const OF_CLIENTS = [accessPackage("regnskapsforer-lonn")];

test.use({ kind: "accountant", count: 12 });

test("all clients are added, and without JavaScript the user presses a button for each batch", async ({
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
  await page.goto(`${site.altinnUi}/accessmanagement/ui/systemuser/${id}/agentdelegation/clients`);
  await choosePerson(page, customer.person);
  const main = page.getByRole("main");
  await button(page, "Legg til alle klienter").click();
  if (javaScriptEnabled === false) {
    await expect(page.getByRole("progressbar", { name: "Legger til klient 5 av 12" })).toBeVisible();
    await button(page, "Legg til de neste").click();
    await expect(page.getByRole("progressbar", { name: "Legger til klient 10 av 12" })).toBeVisible();
    await link(page, "Stopp her").click();
    await expect(main.getByRole("alert")).toHaveText("Kun 10 av 12 klienter ble lagt til.");
    await button(page, "Legg til alle klienter").click();
  }
  await expect(main.getByRole("status")).toHaveText("Alle klienter er lagt til.");
  await expect(heading(page)).toHaveText("Hvilke klienter skal knyttes til systemtilgangen Rekna?");
  await expect(button(page, "Legg til alle klienter"), "there are no more").toHaveCount(0);
  await button(page, "Bekreft og lukk").click();
  await expect(main).toContainText("Side 1 av 3");
});
