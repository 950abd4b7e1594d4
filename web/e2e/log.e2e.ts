import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Faults, launch, openPage, serveMock, signIn, visit } from "./browser.ts";

let browser: Browser;
let page: Page;
let faults: Faults;
let mock: Awaited<ReturnType<typeof serveMock>>;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

beforeEach(async () => {
  mock = await serveMock("full", 0.1);
  ({ page, faults } = await openPage(browser, { permissions: ["clipboard-read", "clipboard-write"] }));
  await signIn(page, mock.url);
});
afterEach(async () => {
  await page.context().close();
  await mock.close();
  expect(faults.list).toEqual([]);
});

const log = () => page.getByRole("log");
const rows = () => log().locator("a[href^='#L']").count();
const compiler = () => mock.api.world.deploymentsOf((one) => one.projectName === "compiler")[0]?.id;
const open = (id: string | undefined, rest = "") => visit(page, `${mock.url}/deployments/${id}${rest}`);
const post = (path: string) => fetch(`${mock.url}/__mock/${path}`);

/** Starts a deployment by API, without leaving the page's session. */
function deploy() {
  const environment = mock.api.world.environmentsOf(
    [...mock.api.world.projects.values()].find(({ name }) => name === "docs-site")?.id ?? "",
  )[0];
  if (!environment) throw new Error("the seed has no docs-site");
  return mock.api.world.engine.start(environment);
}

