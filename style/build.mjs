// Builds the style sheets of SmartCloud and of the simulator, and the font: `node build.mjs FOLDER`.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "lightningcss";
import subsetFont from "subset-font";

// The folder that holds each app's style sheet and theme.
const FOLDERS = { smartcloud: ".", simulator: "../crates/altinn-simulator/style" };

// The parts of Designsystemet that each app uses, in the library's own order. A part costs 0.1 to 1.8 kB over
// the wire, and a style sheet may have 16 kB: list only the parts that a page uses.
const PARTS = {
  smartcloud: [
    "base", "heading", "label", "paragraph", "link", "data-size-workaround", "button", "input", "field", "alert",
    "skip-link", "details", "list", "card", "divider", "tag", "table",
  ],
  simulator: [
    "base", "heading", "label", "paragraph", "link", "data-size-workaround", "button", "input", "field", "fieldset",
    "alert", "skip-link", "details", "dialog", "list", "card", "divider", "tag", "table", "avatar", "validation-message",
  ],
};
const BASE_PARTS = ["base", "heading", "label", "paragraph", "validation-message"];

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const run = promisify(execFile);

async function styleSheet(app) {
  const parts = await Promise.all(
    PARTS[app].map(async (part) => {
      // The library's bundle puts its rules into layers, but its single files do not. Rules outside a layer would
      // override all rules in layers.
      const layer = BASE_PARTS.includes(part) ? "ds.base" : "ds.components";
      const css = await readFile(fileURLToPath(import.meta.resolve(`@digdir/designsystemet-css/${part}.css`)), "utf8");
      return `@layer ${layer} {${css}}`;
    }),
  );
  const css = [
    "@layer ds.theme, ds.base, ds.components;",
    await theme(app),
    ...parts,
    await readFile(here("font.css"), "utf8"),
    await readFile(here(`${FOLDERS[app]}/${app}.css`), "utf8"),
  ].join("\n");
  return transform({ filename: `${app}.css`, code: Buffer.from(css), minify: true }).code;
}

// The command-line tool is slow and the theme seldom changes, so the result is cached beside the packages.
async function theme(app) {
  const config = here(`${FOLDERS[app]}/${app}.theme.json`);
  const tool = here("node_modules/@digdir/designsystemet/dist/bin/designsystemet.js");
  const key = createHash("sha256")
    .update(await readFile(config))
    .update(await readFile(here("package-lock.json")))
    .digest("hex");
  const kept = here(`node_modules/.cache/themes/${app}-${key.slice(0, 16)}.css`);
  try {
    return await readFile(kept, "utf8");
  } catch {
    const folder = await mkdtemp(join(tmpdir(), "theme-"));
    const tokens = async (...args) => run(process.execPath, [tool, "tokens", ...args, "--config", config], { cwd: folder });
    await tokens("create");
    await tokens("build", "--out-dir", "css");
    const css = (await readFile(join(folder, `css/${app}.css`), "utf8")).replace('@charset "UTF-8";', "");
    await rm(folder, { recursive: true });
    await mkdir(here("node_modules/.cache/themes"), { recursive: true });
    await writeFile(kept, css);
    return css;
  }
}

// Keeps Latin-1, the punctuation of Norwegian and English texts, and arrows; of the font's features, kerning and tabular
// digits.
async function font() {
  const between = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i));
  const letters = [...between(0x20, 0x7e), ...between(0xa0, 0xff), ..."–—‘’“”„…•→←↑↓−✓€\u2009\u2011\u202f"].join("");
  const inter = import.meta.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");
  return subsetFont(await readFile(fileURLToPath(inter)), letters, {
    targetFormat: "woff2",
    variationAxes: { wght: { min: 400, max: 600 } },
    keepFeatures: ["ccmp", "kern", "locl", "mark", "mkmk", "tnum"],
    noHinting: true,
  });
}

// The style sheet for what customers do not see. Such a page also has smartcloud.css, so this sheet has only rules of its
// own.
async function ownRules(name, ...files) {
  const css = await Promise.all(files.map((file) => readFile(here(file), "utf8")));
  return transform({ filename: name, code: Buffer.from(css.join("\n")), minify: true }).code;
}

const out = process.argv[2];
await mkdir(out, { recursive: true });
const [smartcloud, simulator, inter] = await Promise.all([styleSheet("smartcloud"), styleSheet("simulator"), font()]);
await writeFile(join(out, "smartcloud.css"), smartcloud);
await writeFile(join(out, "behind-the-scenes.css"), await ownRules("behind-the-scenes.css", "sequence.css", "behind-the-scenes.css"));
await writeFile(join(out, "simulator.css"), simulator);
await writeFile(join(out, "inter.woff2"), inter);
