import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { SeedName } from "../mock/seed.ts";
import { serve } from "../mock/serve.ts";

/** The Chromium of the machine: AUTOSTACK_CHROMIUM, else the first of the usual names on PATH. */
export function findChromium(): string {
  const named = process.env.AUTOSTACK_CHROMIUM;
  if (named) return named;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Look further.
      }
    }
  }
  throw new Error("No Chromium on PATH: install it (apt-get install chromium) or set AUTOSTACK_CHROMIUM.");
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

/** What a page must not do: break its own policy, throw, or log an error. */
export type Faults = { list: string[] };

export async function openPage(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<{ context: BrowserContext; page: Page; faults: Faults }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const faults: Faults = { list: [] };
  page.on("pageerror", (error) => faults.list.push(`threw: ${error.message}`));
  page.on("console", (message) => {
    // The browser itself logs each answer of 4xx and 5xx, which tests provoke.
    if (
      message.type() === "error" &&
      !/Failed to load resource|WebSocket connection to/.test(message.text())
    ) {
      faults.list.push(`console: ${message.text()}`);
    }
  });
  return { context, page, faults };
}

export const DIST = new URL("../dist/", import.meta.url).pathname;

export function serveMock(seed: SeedName, pace = 0.03) {
  return serve(DIST, seed, pace);
}

/** A picture for people; e2e/shots is not committed. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = new URL("./shots/", import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Opens an address; again when the machine's networks changed in that moment, as they do when containers start. */
export async function visit(page: Page, url: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await page.goto(url);
      return;
    } catch (thrown) {
      if (attempt === 5 || !String(thrown).includes("ERR_NETWORK_CHANGED")) throw thrown;
    }
  }
}

export async function signIn(page: Page, url: string): Promise<void> {
  await visit(page, `${url}/sign-in`);
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Projects" }).waitFor();
}
