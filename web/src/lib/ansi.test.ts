import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAnsi, stripAnsi } from "./ansi";

const E = "\u001b";

describe("ansi", () => {
  test("sixteenColoursAndAttributesAreRead", () => {
    expect(parseAnsi(`a${E}[1;31mb${E}[0mc${E}[94;42md${E}[39me`)).toEqual([
      { text: "a", style: {} },
      { text: "b", style: { bold: true, fg: { palette: 1 } } },
      { text: "c", style: {} },
      { text: "d", style: { fg: { palette: 12 }, bg: { palette: 2 } } },
      { text: "e", style: { bg: { palette: 2 } } },
    ]);
  });

  test("indexedAndTrueColoursAreRead", () => {
    const fg = (text: string) => parseAnsi(`${E}[${text}mx`)[0]?.style.fg;
    expect(fg("38;5;9")).toEqual({ palette: 9 });
    expect(fg("38;5;196")).toEqual({ rgb: [255, 0, 0] });
    expect(fg("38;5;244")).toEqual({ rgb: [128, 128, 128] });
    expect(fg("38;2;1;2;300")).toEqual({ rgb: [1, 2, 255] });
    expect(fg("38:2::10:20:30")).toEqual({ rgb: [10, 20, 30] });
    expect(fg("38:2:10:20:30")).toEqual({ rgb: [10, 20, 30] });
    expect(fg("38;5;999")).toBeUndefined();
  });

  test("whatFollowsAColourInTheSameSequenceCounts", () => {
    expect(parseAnsi(`${E}[38;5;196;1mx`)[0]?.style).toEqual({ fg: { rgb: [255, 0, 0] }, bold: true });
    expect(parseAnsi(`${E}[38;2;1;2;3;4mx`)[0]?.style).toEqual({ fg: { rgb: [1, 2, 3] }, underline: true });
  });

  test("cursorMovesTitlesAndLinksLeaveOnlyText", () => {
    expect(
      stripAnsi(`${E}[2K${E}[1Gdone${E}]0;title\u0007 ${E}]8;;https://x${E}\\link${E}]8;;${E}\\${E}(B\u0007`),
    ).toBe("done link");
  });

  test("aCarriageReturnStartsTheLineOver", () => {
    expect(stripAnsi("10 %\r50 %\r100 %")).toBe("100 %");
    expect(stripAnsi("100 %\r")).toBe("100 %");
  });

  test("markupStaysText", () => {
    const hostile = '<img src=x onerror="alert(1)">';
    expect(parseAnsi(hostile)).toEqual([{ text: hostile, style: {} }]);
  });

  test("anyInputKeepsItsPrintableTextAndHoldsNoControlCharacter", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.array(fc.constantFrom(`${E}[31m`, `${E}[0m`, `${E}[38;5;1m`)),
        (text, codes) => {
          const line = codes.join("x") + text;
          const spans = parseAnsi(line);
          expect(spans.map((span) => span.text).join("")).toBe(stripAnsi(line));
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must be gone
          expect(stripAnsi(line)).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("aVeryLongHostileLineIsReadInLinearTime", () => {
    const line = `${E}[`.repeat(100_000) + `${E}]`.repeat(50_000);
    const before = performance.now();
    parseAnsi(line);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
