import { expect, heading, leaveForAltinn, link, requestOf, statusPath, test } from "./customer.ts";

test("the link on the status page shows the answer after Altinn has it", async ({ page, customer, control }) => {
  // The live status never gets an answer, so only the link can change the page.
  await page.route("**/api/progress", () => {});
  await leaveForAltinn(page, customer);
  const request = requestOf(page);
  await page.goto(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Venter på svar i Altinn");
  const events = page.getByRole("main").getByRole("term");
  await expect(events).toHaveText(["Forespørsel sendt", "Åpnet i Altinn", "Besvart", "Sist sjekket"]);
  await expect(page.getByRole("definition").nth(2)).toHaveText("ikke ennå");
  await link(page, "Sjekk på nytt").click();
  await expect(heading(page)).toHaveText("Venter på svar i Altinn");

  await control.answer(request, "approve");
  await link(page, "Sjekk på nytt").click();
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
  await expect(page.getByRole("definition").nth(2)).not.toHaveText("ikke ennå");
});

test("a message to a colleague has the address of SmartCloud's page, and no address of Altinn's", async ({
  page,
  customer,
}) => {
  await leaveForAltinn(page, customer);
  const request = requestOf(page);
  await page.goto(statusPath(customer.organisation));
  const mail = await link(page, "Skriv e-post").getAttribute("href");
  const body = new URL(mail!).searchParams.get("body")!;
  expect(body).toContain(customer.organisation.name);
  expect(body).toContain(page.url());
  expect(await page.content()).not.toContain(request);
});
