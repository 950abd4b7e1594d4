import { test } from "vitest";
import { launch, openPage, serveMock, shot, signIn, visit } from "./browser.ts";
import { everyPage } from "./pages.ts";

/** Pictures of every page, for people: e2e/shots. SHOTS=name,name limits them. */
const only = process.env.SHOTS?.split(",");
const looks = [
  ["light", 1280],
  ["dark", 1280],
  ["light", 375],
  ["dark", 375],
] as const;

test.each(looks.filter(([theme, width]) => !process.env.LOOK || process.env.LOOK === `${theme}-${width}`))(
  "picturesOfEveryPage in %s at %i",
  async (theme, width) => {
    const { url, api, close } = await serveMock("full");
    const browser = await launch();
    try {
      const { page } = await openPage(browser, {
        colorScheme: theme,
        viewport: { width, height: width < 600 ? 812 : 860 },
        reducedMotion: "reduce",
      });
      await page.goto(`${url}/sign-in`);
      await page.getByLabel("E-mail").waitFor();
      await shot(page, `${theme}-${width}-sign-in`);
      await signIn(page, url);
      for (const [name, path] of everyPage(api.world)) {
        if (only && !only.includes(name)) continue;
        await visit(page, url + path);
        await page
          .getByRole("heading", { level: 1 })
          .or(page.getByRole("heading", { level: 2 }))
          .first()
          .waitFor();
        await page.waitForLoadState("networkidle");
        await shot(page, `${theme}-${width}-${name}`);
      }
    } finally {
      await browser.close();
      await close();
    }
  },
  180_000,
);
