import { defineConfig, devices } from "@playwright/test";
import { launchOptions } from "./server.ts";

// Every journey is walked twice: as a browser that runs our code, and as one that does not.
// Specs named *.script.spec.ts are about what only the former can do, or look the same in both.
// Each worker has a SmartCloud and a simulator of its own (tests/site.ts), so that a service which one test
// makes fail fails for nobody else.
export default defineConfig({
  testDir: "./tests",
  fullyParallel: true,
  workers: 2,
  // A test that passes at the second try is a test that fails.
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: "list",
  // Journeys are long, and the machine may be busy with others.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    actionTimeout: 15_000,
    locale: "nb-NO",
    timezoneId: "Europe/Oslo",
    launchOptions,
    // With `--trace on` at the command line, a test that fails shows every step: it takes its time.
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
