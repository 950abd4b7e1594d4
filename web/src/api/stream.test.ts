import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LogTail, type StreamFrame, type StreamStatus } from "./stream";

/** Stands for the browser's WebSocket and EventSource: the test plays the other side. */
class FakeConnection {
  static all: FakeConnection[] = [];
  readonly url: URL;
  readonly kind: "socket" | "events";
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(kind: "socket" | "events", url: string) {
    this.kind = kind;
    this.url = new URL(url);
    FakeConnection.all.push(this);
  }
  addEventListener() {}
  close() {
    this.closed = true;
  }
  send(frame: unknown) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  drop() {
    if (this.kind === "socket") this.onclose?.();
    else this.onerror?.();
  }
}

class FakeSocket extends FakeConnection {
  constructor(url: string) {
    super("socket", url);
  }
}

class FakeEvents extends FakeConnection {
  constructor(url: string) {
    super("events", url);
  }
}

const lines = (from: number, to: number) => ({
  type: "lines",
  lines: Array.from({ length: to - from + 1 }, (_, i) => ({
    seq: from + i,
    at: "2026-11-21T12:00:00Z",
    stage: "BUILD",
    source: "w",
    level: "INFO",
    text: `line ${from + i}`,
  })),
});

let frames: StreamFrame[];
let batches: number;
let statuses: StreamStatus[];
let last: number;
let tickets: number;
let away: boolean;
let polled: StreamFrame[];
let tail: LogTail;
let visibility: DocumentVisibilityState;

function seen(): number[] {
  return frames.flatMap((frame) => (frame.type === "lines" ? frame.lines.map((line) => line.seq) : []));
}
const newest = () => FakeConnection.all.at(-1) as FakeConnection;
/** Lets promises, the next animation frame and due timers happen. */
const pass = (ms = 20) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  frames = [];
  batches = 0;
  statuses = [];
  last = 0;
  tickets = 0;
  away = false;
  polled = [];
  visibility = "visible";
  FakeConnection.all = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("EventSource", FakeEvents);
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  tail = new LogTail(
    "d1",
    "build",
    {
      ticket: async () => {
        if (away) throw new Error("away");
        return `t${++tickets}`;
      },
      poll: async () => polled,
      lastSeq: () => last,
    },
    {
      onFrames: (batch) => {
        batches++;
        frames.push(...batch);
        last = Math.max(last, ...seen(), 0);
      },
      onStatus: (status) => statuses.push(status),
    },
  );
});

afterEach(() => {
  tail.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("LogTail", () => {
  test("opensASocketWithATicketAndDeliversLinesOncePerAnimationFrame", async () => {
    last = 7;
    tail.start();
    await pass();
    expect(newest().url.pathname).toBe("/api/deployments/d1/logs/stream");
    expect(Object.fromEntries(newest().url.searchParams)).toEqual({
      stream: "build",
      after: "7",
      ticket: "t1",
    });
    newest().onopen?.();
    for (let i = 8; i < 108; i++) newest().send(lines(i, i));
    expect(batches).toBe(0);
    await pass();
    expect(batches).toBe(1);
    expect(seen()).toHaveLength(100);
    expect(statuses).toEqual(["connecting", "live"]);
  });

  test("aCutResumesAfterTheLastLineWithAFreshTicketAndNoLineIsLost", async () => {
    tail.start();
    await pass();
    newest().send(lines(1, 3));
    await pass();
    newest().drop();
    expect(statuses.at(-1)).toBe("waiting");
    await pass(500);
    expect(newest().url.searchParams.get("after")).toBe("3");
    expect(newest().url.searchParams.get("ticket")).toBe("t2");
    newest().send(lines(4, 6));
    await pass();
    expect(seen()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(statuses.at(-1)).toBe("live");
  });

  test("aSocketThatNeverOpensGivesWayToServerSentEventsAndThenToPolling", async () => {
    tail.start();
    await pass();
    newest().drop();
    await pass(600);
    newest().drop();
    await pass(1_200);
    expect(newest().kind).toBe("events");
    newest().send(lines(1, 2));
    await pass();
    expect(statuses.at(-1)).toBe("live");
    expect(seen()).toEqual([1, 2]);

    newest().drop();
    await pass(600);
    newest().drop();
    await pass(1_200);
    newest().drop();
    polled = [lines(3, 3) as StreamFrame];
    await pass(2_500);
    expect(statuses.at(-1)).toBe("polling");
    expect(seen()).toEqual([1, 2, 3]);
  });

  test("whileAutoStackIsAwayTheTransportStaysAndTheWaitGrows", async () => {
    away = true;
    tail.start();
    await pass(20_000);
    expect(FakeConnection.all).toHaveLength(0);
    expect(statuses).toContain("waiting");
    away = false;
    await pass(30_000);
    expect(newest().kind).toBe("socket");
  });

  test("comingBackToTheTabOrTheNetworkTriesAtOnce", async () => {
    away = true;
    tail.start();
    await pass(20_000);
    away = false;
    const before = FakeConnection.all.length;
    document.dispatchEvent(new Event("visibilitychange"));
    await pass();
    expect(FakeConnection.all.length).toBe(before + 1);
    newest().drop();
    window.dispatchEvent(new Event("online"));
    await pass();
    expect(FakeConnection.all.length).toBe(before + 2);
  });

  test("aSilentConnectionIsTakenForDead", async () => {
    tail.start();
    await pass();
    newest().send({ type: "heartbeat", at: "2026-11-21T12:00:00Z" });
    await pass(34_000);
    expect(newest().closed).toBe(false);
    await pass(2_000);
    expect(FakeConnection.all[0]?.closed).toBe(true);
    expect(FakeConnection.all.length).toBe(2);
  });

  test("theEndIsDeliveredAndNothingIsOpenedAfterIt", async () => {
    tail.start();
    await pass();
    newest().send(lines(1, 1));
    newest().send({ type: "end" });
    newest().drop();
    await pass(60_000);
    expect(frames.at(-1)).toEqual({ type: "end" });
    expect(statuses.at(-1)).toBe("ended");
    expect(FakeConnection.all).toHaveLength(1);
  });

  test("framesThatItDoesNotKnowOrCannotReadArePassedOver", async () => {
    tail.start();
    await pass();
    newest().onmessage?.({ data: "not json" });
    newest().send({ type: "from-the-future" });
    newest().send({ type: "lines", lines: [{ seq: "one" }] });
    newest().send({ type: "gap", from: 1, to: 9, reason: "slow reader" });
    await pass();
    expect(frames).toEqual([{ type: "gap", from: 1, to: 9, reason: "slow reader" }]);
  });

  test("aHiddenTabStillTakesItsLines", async () => {
    visibility = "hidden";
    tail.start();
    await pass();
    newest().send(lines(1, 5));
    await pass(300);
    expect(seen()).toEqual([1, 2, 3, 4, 5]);
  });

  test("afterStopNothingHappens", async () => {
    tail.start();
    tail.stop();
    await pass(60_000);
    expect(FakeConnection.all).toHaveLength(0);
  });
});
