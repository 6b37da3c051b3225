import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules of axe that depend on colours. They run again in the dark colour scheme. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Checks the current page against every rule of axe, in light and dark colours and on the narrowest screen. */
export async function isForEveryone(page: Page, state: string) {
  await page.waitForLoadState();
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await followsTheRules(axe(page).withRules(COLOURS), `${state}, dark`);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await followsTheRules(axe(page).withTags(STANDARDS), `${state}, light`);
  await fitsTheNarrowest(page, state);
}

// axe would fetch style sheets itself, and the page's Content-Security-Policy forbids that.
const axe = (page: Page) => new AxeBuilder({ page }).options({ preload: false });

async function followsTheRules(rules: AxeBuilder, state: string) {
  const { violations, passes } = await rules.analyze();
  expect(passes.length, `${state}: there is something to look at`).toBeGreaterThan(0);
  const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html) }));
  expect(found, state).toEqual([]);
}

/** At a width of 320 px, a reader must not have to scroll sideways. */
export async function fitsTheNarrowest(page: Page, state: string) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const wider = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const all = [...document.body.querySelectorAll("*")];
    const out = all.filter((element) => element.getBoundingClientRect().right > root.clientWidth + 0.5);
    return [`${root.scrollWidth} px wide`, ...out.map((element) => element.outerHTML.slice(0, 120))];
  });
  expect(wider, `${state}, 320 px`).toEqual([]);
  if (size) await page.setViewportSize(size);
}
