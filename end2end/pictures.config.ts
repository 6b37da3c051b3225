import { defineConfig, devices } from "@playwright/test";
import { launchOptions, siteAt, webServer } from "./server.ts";

// Takes the pictures that the README shows: `make pictures`.
export default defineConfig({
  testMatch: "pictures.ts",
  workers: 1,
  reporter: "line",
  webServer,
  use: {
    ...devices["Desktop Chrome"],
    baseURL: siteAt(0).smartcloud,
    locale: "nb-NO",
    timezoneId: "Europe/Oslo",
    colorScheme: "light",
    viewport: { width: 1200, height: 800 },
    launchOptions,
  },
});
