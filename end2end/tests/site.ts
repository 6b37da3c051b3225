import { type BrowserContext, expect, test as base } from "@playwright/test";
import { type Site, siteAt, start } from "../server.ts";

type Fixtures = {
  /** The errors that any browser of the test reported. A test with an error fails. */
  faults: string[];
  /** The control API of the simulator that only this test uses. */
  control: Control;
};

export type Fault = { path: string; fault: string } & Record<string, unknown>;

/** A test with a SmartCloud and a simulator that no other test uses at the same time. */
export const test = base.extend<Fixtures, { site: Site }>({
  site: [
    async ({}, use, worker) => {
      const site = siteAt(worker.parallelIndex);
      const stop = await start(site);
      await use(site);
      await stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ site }, use) => use(site.smartcloud),
  faults: async ({}, use) => {
    const faults: string[] = [];
    await use(faults);
    expect(faults, "what the browser complained about").toEqual([]);
  },
  context: async ({ context, faults, javaScriptEnabled }, use) => {
    await watch(context, faults, javaScriptEnabled !== false);
    await use(context);
    forget(context);
  },
  control: async ({ site }, use) => {
    const control = new Control(site);
    await use(control);
    await control.clearFaults();
  },
});

/** Records all errors that a browser reports. */
export async function watch(context: BrowserContext, faults: string[], runsScripts: boolean) {
  context.on("console", (message) => {
    // The handler below records failed responses. Skip the console messages about them.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource: the server responded")) {
      faults.push(`console: ${message.text()}`);
    }
  });
  context.on("weberror", (thrown) => faults.push(`thrown: ${thrown.error().message}`));
  context.on("requestfailed", (request) => {
    // A browser cancels its open requests when it leaves a page.
    const why = request.failure()?.errorText;
    // A browser without JavaScript reports each blocked script with these words.
    const unwanted = !runsScripts && why === "csp" && request.url().endsWith(".js");
    if (why !== "net::ERR_ABORTED" && !unwanted) faults.push(`no answer: ${request.url()}: ${why}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) {
      faults.push(`${response.status()}: ${response.url()}`);
    }
  });
  await context.exposeBinding("tellOfViolation", (_, what: string) => faults.push(`policy: ${what}`));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const tell = (window as unknown as { tellOfViolation(what: string): void }).tellOfViolation;
      tell(`${event.effectiveDirective} ${event.blockedURI} on ${event.documentURI}`);
    });
  });
}

/** Stops the recording of errors. A request that the browser cancels when it closes is no error. */
export function forget(context: BrowserContext) {
  for (const told of ["console", "weberror", "requestfailed", "response"]) context.removeAllListeners(told);
}

/** The simulator's control API: crates/altinn-simulator/src/control. */
export class Control {
  private readonly root: string;

  constructor(site: Site) {
    this.root = site.control;
  }

  async call<T>(method: string, path: string, body: unknown = {}): Promise<T> {
    const answer = await fetch(`${this.root}/${path}`, {
      method,
      ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** Injects a fault into the next responses of an endpoint. */
  fault(fault: Fault) {
    return this.call("POST", "faults", fault);
  }

  clearFaults() {
    return this.call("DELETE", "faults");
  }

  /** Answers a request without the page. Without `person`, a person who may approve answers. */
  answer(request: string, answer: "approve" | "reject" | "escalate", person?: string) {
    return this.call("POST", `requests/${request}/answer`, { answer, person });
  }

  timeOut(request: string) {
    return this.call("POST", `requests/${request}/time-out`);
  }

  state() {
    return this.call<{ requests: number; systemUsers: number }>("GET", "state");
  }
}
