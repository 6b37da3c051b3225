import { defineConfig, devices } from "@playwright/test";
import { launchOptions } from "./server.ts";

// Most tests run twice: in a browser with JavaScript, and in a browser without. Specs named *.script.spec.ts run only
// with JavaScript, because they test scripts, or because the result is the same in both browsers. Each worker has a
// SmartCloud and a simulator of its own (tests/site.ts). So if one test makes a service fail, the tests of other
// workers do not notice it.
export default defineConfig({
  testDir: "./tests",
  fullyParallel: true,
  workers: 2,
  // A test that passes only at the second try counts as failed, so there is no second try.
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: "list",
  // Some tests are long, and the machine may be busy with other work.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    actionTimeout: 15_000,
    locale: "nb-NO",
    timezoneId: "Europe/Oslo",
    launchOptions,
    // To see every step of a failed test, pass `--trace on` at the command line. The tests then take longer.
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "with-script", use: devices["Desktop Chrome"] },
    {
      name: "html-only",
      use: { ...devices["Desktop Chrome"], javaScriptEnabled: false },
      testIgnore: /.*\.script\.spec\.ts/,
    },
  ],
});
