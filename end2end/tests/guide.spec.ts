import { expect, type Page } from "@playwright/test";
import { button, heading } from "./customer.ts";
import { test } from "./site.ts";

// The pages for a vendor's developer: the six steps, and the questions.

const NOW = /^✓ Målt nå, \d\d\.\d\d\.\d\d$/;
/** The date comes first if midnight has passed since the measurement. */
const EARLIER = /^I orden da vi målte sist, (\d\d\.\d\d\.\d{4} )?\d\d\.\d\d\.\d\d$/;

/** The part of the page with a station, and the part of the list at the top that is about it. */
const station = (page: Page, number: number) => page.locator(".station").nth(number - 1);
const mark = (page: Page, number: number) => page.locator(".marks li").nth(number - 1).locator(".ds-tag");
const answers = (page: Page) => page.locator(".trial .call .ds-tag");

test("a developer walks the road, and each mark is measured now and kept as an earlier one", async ({ page }) => {
  await page.goto("/how");
  await page.getByRole("contentinfo").getByRole("link", { name: "Kom i gang" }).click();
  await expect(heading(page)).toHaveText("Kom i gang");
  for (let number = 1; number <= 5; number += 1) {
    await station(page, number).getByRole("button", { name: "Gjør det nå, og mål" }).click();
    await expect(page).toHaveURL(new RegExp(`/kom-i-gang/${number}/check#station-${number}$`));
    await expect(station(page, number).locator(".measured")).toHaveText(NOW);
    await expect(mark(page, number)).toHaveText(NOW);
    // The calls stand in the part of the window that the browser has scrolled to.
    await expect(station(page, number).locator(".trial")).toBeInViewport();
    for (let before = 1; before < number; before += 1) await expect(mark(page, before)).toHaveText(EARLIER);
  }
  await expect(mark(page, 6)).toHaveText("Måles i det andre miljøet");
  await page.getByRole("main").getByRole("link", { name: /^Se også: spørsmål/ }).click();
  await page.getByRole("main").getByRole("link", { name: /^Se også: kom i gang/ }).click();
  for (let number = 1; number <= 5; number += 1) await expect(mark(page, number)).toHaveText(EARLIER);
});

test("one button measures everything", async ({ page }) => {
  await page.goto("/kom-i-gang");
  await button(page, "Mål alle nå").click();
  for (let number = 1; number <= 5; number += 1) await expect(mark(page, number)).toHaveText(NOW);
  const calls = station(page, 4).locator(".trial");
  await expect(calls.getByText(/^Se kallene \(\d+\)$/)).toBeVisible();
  await expect(answers(page).first()).toBeHidden();
});

test("every mistake of the road gives the code that stands beside it", async ({ page }) => {
  await page.goto("/kom-i-gang");
  const mistakes = page.locator(".mistakes li");
  const count = await mistakes.count();
  expect(count).toBeGreaterThan(15);
  for (let place = 0; place < count; place += 1) {
    const code = await mistakes.nth(place).locator("code").innerText();
    await mistakes.nth(place).getByRole("button").click();
    await expect(answers(page).last()).toHaveText(code);
    await expect(answers(page).last()).toBeInViewport();
  }
});

test("each of the twenty questions shows its answer", async ({ page }) => {
  await page.goto("/sporsmal");
  const questions = page.locator(".question");
  await expect(questions).toHaveCount(20);
  for (let place = 0; place < 20; place += 1) {
    const question = questions.nth(place);
    // `count` does not wait for the rest of the page.
    await page.waitForLoadState();
    const show = question.getByRole("button", { name: "Vis det med ekte kall" });
    if ((await show.count()) === 0) continue;
    await show.click();
    await expect(page).toHaveURL(new RegExp(`/sporsmal/${place + 1}#question-${place + 1}$`));
    await expect(question.locator(".trial .call").first()).toBeInViewport();
    await expect(question.getByText(/^Se etter: /)).toBeVisible();
  }
});

test("a question without calls leads to a page that shows the answer", async ({ page }) => {
  const follow = async (number: number, name: string) => {
    await page.goto("/sporsmal");
    await page.locator(".question").nth(number - 1).getByRole("link", { name }).click();
  };
  await follow(6, "Vis det på sidene");
  await button(page, "Godkjenn systemtilgang").click();
  await expect(page.getByRole("alert").getByRole("listitem")).toContainText(/^Lønn/);
  await follow(8, "Vis det på sidene");
  await page.getByRole("link", { name: "Legg til eller fjern klienter" }).or(button(page, "Legg til eller fjern klienter")).click();
  await expect(page.getByText("Fjern fra systemtilgang")).toHaveCount(1);
  await follow(17, "Se steg 2 i «Kom i gang»");
  await expect(page).toHaveURL(/\/kom-i-gang#station-2$/);
  await expect(station(page, 2)).toContainText("PRECONDITION_REQUIRED");
});
