import { expect, type Locator, type Page } from "@playwright/test";
import { test } from "./customer.ts";

/** Checks that the focused element shows its focus and is inside the visible part of the page. */
async function focusIsSeen(page: Page) {
  const { what, seen } = await page.evaluate(() => {
    const focused = document.activeElement!;
    // No element has the focus on a new page, and between the last element and the first.
    if (focused === document.body) return { what: "", seen: { marked: true, onScreen: true } };
    const box = focused.getBoundingClientRect();
    // A skip link is visible only while it has the focus.
    const marked = focused.matches(".ds-skip-link") || [focused, ...focused.querySelectorAll("*")].some((element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      // With `auto` the browser draws its own ring and does not report the width.
      const outlined = outlineStyle === "auto" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
      return outlined || boxShadow !== "none";
    });
    const onScreen =
      box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return { what: focused.outerHTML.slice(0, 200), seen: { marked, onScreen } };
  });
  expect(seen, what).toEqual({ marked: true, onScreen: true });
}

/** Moves the focus to an element with Tab, and presses Enter. */
async function enter(page: Page, target: Locator) {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

async function tabTo(page: Page, target: Locator) {
  await expect(target).toBeVisible();
  for (let tabs = 0; tabs < 60; tabs += 1) {
    await page.keyboard.press("Tab");
    await focusIsSeen(page);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`no Tab leads to ${target}`);
}

test("the whole journey works with Tab and Enter alone", async ({ page, customer }) => {
  const main = page.getByRole("main");
  await page.goto("/");
  await enter(page, main.getByRole("link", { name: "Velg Basis" }));
  await enter(page, page.getByRole("button", { name: "Logg inn med ID-porten" }));
  await tabTo(page, page.getByRole("searchbox", { name: "Finn person" }));
  await page.keyboard.type(customer.person.key);
  await page.keyboard.press("Enter");
  await enter(page, page.getByRole("button", { name: customer.person.name }));
  await enter(page, main.locator("summary", { hasText: "Teknisk navn" }));
  await expect(main.getByText("ske-krav-og-betalinger")).toBeVisible();
  await enter(page, page.getByRole("button", { name: "Gå til Altinn og godkjenn" }));
  await enter(page, page.getByRole("button", { name: "Godkjenn systemtilgang" }));
  await enter(page, page.getByRole("button", { name: "Logg inn og se status" }));
  await tabTo(page, page.getByRole("searchbox", { name: "Finn person" }));
  await page.keyboard.type(customer.person.key);
  await page.keyboard.press("Enter");
  await enter(page, page.getByRole("button", { name: customer.person.name }));
  await enter(page, main.getByRole("link", { name: "Åpne oversikten" }));
  await expect(page.getByRole("article", { name: "Krav" })).toContainText("Hentet med systemtilgangen");
});

for (const at of ["SmartCloud", "ID-porten", "Altinn"]) {
  test(`the first Tab at ${at} is a way past the header`, async ({ page, site }) => {
    await page.goto(at === "Altinn" ? site.altinnUi : "/login");
    if (at === "ID-porten") await page.getByRole("button", { name: "Logg inn med ID-porten" }).click();
    await expect(page.getByRole("main")).toBeVisible();
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: /^Hopp til/ });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await focusIsSeen(page);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    // The next element is in the content of the page.
    await page.keyboard.press("Tab");
    await expect(page.getByRole("main").locator(":focus")).toHaveCount(1);
  });
}

test("an error at the top of a page has the focus", async ({ page }) => {
  await page.goto("/login?problem=login-cancelled");
  await expect(page.locator(".note")).toBeFocused();
});
