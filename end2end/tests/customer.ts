import { expect, type Page } from "@playwright/test";
import { forget, test as base, watch } from "./site.ts";

export type Person = { key: string; name: string };
export type Organisation = { number: string; name: string };
export type Kind = "approver" | "lacks" | "forwarder" | "unrelated" | "several" | "accountant";

/** A person, and an organisation that the person wants to connect. */
export type Customer = {
  person: Person;
  organisation: Organisation;
  /** Who can approve, where it is not the person. */
  accessManager?: Person;
  /** All that the person can act for. */
  organisations: Organisation[];
  /** Of an accountant. */
  clients?: Organisation[];
};

type Fixtures = {
  /** What kind of customer the test needs: `test.use({ kind: … })`. */
  kind: Kind;
  /** How many organisations one of the kind `several` has, or clients one of the kind `accountant`. */
  count: number;
  customer: Customer;
  /** A page in a browser of another's: other cookies, other log-ins. */
  otherBrowser: Page;
};

/** A test with a customer that no other test knows. */
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

/** Is this person, on ID-porten's page. */
export async function choosePerson(page: Page, person: Person) {
  await expect(heading(page)).toHaveText("Hvem vil du logge inn som?");
  await page.getByRole("searchbox", { name: "Finn person" }).fill(person.key);
  await button(page, "Søk").click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("1 person passer");
  await page.getByRole("button", { name: person.name }).click();
  // Whoever looks at the next page at once would see half of this one.
  await expect(heading(page)).not.toHaveText("Hvem vil du logge inn som?");
}

/** Presses the page's own button for log-in, and logs in. */
export async function logIn(page: Page, person: Person) {
  await page.getByRole("main").getByRole("button", { name: /^Logg inn/ }).click();
  await choosePerson(page, person);
}

/** Opens the page that a plan's button on the home page leads to, as someone who is not logged in. */
export async function choosePlan(page: Page, plan = "Basis") {
  await page.goto("/");
  await page.getByRole("link", { name: `Velg ${plan}` }).click();
}

/** To the page that shows what will be asked for. */
export async function logInToPlan(page: Page, customer: Customer, plan = "Basis") {
  await choosePlan(page, plan);
  await logIn(page, customer.person);
  await expect(heading(page)).toContainText("Gi SmartCloud tilgang på vegne av");
}

/** As a customer goes to Altinn: a plan chosen, logged in, and then the one button. */
export async function leaveForAltinn(page: Page, customer: Customer, plan = "Basis") {
  await logInToPlan(page, customer, plan);
  await goToAltinn(page);
}

export async function goToAltinn(page: Page) {
  await page.getByRole("button", { name: /^Gå til Altinn og/ }).click();
  await expect(heading(page)).toHaveText("Gi tilgang til system");
}

/** The request whose page is shown. */
export function requestOf(page: Page): string {
  const id = new URL(page.url()).searchParams.get("id");
  if (!id) throw new Error(`no request on ${page.url()}`);
  return id;
}

/** Presses a button of Altinn's that ends there. Altinn's log-out ends our own as well. */
export async function answer(page: Page, customer: Customer, name: string) {
  await page.getByRole("main").getByText(name, { exact: true }).click();
  await isBackSignedOut(page, customer);
}

export async function isBackSignedOut(page: Page, customer: Customer) {
  await expect(page).toHaveURL(statusPath(customer.organisation));
  await expect(heading(page)).toHaveText("Du er tilbake fra Altinn");
  await expect(page.getByRole("main")).not.toContainText(customer.organisation.name);
}

/** The status page, after logging in on the way. */
export async function logInToStatus(page: Page, customer: Customer, person = customer.person) {
  await page.goto(statusPath(customer.organisation));
  await logIn(page, person);
  await expect(page).toHaveURL(statusPath(customer.organisation));
}

/** All the way to a connected customer, who is logged in and sees so. */
export async function connect(page: Page, customer: Customer, plan = "Basis") {
  await leaveForAltinn(page, customer, plan);
  await answer(page, customer, "Godkjenn systemtilgang");
  await logIn(page, customer.person);
  await expect(heading(page)).toHaveText(`${customer.organisation.name} er koblet til`);
}
