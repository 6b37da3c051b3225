import { createRequire } from "node:module";
import { readFile, writeFile } from "node:fs/promises";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { button, choosePerson, expect, test } from "./customer.ts";

const require = createRequire(import.meta.url);

/** Checks an archive by the JSON schema of HAR 1.2, which is of draft 6. Returns the errors. */
function errorsInArchive(archive: unknown): unknown[] {
  // The schema has members that are no keywords of JSON Schema, which the strict mode refuses.
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addMetaSchema(require("ajv/dist/refs/json-schema-draft-06.json"));
  formats.default(ajv);
  const schemas = require("har-schema") as Record<string, object>;
  for (const schema of Object.values(schemas)) ajv.addSchema(schema);
  ajv.validate("har.json", archive);
  return ajv.errors ?? [];
}

test("the exports of a journey are read by the parsers of their formats", async ({ page, customer, browser }) => {
  await page.goto("/login");
  await button(page, "Logg inn med ID-porten").click();
  await choosePerson(page, customer.person);

  // The archive is valid by the JSON schema of HAR 1.2.
  const archive = await (await page.request.get("/bak-kulissene/eksport.har")).json();
  expect(archive.log.entries.length).toBeGreaterThan(4);
  expect(errorsInArchive(archive)).toEqual([]);
  // The validator finds an error if there is one.
  expect(errorsInArchive({ log: { ...archive.log, entries: [{}] } })).not.toEqual([]);

  const diagram = await (await page.request.get("/bak-kulissene/eksport.mmd")).text();
  const blank = await browser.newPage();
  await blank.addScriptTag({ path: require.resolve("@mermaid-js/tiny/dist/mermaid.tiny.js") });
  const parse = (text: string) =>
    blank.evaluate(async (source) => {
      const { mermaid } = globalThis as unknown as {
        mermaid: { parse: (text: string) => Promise<{ diagramType: string }> };
      };
      return (await mermaid.parse(source)).diagramType;
    }, text);
  expect(await parse(diagram)).toBe("sequence");
  await expect(parse(`${diagram}\n  what is this`)).rejects.toThrow();
  await blank.close();
});

test("the exported page opens from a disk, without a network, and looks the same on a phone", async ({
  page,
  customer,
  browser,
}, info) => {
  await page.goto("/login");
  await button(page, "Logg inn med ID-porten").click();
  await choosePerson(page, customer.person);
  const response = await page.request.get("/bak-kulissene/eksport.html");
  const file = info.outputPath("journey.html");
  await writeFile(file, await response.body());
  expect(await readFile(file, "utf8")).toContain("<svg");

  const context = await browser.newContext({ offline: true, viewport: { width: 390, height: 800 } });
  const requested: string[] = [];
  context.on("request", (request) => requested.push(request.url()));
  const offline = await context.newPage();
  await offline.goto(`file://${file}`);
  await expect(offline.getByRole("heading", { level: 1 })).toHaveText("Bak kulissene i SmartCloud");
  await expect(offline.getByRole("article").first()).toBeVisible();
  expect(requested).toEqual([`file://${file}`]);
  const width = await offline.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await context.close();
});
