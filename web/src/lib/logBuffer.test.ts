import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LogBuffer, type LogLine, PAGE_LINES } from "./logBuffer";

const line = (seq: number): LogLine => ({
  seq,
  at: new Date(seq).toISOString(),
  level: "INFO",
  text: `line ${seq}`,
});
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => line(from + index));
const seqs = (buffer: LogBuffer) => [...buffer.lines()].map(({ seq }) => seq);

describe("LogBuffer", () => {
  test("linesInAnyOrderAndNumberAreThereOnceAndAscending", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 300 }),
        fc.integer({ min: 1, max: 50 }),
        (numbers, size) => {
          const buffer = new LogBuffer();
          for (let i = 0; i < numbers.length; i += size) buffer.add(numbers.slice(i, i + size).map(line));
          const expected = [...new Set(numbers)].sort((a, b) => a - b);
          expect(seqs(buffer)).toEqual(expected);
          expect(buffer.size).toBe(expected.length);
          expect(buffer.last).toBe(expected.at(-1) ?? 0);
        },
      ),
    );
  });

  test("theFirstMissingNumberIsFoundAcrossPages", () => {
    const buffer = new LogBuffer();
    buffer.setBounds({ first: 1, last: 5_000, closed: false });
    expect(buffer.firstMissing(1, 5_000)).toBe(1);
    buffer.add(lines(1, 2_500));
    expect(buffer.firstMissing(1, 5_000)).toBe(2_501);
    buffer.add(lines(2_502, 5_000));
    expect(buffer.firstMissing(1, 5_000)).toBe(2_501);
    expect(buffer.firstMissing(2_502, 9_999)).toBeUndefined();
  });

  test("aHoleInAnAnswerIsAGapOfOneRow", () => {
    const buffer = new LogBuffer();
    buffer.setBounds({ first: 1, last: 100, closed: true });
    buffer.addPage(0, [...lines(1, 10), ...lines(51, 100)], 100);
    expect(buffer.gaps).toEqual([{ from: 11, to: 50, reason: "not kept" }]);
    expect(buffer.rowCount).toBe(61);
    expect(buffer.rowAt(9)).toEqual({ kind: "line", line: line(10) });
    expect(buffer.rowAt(10)).toMatchObject({ kind: "gap" });
    expect(buffer.rowAt(11)).toEqual({ kind: "line", line: line(51) });
    expect(buffer.firstMissing(1, 100)).toBeUndefined();
  });

  test("rowsAndNumbersMapBothWaysWithGaps", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 20 })), {
          minLength: 1,
          maxLength: 8,
        }),
        (first, parts) => {
          const buffer = new LogBuffer();
          const present: LogLine[] = [];
          let seq = first;
          for (const [gap, run] of parts) {
            seq += gap;
            present.push(...lines(seq, seq + run - 1));
            seq += run;
          }
          buffer.setBounds({ first, last: seq - 1, closed: false });
          buffer.addPage(first - 1, present, seq - 1);
          for (let row = 0; row < buffer.rowCount; row++) {
            const at = buffer.rowAt(row);
            expect(at.kind).not.toBe("pending");
            if (at.kind === "line") expect(buffer.rowOfSeq(at.line.seq)).toBe(row);
          }
          const shown = Array.from({ length: buffer.rowCount }, (_, row) => buffer.rowAt(row)).flatMap(
            (row) => (row.kind === "line" ? [row.line.seq] : []),
          );
          expect(shown).toEqual(present.map((one) => one.seq));
        },
      ),
    );
  });

  test("pagesLongestUnusedLeaveMemoryAndCanComeBack", () => {
    const buffer = new LogBuffer(3);
    for (let page = 0; page < 5; page++) buffer.add(lines(page * PAGE_LINES + 1, (page + 1) * PAGE_LINES));
    expect(buffer.size).toBe(3 * PAGE_LINES);
    expect(buffer.last).toBe(5 * PAGE_LINES);
    expect(buffer.firstMissing(1, 5 * PAGE_LINES)).toBe(1);
    buffer.add(lines(1, PAGE_LINES));
    expect(buffer.get(1)).toEqual(line(1));
    expect(buffer.size).toBe(3 * PAGE_LINES);
  });

  test("linesThatAreNoLongerKeptShortenTheLog", () => {
    const buffer = new LogBuffer();
    buffer.add(lines(1, 100));
    buffer.setBounds({ first: 41, last: 100, closed: false });
    expect(buffer.rowCount).toBe(60);
    expect(buffer.seqOfRow(0)).toBe(41);
  });
});
