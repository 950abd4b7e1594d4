import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backoff } from "./backoff";
import { formatBytes, parseBytes } from "./bytes";
import { contrast, type Rgb, readable } from "./contrast";
import { readCookie } from "./cookies";
import { gitUrlProblem, nameProblem, repositoryLink, shortGitUrl, suggestName } from "./git";
import { randomUuid } from "./random";
import { secretByDefault } from "./secrets";
import { formatAge, formatDuration, formatOffset } from "./time";

describe("names and Git URLs", () => {
  test.each([
    ["https://github.com/acme/Billing_API.git", "billing-api"],
    ["git@github.com:acme/web.git", "web"],
    ["https://example.com/a/b/", "b"],
    ["https://example.com/2fast", "fast"],
    ["https://example.com/x--y..z", "x-y-z"],
    ["", ""],
  ])("suggestedNameOf %s is %s", (url, name) => expect(suggestName(url)).toBe(name));

  test("aSuggestedNameIsAlwaysAllowedOrEmpty", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const name = suggestName(`https://host/${text}`);
        expect(name === "" || nameProblem(name) === undefined).toBe(true);
      }),
    );
  });

  test.each([
    "https://github.com/a/b",
    "ssh://git@host:2222/a/b.git",
    "git@host:a/b.git",
    "git://127.0.0.1:9418/app",
    "http://forge.lan/a",
  ])("isTakenAsGitUrl %s", (url) => expect(gitUrlProblem(url)).toBeUndefined());

  test.each([
    "",
    "/srv/git/app",
    "ext::sh -c x",
    "file:///etc",
    "https://user:pw@host/a",
    "https://host",
    "https://host/",
  ])("isRefusedAsGitUrl %s", (url) => expect(gitUrlProblem(url)).toBeTypeOf("string"));

  test("onlyKnownForgesBecomeLinks", () => {
    expect(repositoryLink("git@github.com:acme/web.git")).toBe("https://github.com/acme/web");
    expect(repositoryLink("https://evil.example/github.com/a/b")).toBeUndefined();
    expect(repositoryLink('https://github.com/a/b" onclick=x')).toBeUndefined();
    expect(shortGitUrl("ssh://git@host:22/a/b.git")).toBe("host:22/a/b");
  });
});

describe("quantities", () => {
  test("sizesAreReadAsTheyAreShown", () => {
    expect(formatBytes(1536)).toBe("1.5 KiB");
    for (const mebibytes of [1, 256, 512, 1024, 1536, 10 * 1024]) {
      expect(parseBytes(formatBytes(mebibytes * 1024 * 1024))).toBe(mebibytes * 1024 * 1024);
    }
    expect(parseBytes("512")).toBe(512 * 1024 * 1024);
    expect(parseBytes("2 GB")).toBe(2 * 1024 ** 3);
    expect(parseBytes("much")).toBeUndefined();
  });

  test("durationsGrowInSteps", () => {
    expect([0, 850, 4_240, 38_000, 125_000, 3_725_000].map(formatDuration)).toEqual([
      "0 ms",
      "850 ms",
      "4.2 s",
      "38 s",
      "2m 05s",
      "1h 02m",
    ]);
    expect(formatDuration(-5)).toBe("0 ms");
    expect(formatOffset(62_480)).toBe("+1:02.480");
  });

  test("agesAreInWords", () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    expect(formatAge("2026-11-21T12:00:30Z", now)).toBe("just now");
    expect(formatAge("2026-11-21T11:55:00Z", now)).toMatch(/^5 ?m(in\.?)? ago$/);
    expect(formatAge("2026-11-20T11:55:00Z", now)).toBe("yesterday");
  });

  test("waitingGrowsFromHalfASecondToThirtyAndIsSpread", () => {
    expect(backoff(0, () => 0)).toBe(500);
    expect(backoff(0, () => 1)).toBe(1_000);
    expect(backoff(50, () => 1)).toBe(30_000);
    expect(backoff(50, () => 0)).toBe(15_000);
  });
});

describe("colours", () => {
  const channel = fc.integer({ min: 0, max: 255 });
  const colour = fc.tuple(channel, channel, channel) as fc.Arbitrary<Rgb>;

  test("aReadableColourReachesItsContrastOnAnySurface", () => {
    for (const surface of [
      [252, 252, 253],
      [10, 12, 16],
      [120, 120, 120],
    ] as const) {
      fc.assert(
        fc.property(
          colour,
          (one) => contrast(readable(one, surface), surface) >= Math.min(4.4, contrast([0, 0, 0], surface)),
        ),
      );
    }
  });

  test("aColourThatReadsAlreadyStaysAsItIs", () => {
    expect(readable([255, 255, 255], [0, 0, 0])).toEqual([255, 255, 255]);
  });
});

describe("small things", () => {
  test("cookiesAreFoundByTheirWholeName", () => {
    expect(readCookie("csrf", "x-csrf=no; csrf=a%20b; other=1")).toBe("a b");
    expect(readCookie("csrf", "")).toBeUndefined();
  });

  test("randomIdsAreUuidsOfVersionFour", () => {
    expect(randomUuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(randomUuid()).not.toBe(randomUuid());
  });

  test("variablesAreSecretUnlessTheirNameSaysOtherwise", () => {
    expect(["API_KEY", "DATABASE_URL", "FOO"].every(secretByDefault)).toBe(true);
    expect(["NODE_ENV", "PORT", "VITE_TITLE", "NEXT_PUBLIC_URL"].some(secretByDefault)).toBe(false);
  });
});
