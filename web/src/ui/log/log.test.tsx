import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAnsi } from "../../lib/ansi";
import { LogBuffer, type LogLine } from "../../lib/logBuffer";
import { LogRowView } from "./LogRowView";
import { LogView } from "./LogView";
import { markMatches } from "./matches";
import { findLines, nearest } from "./rows";
import { type LogSource, parseLineRange, renderLineRange } from "./source";

const line = (seq: number, text: string, level = "INFO"): LogLine => ({
  seq,
  at: "2026-11-21T12:00:00.000Z",
  stage: "BUILD",
  level,
  text,
});

function source(lines: LogLine[]): LogSource {
  const buffer = new LogBuffer();
  buffer.add(lines);
  const state = { version: 1, ready: true, status: "ended", problem: undefined } as const;
  return {
    buffer,
    getState: () => state,
    subscribe: () => () => {},
    want: () => {},
    wantEverything: () => {},
    loadEverything: async () => {},
  };
}

describe("matches", () => {
  test("aMatchOverAChangeOfColourIsMarkedInBothParts", () => {
    const pieces = markMatches(parseAnsi("ab\u001b[31mcd\u001b[0mef"), "bcde");
    expect(pieces.map(({ text, found }) => [text, found])).toEqual([
      ["a", false],
      ["b", true],
      ["cd", true],
      ["e", true],
      ["f", false],
    ]);
  });

  test("piecesAlwaysMakeUpTheText", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "A", "\u001b[31m", "\u001b[0m", "İ", "ß") });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 3 }), (text, query) => {
        const spans = parseAnsi(text);
        const pieces = markMatches(spans, query);
        expect(pieces.map((piece) => piece.text).join("")).toBe(spans.map((span) => span.text).join(""));
      }),
    );
  });

  test("searchIgnoresCaseAndEscapeCodes", () => {
    const buffer = new LogBuffer();
    buffer.add([line(1, "Hel\u001b[32mlo\u001b[0m"), line(2, "nothing"), line(3, "HELLO again")]);
    expect(findLines(buffer, "hello", undefined)).toEqual([1, 3]);
    expect(findLines(buffer, "hello", "PUSH")).toEqual([]);
    expect(findLines(buffer, "", undefined)).toEqual([]);
    expect([nearest([1, 3, 9], 4), nearest([1, 3, 9], 99), nearest([], 1)]).toEqual([2, 2, 0]);
  });
});

describe("line links", () => {
  test.each([
    ["#L12", { from: 12, to: 12 }],
    ["L140-L120", { from: 120, to: 140 }],
    ["#L0", undefined],
    ["#token=abc", undefined],
  ])("reads %s", (hash, range) => expect(parseLineRange(hash)).toEqual(range));

  test("writesWhatItReads", () => {
    expect(renderLineRange({ from: 3, to: 3 })).toBe("L3");
    expect(parseLineRange(renderLineRange({ from: 3, to: 9 }))).toEqual({ from: 3, to: 9 });
  });
});

describe("LogRowView", () => {
  const row = (text: string, level = "INFO") =>
    render(
      <LogRowView
        row={{ kind: "line", line: line(7, text, level) }}
        wrap
        time="utc"
        since={undefined}
        theme="dark"
        query=""
        current={false}
        marked={false}
        digits={3}
        onPick={() => {}}
      />,
    );

  test("markupInALineIsText", () => {
    const { container } = row('<img src=x onerror="alert(1)"><script>alert(2)</script>');
    expect(container.querySelector("img, script")).toBeNull();
    expect(screen.getByText('<img src=x onerror="alert(1)"><script>alert(2)</script>')).toBeVisible();
  });

  test("theLevelIsSaidNotOnlyColoured", () => {
    row("it broke", "ERROR");
    expect(screen.getByText("Error:")).toBeInTheDocument();
    expect(screen.getByText("12:00:00.000")).toBeInTheDocument();
  });
});

describe("LogView", () => {
  test("aHundredThousandLinesAreFewRows", async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => line(index + 1, `line ${index + 1}`));
    const { container } = render(
      <LogView source={source(lines)} label="Build log" onMark={() => {}} empty="nothing" />,
    );
    expect(screen.getByRole("log", { name: "Build log" })).toBeInTheDocument();
    await waitFor(() => expect(container.querySelector("a[href^='#L']")).not.toBeNull());
    const rows = container.querySelectorAll("a[href^='#L']").length;
    expect(rows).toBeGreaterThan(10);
    expect(rows).toBeLessThan(120);
  });

  test("searchTellsHowManyLinesMatch", async () => {
    const lines = [line(1, "alpha"), line(2, "beta"), line(3, "alphabet")];
    render(<LogView source={source(lines)} label="Build log" onMark={() => {}} empty="nothing" />);
    await userEvent.type(screen.getByRole("searchbox", { name: "Search in the log" }), "alpha{Enter}");
    expect(await screen.findByText("1 of 2")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Next match" }));
    expect(await screen.findByText("2 of 2")).toBeInTheDocument();
  });

  test("pickingAMarkedLineUnmarksIt", async () => {
    const marks: unknown[] = [];
    render(
      <LogView
        source={source([line(1, "alpha"), line(2, "beta")])}
        label="Build log"
        marked={{ from: 2, to: 2 }}
        onMark={(range) => marks.push(range)}
        empty="nothing"
      />,
    );
    await userEvent.click(await screen.findByRole("link", { name: "Line 1" }));
    await userEvent.click(screen.getByRole("link", { name: "Line 2" }));
    expect(marks).toEqual([{ from: 1, to: 1 }, undefined]);
  });
});
