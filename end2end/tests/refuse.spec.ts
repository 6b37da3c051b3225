import { answer, expect, goToAltinn, heading, leaveForAltinn, link, logIn, requestOf, test } from "./customer.ts";

test("a customer who rejects sees that, and can start again", async ({ page, customer }) => {
  await leaveForAltinn(page, customer);
  const refused = requestOf(page);
  await answer(page, customer, "Avvis");
  await logIn(page, customer.person);
  await expect(heading(page)).toHaveText("Forespørselen ble avvist");
  await expect(page.getByRole("main")).toContainText("SmartCloud har ingen tilgang, og ingenting er hentet.");

  await link(page, "Spør på nytt").click();
  // The customer starts again, and sees again what SmartCloud will request.
  await expect(heading(page)).toHaveText(`Gi SmartCloud tilgang på vegne av ${customer.organisation.name}`);
  await goToAltinn(page);
  expect(requestOf(page)).not.toBe(refused);
  await answer(page, customer, "Godkjenn systemtilgang");
  await logIn(page, customer.person);
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
});