/** Numbers of the lines as the stored log has them, against those that the viewer can reach. */
async function copied(): Promise<string[]> {
  await page.getByRole("button", { name: "Copy the log" }).click();
  await page.getByText("Copied").first().waitFor();
  return (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split("\n");
}

test("aLogOfAHundredThousandLinesOpensAtItsEndWithFewRowsAndScrollsBackWhole", async () => {
  await open(compiler());
  await log().getByText("step 99999:").waitFor();
  expect(await rows()).toBeLessThan(120);

  await log().press("Home");
  await log().getByText("step 1:").waitFor();
  expect(await rows()).toBeLessThan(120);
  await page.getByRole("button", { name: "To the end" }).click();
  await log().getByText("step 99999:").waitFor();

  const heap = await page.evaluate(
    () => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize,
  );
  expect(heap).toBeLessThan(200 * 1024 * 1024);
});

test("aFailureLinksTheLineThatTellsItAndMarksItInTheLog", async () => {
  const failed = mock.api.world.deploymentsOf(
    // The log of the compiler is made up, line by line, and tells of no failure.
    (one) => one.cause?.code === "build_step_failed" && one.projectName !== "compiler",
  )[0];
  await open(failed?.id);

  await page.getByRole("link", { name: /^Show line \d+ in the log$/ }).click();

  await page.waitForURL(/#L\d+$/);
  expect(page.url()).toContain(`#L${failed?.cause?.logLine}`);
  await log().getByText("error TS2345").first().waitFor();
  await page.getByText("The build command ended with exit code 1.").first().waitFor();
});

test("searchCountsAllMatchesAndStepsThroughThem", async () => {
  await open(compiler());
  await log().getByText("step 99999:").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("needle");
  await page.getByText("4", { exact: true }).waitFor({ timeout: 30_000 });
  await page.keyboard.press("Enter");
  await page.getByText(/^[1-4] of 4$/).waitFor();
  for (const wanted of ["needle 1", "needle 2"]) {
    for (let step = 0; step < 4 && (await log().getByText(`${wanted} was not found`).count()) === 0; step++) {
      await page.getByRole("button", { name: "Next match" }).click();
      await page.waitForTimeout(50);
    }
    await log().getByText(wanted).first().waitFor();
  }
});

test("aLinkToLinesShowsAndMarksThemAndPickingLinesMakesALink", async () => {
  await open(compiler(), "#L50000-L50002");
  await log().getByText("needle 2 was not found").waitFor();
  await log().getByRole("link", { name: "Line 50001" }).waitFor();
  await log().getByRole("link", { name: "Line 49998" }).click();
  await page.waitForURL(/#L49998$/);
  await log()
    .getByRole("link", { name: "Line 49999" })
    .click({ modifiers: ["Shift"] });
  await page.waitForURL(/#L49998-L49999$/);
  await page.getByRole("button", { name: "Copy the marked lines" }).click();
  await page.getByText("Copied").first().waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text.trimEnd().split("\n")).toHaveLength(2);
});

test("aStageCanBeShownAlone", async () => {
  await open(compiler());
  await log().getByText("step 99999:").waitFor();
  await page.getByRole("button", { name: /^Clone/ }).click();
  await page.waitForURL(/stage=CLONE/);
  await log().getByText("step 39:").waitFor({ timeout: 30_000 });
  expect(await log().getByText("step 99999:").count()).toBe(0);
});

test("markupInALogStaysTextAndColoursAreShown", async () => {
  const live = mock.api.world.deploymentsOf(
    (one) => one.projectName === "storefront" && one.state === "LIVE",
  )[0];
  await open(live?.id);
  await page.getByLabel("Search in the log").fill("<img src=x");
  await page.keyboard.press("Enter");
  await log().getByText("<img src=x").first().waitFor();
  expect(await log().locator("img").count()).toBe(0);
  expect(await page.title()).not.toContain("owned");
  await page.getByLabel("Search in the log").fill("building for production");
  await page.keyboard.press("Enter");
  await log().getByText("vite v8.3.8").waitFor();
  const colour = await log()
    .getByText("vite v8.3.8")
    .evaluate((element) => getComputedStyle(element).color);
  const plain = await log().evaluate((element) => getComputedStyle(element).color);
  expect(colour).not.toBe(plain);
});

test("aCutSocketLosesNoLineAndShowsNoneTwice", async () => {
  // Slow until the cuts are made: the page must be open while the build still prints.
  mock.api.world.engine.pace = 2;
  const deployment = deploy();
  await open(deployment.id);
  await page.getByRole("button", { name: /^Build\b.*\brunning/ }).waitFor();
  for (let cut = 0; cut < 3; cut++) {
    await post("cut");
    await page.waitForTimeout(150);
  }
  mock.api.world.engine.pace = 0.1;
  await page.locator("header").getByRole("status").filter({ hasText: "Live" }).waitFor();
  await page.getByText("Complete").waitFor({ timeout: 30_000 });
  const stored = mock.api.world.stream(deployment.id, "build").read(0, 10_000);
  expect(await copied()).toHaveLength(stored.length);
});

test.each(["no-sockets", "no-live"])("withoutSocketsTheLogStillArrives: %s", async (mode) => {
  await post(`lines?mode=${mode}`);
  const deployment = deploy();
  await open(deployment.id);
  await page.locator("header").getByRole("status").filter({ hasText: "Live" }).waitFor({ timeout: 30_000 });
  await page.getByText("Complete").waitFor({ timeout: 40_000 });
  expect(await copied()).toHaveLength(mock.api.world.stream(deployment.id, "build").read(0, 10_000).length);
});

test("followingLetsGoOnScrollingUpAndTellsWhatIsNew", async () => {
  const live = mock.api.world.deploymentsOf(
    (one) => one.projectName === "storefront" && one.state === "LIVE",
  )[0];
  if (!live) throw new Error("the seed has no live storefront");
  const stream = mock.api.world.stream(live.id, "runtime");
  stream.write(
    Array.from({ length: 200 }, (_, index) => `request ${index}`),
    null,
  );
  await open(live.id, "?log=runtime");
  await log().getByText("request 199", { exact: true }).waitFor();
  await log().hover();
  await page.mouse.wheel(0, -600);
  await page.getByRole("button", { name: "To the end" }).waitFor();
  stream.write(["one more", "and another"], null);
  await page.getByRole("button", { name: "2 new lines" }).click();
  await log().getByText("and another").waitFor();
  stream.write(["the newest"], null);
  await log().getByText("the newest").waitFor();
});
