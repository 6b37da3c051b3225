import { expect, type Page } from "@playwright/test";
import { forget, test as base, watch } from "./site.ts";

export type Person = { key: string; name: string };
export type Organisation = { number: string; name: string };
export type Kind = "approver" | "lacks" | "forwarder" | "unrelated" | "several" | "accountant";

/** A person, and the organisation that the person wants to connect to SmartCloud. */
export type Customer = {
  person: Person;
  organisation: Organisation;
  /** The person who can approve, if `person` cannot. */
  accessManager?: Person;
  /** All organisations that the person may act for. */
  organisations: Organisation[];
  /** The clients of an accountant. */
  clients?: Organisation[];
};

type Fixtures = {
  /** The kind of customer that the test needs: `test.use({ kind: … })`. */
  kind: Kind;
  /** The number of organisations for the kind `several`, or of clients for the kind `accountant`. */
  count: number;
  customer: Customer;
  /** A page in another person's browser, with cookies and sessions of its own. */
  otherBrowser: Page;
};

/** A test with a customer that no other test uses. */
export const test = base.extend<Fixtures>({
  kind: ["approver", { option: true }],
  count: [3, { option: true }],
  customer: async ({ control, kind, count }, use) => {
    const counted = kind === "several" || kind === "accountant";
    const wanted = counted ? { kind, count } : { kind };
    await use(await control.call<Customer>("POST", "customers", wanted));
  },
  otherBrowser: async ({ browser, faults, javaScriptEnabled }, use) => {
    const context = await browser.newContext();
    await watch(context, faults, javaScriptEnabled !== false);
    await use(await context.newPage());
    forget(context);
    await context.close();
  },
});
export { expect };

export const heading = (page: Page) => page.getByRole("heading", { level: 1 });
export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
export const link = (page: Page, name: string) => page.getByRole("main").getByRole("link", { name, exact: true });
export const statusPath = (organisation: Organisation) => `/connect/${organisation.number}`;

/** Chooses this person on ID-porten's page. */
export async function choosePerson(page: Page, person: Person) {
  await expect(heading(page)).toHaveText("Hvem vil du logge inn som?");
  await page.getByRole("searchbox", { name: "Finn person" }).fill(person.key);
  await button(page, "Søk").click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("1 person passer");
  await page.getByRole("button", { name: person.name }).click();
  // Wait for the next page. Without this, a check could run against the page that the browser is leaving.
  await expect(heading(page)).not.toHaveText("Hvem vil du logge inn som?");
}

/** Chooses a system on Altinn's page for a new system access. The text of the option begins with the system's name. */
export async function chooseSystem(page: Page, name: string) {
  const list = page.getByRole("combobox", { name: "Velg fagsystem" });
  const option = list.getByRole("option").filter({ hasText: `${name} – ` });
  await list.selectOption((await option.getAttribute("value")) ?? "");
}

/** Presses the log-in button of the page, and logs in as this person. */
export async function logIn(page: Page, person: Person) {
  await page.getByRole("main").getByRole("button", { name: /^Logg inn (?!som)/ }).click();
  await choosePerson(page, person);
}

/** Opens the page behind a plan's button on the home page, without a session. */
export async function choosePlan(page: Page, plan = "Basis") {
  await page.goto("/");
  await page.getByRole("link", { name: `Velg ${plan}` }).click();
}

/** Goes to the page before leaving, which shows what SmartCloud will request. */
export async function logInToPlan(page: Page, customer: Customer, plan = "Basis") {
  await choosePlan(page, plan);
  await logIn(page, customer.person);
  await expect(heading(page)).toContainText("Gi SmartCloud tilgang på vegne av");
}

/** Goes to Altinn as a customer does: choose a plan, log in, press the button. */
export async function leaveForAltinn(page: Page, customer: Customer, plan = "Basis") {
  await logInToPlan(page, customer, plan);
  await goToAltinn(page);
}

export async function goToAltinn(page: Page) {
  await page.getByRole("button", { name: /^Gå til Altinn og/ }).click();
  await expect(heading(page)).toHaveText("Gi tilgang til system");
}

/** The id of the request that Altinn's page shows. */
export function requestOf(page: Page): string {
  const id = new URL(page.url()).searchParams.get("id");
  if (!id) throw new Error(`no request on ${page.url()}`);
  return id;
}

/** Presses a button that ends the visit to Altinn. Altinn's log-out also ends the session at SmartCloud. */
export async function answer(page: Page, customer: Customer, name: string) {
  await page.getByRole("main").getByText(name, { exact: true }).click();
  await isBackSignedOut(page, customer);
}

export async function isBackSignedOut(page: Page, customer: Customer) {
  await expect(page).toHaveURL(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Du er tilbake fra Altinn");
  await expect(page.getByRole("main")).not.toContainText(customer.organisation.name);
}

/** Opens the status page, and logs in first. */
export async function logInToStatus(page: Page, customer: Customer, person = customer.person) {
  await page.goto(statusPath(customer.organisation));
  await logIn(page, person);
  await expect(page).toHaveURL(statusPath(customer.organisation));
}

/** Goes the whole way: the customer is connected and logged in, and sees the dashboard's link. */
export async function connect(page: Page, customer: Customer, plan = "Basis") {
  await leaveForAltinn(page, customer, plan);
  await answer(page, customer, "Godkjenn systemtilgang");
  await logIn(page, customer.person);
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
}
