import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { visit as goTo, launch, openPage, serveMock, signIn } from "./browser.ts";
import { everyPage } from "./pages.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** WCAG 2.2 A and AA with axe, and that nothing scrolls sideways. */
async function check(page: Page, overlay = false): Promise<string[]> {
  // The page's policy forbids foreign scripts; evaluate runs beside it.
  await page.evaluate(axe);
  return page.evaluate(async (overlay) => {
    type Axe = {
      run(
        options: unknown,
      ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
    };
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      // A menu stands in the body, outside of all landmarks, while it is open.
      rules: { region: { enabled: !overlay } },
    });
    const faults = violations.flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 3)
        .map(
          ({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.split("\n")[1] ?? ""}`,
        ),
    );
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`scrolls sideways: ${scrollWidth} > ${clientWidth}`);
    return faults;
  }, overlay);
}

describe.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 375],
  ["dark", 375],
] as const)("in %s at %i", (colorScheme, width) => {
  test("everyPageIsAccessibleAndKeepsItsPolicy", async () => {
    const { url, api, close } = await serveMock("full");
    const { context, page, faults } = await openPage(browser, {
      colorScheme,
      viewport: { width, height: 812 },
      reducedMotion: "reduce",
    });
    try {
      const found: string[] = [];
      const visit = async (name: string, open: () => Promise<unknown>) => {
        await open();
        await page
          .getByRole("heading", { level: 1 })
          .or(page.getByRole("heading", { level: 2 }))
          .first()
          .waitFor();
        await page.waitForLoadState("networkidle");
        for (const fault of await check(page, name === "menu")) found.push(`${name}: ${fault}`);
      };
      await visit("sign-in", () => goTo(page, `${url}/sign-in`));
      await signIn(page, url);
      for (const [name, path] of everyPage(api.world)) await visit(name, () => goTo(page, url + path));
      await visit("rollback dialog", async () => {
        await page.goto(
          `${url}/projects/${[...api.world.projects.values()].find(({ name }) => name === "storefront")?.id}`,
        );
        await page.getByRole("button", { name: "Roll back" }).click();
        await page.getByRole("dialog").getByRole("radio").first().waitFor();
      });
      await visit("menu", async () => {
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: /account and appearance/ }).click();
        await page.getByRole("menu").waitFor();
      });
      expect(found).toEqual([]);
      expect(faults.list).toEqual([]);
    } finally {
      await context.close();
      await close();
    }
  });
});

test("theSetUpPageIsAccessible", async () => {
  const { url, close } = await serveMock("fresh");
  const { context, page } = await openPage(browser);
  try {
    await page.goto(`${url}/setup#token=first-start`);
    await page.getByLabel("Your name").waitFor();
    expect(await check(page)).toEqual([]);
  } finally {
    await context.close();
    await close();
  }
});
