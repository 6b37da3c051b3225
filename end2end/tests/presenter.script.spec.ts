import type { BrowserContext, Page } from "@playwright/test";
import { isForEveryone } from "./accessible.ts";
import { expect, heading, test } from "./customer.ts";

// For each scene, in the order of the talk: the title, the path of the scene's first page, and words on this page.
const REQUEST = /\/systemuser\/request\?id=/;
const STATUS = /\/connect\/\d{9}$/;
const DASHBOARD = /\/dashboard\/\d{9}$/;
const TALK: [title: string, url: RegExp, words: string | null][] = [
  ["Hva en systembruker er", /\/$/, "Se planene"],
  ["Velg en plan", /\/#plans$/, "Velg Basis"],
  ["Før kunden forlater oss", /\/before\?plan=drift$/, "Fjordlys Kafé AS"],
  ["Den samme listen i Altinn", REQUEST, "Godkjenn systemtilgang"],
  ["Godkjenn, og kom tilbake", REQUEST, "Godkjenn systemtilgang"],
  ["Den sanne statusen", STATUS, "Fjordlys Kafé AS er koblet til"],
  ["Bruk tilgangen", DASHBOARD, "Fjordlys Kafé AS"],
  ["Kunden sier nei", STATUS, "Forespørselen ble avvist"],
  ["Spurt på nytt", /\/before\?plan=basis$/, "Fjordlys Kafé AS"],
  ["Mangler fullmakt", REQUEST, "Bakken Bygg AS"],
  ["Sendt videre til tilgangsstyrer", REQUEST, "Solvik Snekkeri AS"],
  ["Lukket fanen", STATUS, "Venter på svar i Altinn"],
  ["Ingen rolle noe sted", /\/login\?/, "Vi fant ingen firmaer du kan handle for"],
  ["Flere virksomheter", /\/organisation\?plan=basis$/, "Vik Holding AS"],
  ["Laget i Altinn", STATUS, "var koblet til fra før"],
  ["Trukket tilbake", STATUS, "Tilgangen er tatt tilbake"],
  ["For gammel", STATUS, "Forespørselen er for gammel"],
  ["Maskinporten er nede", DASHBOARD, "Maskinporten svarer ikke akkurat nå"],
  ["MP-303, slik kunden ser den", DASHBOARD, "MP-303"],
  ["MP-303: ikke godkjent ennå", /\/kom-i-gang#station-5$/, "Be om token før kunden har godkjent"],
  ["MP-303: feil externalRef", /\/sporsmal#question-3$/, "hva er årsaken"],
  ["MP-303: klienten hører ikke til systemet", /\/kom-i-gang#station-4$/, "Bruk en klient som ikke står på systemet"],
  ["Altinn er treg", STATUS, "Fjordlys Kafé AS er koblet til"],
  ["Systembruker for klienter", /\/agentdelegation$/, "Jærstrand Gartneri AS"],
  ["Endre rettighetene", /\/systemuser\/changerequest\?id=/, "Oppdatering av systemtilgang"],
  ["Steg 1 av 6: ressursen", /\/kom-i-gang#station-1$/, null],
  ["Steg 2 av 6: klienten", /\/kom-i-gang#station-2$/, null],
  ["Steg 3 av 6: scopene", /\/kom-i-gang#station-3$/, null],
  ["Steg 4 av 6: systemregisteret", /\/kom-i-gang#station-4$/, null],
  ["Steg 5 av 6: systembrukeren", /\/kom-i-gang#station-5$/, null],
  ["Steg 6 av 6: test, så produksjon", /\/kom-i-gang#station-6$/, null],
  ["Spørsmål", /\/sporsmal$/, null],
];

/** Opens the desk, and the stage window beside it. Both are pages of one browser, as on the presenter's laptop. */
async function openDesk(page: Page, context: BrowserContext) {
  await page.goto("/presenter");
  const [stage] = await Promise.all([
    context.waitForEvent("page"),
    page.getByRole("link", { name: "Åpne scenevinduet" }).click(),
  ]);
  await expect(stage).toHaveURL(/\/$/);
  await page.bringToFront();
  return stage;
}

test.use({ viewport: { width: 1280, height: 720 } });

test("a talk is played by keyboard, from the first scene to the last", async ({ page, context }) => {
  test.setTimeout(600_000);
  const stage = await openDesk(page, context);
  for (const [place, [title, url, words]] of TALK.entries()) {
    // The keys work only after the script of the page has run.
    await page.waitForLoadState();
    await page.keyboard.press("PageDown");
    await expect(heading(page)).toHaveText(`${place + 1} av ${TALK.length} · ${title}`);
    const next = TALK[place + 1]?.[0] ?? "Dette er den siste scenen.";
    await expect(page.getByRole("complementary")).toContainText(next);
    const scrolls = () => document.documentElement.scrollHeight > document.documentElement.clientHeight;
    expect(await page.evaluate(scrolls), `the desk scrolls at «${title}»`).toBe(false);
    await expect(stage, title).toHaveURL(url);
    if (words) await expect(stage.getByRole("main"), title).toContainText(words);
  }
  await page.waitForLoadState();
  // There is no scene after the last one. The presenter can go back.
  await page.keyboard.press("PageDown");
  await expect(heading(page)).toHaveText(`${TALK.length} av ${TALK.length} · Spørsmål`);
  await page.keyboard.press("PageUp");
  await expect(heading(page)).toContainText("Steg 6 av 6");
  await expect(stage).toHaveURL(/\/kom-i-gang#station-6$/);
});

test("a scene that starts again is a fresh sandbox, in each window", async ({ page, context, browser, site }) => {
  const stage = await openDesk(page, context);
  await page.getByLabel("Gå til scene").selectOption("closed-tab");
  await page.getByRole("button", { name: "Gå", exact: true }).click();
  await expect(heading(stage)).toHaveText("Venter på svar i Altinn");
  const first = stage.url();

  // A listener on another machine sees the same scene in another sandbox.
  const join = await page.getByRole("link", { name: "Åpne scenevinduet" }).getAttribute("href");
  const other = await browser.newContext({ baseURL: site.smartcloud });
  const listener = await other.newPage();
  await listener.goto(join!);
  await expect(heading(listener)).toHaveText("Venter på svar i Altinn");
  expect(listener.url()).not.toBe(first);

  await page.getByRole("button", { name: "Start scenen på nytt" }).click();
  await expect(stage).not.toHaveURL(first);
  await expect(heading(stage)).toHaveText("Venter på svar i Altinn");
  await other.close();
});

test("a listener who mistypes the code types it again, and comes to the scene", async ({ page, browser, site }) => {
  await page.goto("/presenter");
  const join = (await page.getByRole("link", { name: "Åpne scenevinduet" }).getAttribute("href"))!;
  await page.getByLabel("Gå til scene").selectOption("cannot-delegate");
  await page.getByRole("button", { name: "Gå", exact: true }).click();
  await expect(heading(page)).toContainText("Mangler fullmakt");

  const other = await browser.newContext({ baseURL: site.smartcloud });
  const listener = await other.newPage();
  await listener.goto("/bli-med/2222");
  await expect(heading(listener)).toHaveText("Foredraget finnes ikke");
  await listener.getByLabel("Kode").fill(join.split("/").at(-1)!.toLowerCase());
  await listener.getByRole("button", { name: "Bli med" }).click();
  // The redirects pass ID-porten and end at Altinn's page. The policy of the page with the form must allow these
  // origins.
  await expect(listener).toHaveURL(REQUEST);
  await other.close();
});

test("the desk is for everyone, on a phone, with large letters and in black and white", async ({ page }) => {
  await page.goto("/presenter");
  await isForEveryone(page, "before the talk");
  await page.keyboard.press("PageDown");
  await expect(heading(page)).toContainText("1 av");
  await isForEveryone(page, "the first scene");
  for (const name of ["Stor skrift", "Høy kontrast"]) {
    await page.getByRole("button", { name: `${name}: av` }).click();
    await expect(page.getByRole("button", { name: `${name}: på` })).toHaveAttribute("data-on", "true");
    await isForEveryone(page, name);
  }
  await page.goto("/presenter/code");
  await isForEveryone(page, "the code in large");
  await page.goto("/scene/no-such-scene");
  await isForEveryone(page, "no such scene");
  await page.goto("/bli-med/2222");
  await isForEveryone(page, "no such talk");
});

test("printed, the desk is its notes", async ({ page }) => {
  await page.goto("/presenter");
  await page.keyboard.press("PageDown");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Si", { exact: true })).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
});
