import { expect, type Page } from "@playwright/test";
import { fitsTheNarrowest, isForEveryone } from "./accessible.ts";
import { button, heading } from "./customer.ts";
import { test } from "./site.ts";

// The pages for a vendor's developer, for everyone: axe, a narrow window, two languages more, paper, and keys alone.

const station = (page: Page, number: number) => page.locator(".station").nth(number - 1);

test("the road is for everyone", async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto("/kom-i-gang");
  await isForEveryone(page, "the road");
  await station(page, 1).getByRole("button", { name: "Gjør det nå, og mål" }).click();
  await expect(page.locator(".trial")).toBeVisible();
  await isForEveryone(page, "a station is measured");
  await station(page, 4).locator(".mistakes").getByRole("button").last().click();
  await expect(page.locator(".trial .explanation")).toBeVisible();
  await isForEveryone(page, "a mistake");
  await button(page, "Mål alle nå").click();
  await expect(page.locator(".trial > details > summary").first()).toBeVisible();
  await isForEveryone(page, "all stations are measured");
});

test("the questions are for everyone", async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto("/sporsmal");
  await isForEveryone(page, "the questions");
  await page.locator(".question").nth(2).getByRole("button").click();
  await expect(page.locator(".trial")).toBeVisible();
  await isForEveryone(page, "a question is shown");
});

test("a mark that is not in order is for everyone", async ({ page, control }) => {
  await control.fault({ service: "maskinporten", path: "/token", fault: "cut", times: "all" });
  await page.goto("/kom-i-gang");
  await button(page, "Mål alle nå").click();
  await expect(page.locator(".measured").first()).toContainText("✗ Ikke i orden. Målt nå, ");
  await isForEveryone(page, "a service is silent");
});

for (const [language, road, questions, measure] of [
  ["nn-NO", "Kom i gang", "Spørsmål som leverandørar stiller", "Mål alle no"],
  ["en-GB", "Getting started", "Questions that vendors ask", "Measure all now"],
] as const) {
  test.describe(language, () => {
    test.use({ locale: language });

    test("both pages", async ({ page }) => {
      await page.goto("/sporsmal");
      await expect(heading(page)).toHaveText(questions);
      await fitsTheNarrowest(page, "the questions");
      await page.goto("/kom-i-gang");
      await expect(heading(page)).toHaveText(road);
      await button(page, measure).click();
      await expect(page.locator(".trial > details > summary")).toHaveCount(5);
      await page.locator(".trial details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
      await fitsTheNarrowest(page, "all calls of the road");
    });
  });
}

test("on a presenter's screen, the calls stand beside the step", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto("/kom-i-gang");
  await station(page, 2).getByRole("button", { name: "Gjør det nå, og mål" }).click();
  await expect(station(page, 2).locator(".trial")).toBeVisible();
  // Measure the boxes only after the style sheets have arrived.
  await page.waitForLoadState();
  const about = (await station(page, 2).locator(".about").boundingBox())!;
  const calls = (await station(page, 2).locator(".trial").boundingBox())!;
  expect(calls.x).toBeGreaterThan(about.x + about.width);
  expect(Math.abs(calls.y - about.y)).toBeLessThan(40);
  const isWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth;
  expect(await page.evaluate(isWide)).toBe(false);
});

test("printed, the road is a checklist", async ({ page }) => {
  await page.goto("/kom-i-gang");
  await button(page, "Mål alle nå").click();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
  await expect(page.locator(".trial").first()).toBeHidden();
  await expect(page.locator(".marks")).toContainText("✓ Målt nå, ");
  for (const list of await page.locator(".outside").all()) {
    expect(await list.evaluate((element) => getComputedStyle(element).listStyleType)).toContain("☐");
  }
});

test("the road is walked with Tab and Enter alone", async ({ page }) => {
  await page.goto("/kom-i-gang");
  const press = async (target: ReturnType<typeof button>) => {
    for (let tabs = 0; tabs < 80; tabs += 1) {
      await page.keyboard.press("Tab");
      if (await target.evaluate((element) => element === document.activeElement)) break;
    }
    await expect(target).toBeFocused();
    await page.keyboard.press("Enter");
  };
  await press(button(page, "Mål alle nå"));
  await expect(page.locator(".trial > details > summary")).toHaveCount(5);
  await press(page.locator(".trial > details > summary").first());
  await expect(page.locator(".trial .call").first()).toBeVisible();
  await press(station(page, 2).locator(".mistakes").getByRole("button").first());
  await expect(page.locator(".trial .call .ds-tag").last()).toHaveText("400 MP-100");
});
