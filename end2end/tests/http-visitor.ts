import { type APIRequestContext, type APIResponse, expect } from "@playwright/test";

// A visitor without a browser. It keeps cookies, follows redirects and submits the forms of the pages, as a browser
// without JavaScript does. It is much lighter than a browser, so a test can have many.

const UNESCAPED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };

function unescape(html: string): string {
  return html.replace(/&(\w+|#x?[0-9a-f]+);/g, (whole, name: string) => UNESCAPED[name] ?? whole);
}

/** The attributes of an HTML tag. */
function attributes(tag: string): Record<string, string> {
  const all = [...tag.matchAll(/([\w-]+)="([^"]*)"/g)];
  return Object.fromEntries(all.map(([, name, value]) => [name!, unescape(value!)]));
}

export class HttpVisitor {
  url = "";
  html = "";
  readonly #request: APIRequestContext;

  constructor(request: APIRequestContext) {
    this.#request = request;
  }

  async open(address: string) {
    await this.#land(await this.#request.get(address));
  }

  /** Follows the link with this text. */
  async follow(text: string) {
    const links = [...this.html.matchAll(/<a\b([^>]*)>(.*?)<\/a>/gs)];
    const link = links.find(([, , content]) => content!.replace(/<[^>]*>/g, "").trim() === text);
    expect(link, `the link "${text}" on ${this.url}`).toBeDefined();
    await this.open(new URL(attributes(link![1]!)["href"]!, this.url).href);
  }

  /** Submits the form whose button contains this text. */
  async press(text: string) {
    for (const [, tag, content] of this.html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)) {
      const buttons = [...content!.matchAll(/<button\b([^>]*)>(.*?)<\/button>/gs)];
      const button = buttons.find(([, , label]) => unescape(label!.replace(/<[^>]*>/g, " ")).includes(text));
      if (!button) continue;
      const hidden = [...content!.matchAll(/<input\b([^>]*)>/g)].map(([, input]) => attributes(input!));
      const fields = [...hidden.filter(({ type }) => type === "hidden"), attributes(button[1]!)];
      const form = Object.fromEntries(fields.filter(({ name }) => name).map((field) => [field["name"]!, field["value"] ?? ""]));
      const { action, method } = attributes(tag!);
      const address = new URL(action ?? "", this.url).href;
      const headers = { origin: new URL(this.url).origin };
      const isPost = method?.toLowerCase() === "post";
      await this.#land(
        isPost
          ? await this.#request.post(address, { form, headers })
          : await this.#request.get(address, { params: form }),
      );
      return;
    }
    throw new Error(`no button "${text}" on ${this.url}:\n${this.html}`);
  }

  heading(): string {
    const heading = /<h1\b[^>]*>(.*?)<\/h1>/s.exec(this.html)?.[1] ?? "";
    return unescape(heading.replace(/<[^>]*>/g, "")).trim();
  }

  async #land(response: APIResponse) {
    this.url = response.url();
    this.html = await response.text();
    const refresh = /<meta[^>]*http-equiv="refresh"[^>]*content="0; ?url=([^"]*)"/.exec(this.html)?.[1];
    if (refresh) await this.open(new URL(unescape(refresh), this.url).href);
  }
}
