import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Faults, launch, openPage, serveMock } from "./browser.ts";

/**
 * The main job as a new user does it, in the browser: set up, sign in, create from a Git URL, watch the log until
 * LIVE, break it with a variable, see why, roll back.
 *
 * Against the mock; or against a real AutoStack with
 *   AUTOSTACK_URL        where it answers
 *   AUTOSTACK_SETUP_URL  its one-time link, when it has no owner yet
 *   AUTOSTACK_EMAIL, AUTOSTACK_PASSWORD  the owner's (made with the link, or existing)
 *   AUTOSTACK_GIT_URL    a Node app that a worker can clone, such as examples/node-express
 */
const REAL = process.env.AUTOSTACK_URL?.replace(/\/$/, "");
const EMAIL = process.env.AUTOSTACK_EMAIL ?? "owner@example.com";
const PASSWORD = process.env.AUTOSTACK_PASSWORD ?? "a long enough password";
const GIT_URL = process.env.AUTOSTACK_GIT_URL ?? "https://github.com/example/hello-express.git";
/** A real build pulls, installs and pushes. */
const DEPLOY_MS = REAL ? 300_000 : 20_000;

let browser: Browser;
let page: Page;
let faults: Faults;
let base: string;
let setupUrl: string | undefined;
let stop = async () => {};

beforeAll(async () => {
  browser = await launch();
  ({ page, faults } = await openPage(browser));
  if (REAL) {
    base = REAL;
    setupUrl = process.env.AUTOSTACK_SETUP_URL;
  } else {
    const mock = await serveMock("fresh");
    base = mock.url;
    setupUrl = `${base}/setup#token=first-start`;
    stop = mock.close;
  }
});

afterAll(async () => {
  await browser.close();
  await stop();
});

const name = REAL ? `journey-${Date.now().toString(36)}` : "hello-express";

/** The badge of the deployment's page shows this state. */
const state = (label: string) => page.locator("header").getByRole("status").filter({ hasText: label });

test(
  "aNewUserGetsFromTheOneTimeLinkToALiveUrlAndBackFromABrokenOne",
  async () => {
    if (setupUrl) {
      await page.goto(setupUrl);
      await page.getByLabel("Your name").fill("Olga Owner");
      await page.getByLabel("E-mail").fill(EMAIL);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Create the owner's account" }).click();
      await page.getByRole("heading", { name: "Projects" }).waitFor();
      expect(page.url()).not.toContain("token");
      await page.getByRole("button", { name: /account and appearance/ }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
    } else {
      await page.goto(`${base}/sign-in`);
    }

    await page.getByLabel("E-mail").fill(EMAIL);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByLabel("E-mail").inputValue()).toBe(EMAIL);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Projects" }).waitFor();

    await page.goto(`${base}/projects/new`);
    await page.getByLabel("Git URL").fill(GIT_URL);
    expect(await page.getByLabel("Project name").inputValue()).not.toBe("");
    await page.getByLabel("Project name").fill(name);
    await page.getByRole("button", { name: "Create and deploy" }).click();
    await page.waitForURL(/\/deployments\//);
    await page.getByRole("log").waitFor();
    await state("Live").waitFor({ timeout: DEPLOY_MS });
    const first = page.url();
    await page.getByRole("button", { name: /^Verify\b.*\bdone/ }).waitFor();
    await page.getByText("sha256:").first().waitFor();

    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("link", { name: "Variables" }).first().click();
    await page.getByLabel("Name of a new variable").fill("NODE_OPTIONS");
    await page.getByLabel("Value of the new variable").fill("--require=/does-not-exist.js");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: "Review and save" }).click();
    await page.getByRole("dialog").getByText("NODE_OPTIONS").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("They take effect on the next deployment").waitFor();
    await page.getByRole("button", { name: "Redeploy now" }).click();
    await page.waitForURL((url) => /\/deployments\//.test(url.pathname) && url.href !== first);
    await state("Failed").waitFor({ timeout: DEPLOY_MS });
    await page.getByLabel("Last lines before the failure").getByText("does-not-exist").first().waitFor();

    await page.getByRole("link", { name, exact: true }).click();
    await page.getByText(/keeps serving/).waitFor();
    // Deploy once more without the variable, so that there is an earlier release to go back to.
    await page.getByRole("link", { name: "Variables" }).first().click();
    await page.getByRole("button", { name: "Remove NODE_OPTIONS" }).click();
    await page.getByRole("button", { name: "Review and save" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Redeploy now" }).click();
    await page.waitForURL(/\/deployments\//);
    await state("Live").waitFor({ timeout: DEPLOY_MS });

    await page.getByRole("button", { name: "Roll back" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio").first().waitFor();
    await dialog.getByLabel("Reason").fill("Trying the way back");
    const forward = page.url();
    await dialog.getByRole("button", { name: /Roll back to #/ }).click();
    await page.waitForURL((url) => /\/deployments\//.test(url.pathname) && url.href !== forward);
    await page.getByText("Trying the way back").first().waitFor();
    await state("Live").waitFor({ timeout: DEPLOY_MS });

    expect(faults.list).toEqual([]);
  },
  DEPLOY_MS * 5,
);
