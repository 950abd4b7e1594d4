import { afterEach, describe, expect, test, vi } from "vitest";
import type { LogPage } from "../../api/types";
import { LogSession } from "./logSession";

type Line = LogPage["lines"][number];
const line = (seq: number): Line => ({
  seq,
  at: "2026-11-21T12:00:00Z",
  stage: "BUILD",
  source: "w",
  level: "INFO",
  text: `line ${seq}`,
});

/** A stored log over HTTP; `hole` are numbers it no longer has. */
function stored(length: number, { closed = true, hole = new Set<number>(), first = 1 } = {}) {
  const asked: number[] = [];
  const read = async (after: number, limit: number): Promise<LogPage> => {
    asked.push(after);
    const lines: Line[] = [];
    let seq = Math.max(after + 1, first);
    for (; seq <= length && lines.length < limit; seq++) if (!hole.has(seq)) lines.push(line(seq));
    const lastRead = lines.at(-1)?.seq ?? after;
    return { lines, next: lastRead < length ? lastRead : null, first, last: length, closed };
  };
  return { asked, read };
}

function open(log: ReturnType<typeof stored>) {
  return new LogSession("d1", "build", {
    page: (after, limit) => log.read(after, limit),
    ticket: async () => "t",
  });
}

const everything = (session: LogSession) => [...session.buffer.lines()].map(({ seq }) => seq);

afterEach(() => vi.unstubAllGlobals());

describe("LogSession", () => {
  test("aFinishedLogIsReadOverHttpOnlyAndCompletely", async () => {
    const log = stored(2_500);
    const session = open(log);
    await session.start();
    expect(session.getState()).toMatchObject({ ready: true, status: "ended" });
    expect(session.buffer.last).toBe(2_500);
    await session.loadEverything();
    expect(everything(session)).toHaveLength(2_500);
    expect(log.asked).toEqual([0, 1_000, 2_000]);
  });

  test("onlyWhatIsLookedAtIsRead", async () => {
    const log = stored(100_000);
    const session = open(log);
    await session.start();
    session.want(80_001, 80_040);
    await vi.waitFor(() => expect(session.buffer.get(80_040)).toBeDefined());
    expect(log.asked).toEqual([0, 80_000]);
    session.stop();
  });

  test("whatTheLogNoLongerHoldsIsAGapAndIsNotAskedForAgain", async () => {
    const hole = new Set(Array.from({ length: 300 }, (_, index) => 1_201 + index));
    const log = stored(3_000, { hole });
    const session = open(log);
    await session.start();
    await session.loadEverything();
    expect(session.buffer.gaps).toEqual([{ from: 1_201, to: 1_500, reason: "not kept" }]);
    expect(everything(session)).toHaveLength(2_700);
    const asked = log.asked.length;
    session.want(1, 3_000);
    await session.loadEverything();
    expect(log.asked.length).toBe(asked);
  });

  test("linesThatAgedOutAtTheBeginningAreNoGap", async () => {
    const session = open(stored(5_000, { first: 4_001 }));
    await session.start();
    await session.loadEverything();
    expect(session.buffer.gaps).toEqual([]);
    expect(everything(session)).toHaveLength(1_000);
  });

  test("aFailedFirstAnswerIsShownAndTheTailStillStarts", async () => {
    vi.stubGlobal(
      "WebSocket",
      class {
        close() {}
      },
    );
    const session = new LogSession("d1", "build", {
      page: async () => {
        throw new TypeError("no network");
      },
      ticket: () => new Promise<string>(() => {}),
    });
    await session.start();
    expect(session.getState()).toMatchObject({
      ready: false,
      status: "connecting",
      problem: { code: "ui_fault" },
    });
    session.stop();
  });
});
