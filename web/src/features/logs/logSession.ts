import { type ApiError, asApiError } from "../../api/errors";
import { LogTail, type StreamFrame, type StreamStatus } from "../../api/stream";
import type { Deployment, LogPage, StreamKind } from "../../api/types";
import { LogBuffer, PAGE_LINES } from "../../lib/logBuffer";

export type LogState = {
  /** Grows with each change of the buffer: the lines themselves are too many to compare. */
  version: number;
  /** The stored log has answered at least once. */
  ready: boolean;
  status: StreamStatus;
  problem: ApiError | undefined;
};

export type LogReader = {
  page(after: number, limit: number, signal: AbortSignal): Promise<LogPage>;
  ticket(): Promise<string>;
};

/** How many pages are read at the same time. */
const PARALLEL = 2;
/** Pause before a page that failed is asked for again. */
const RETRY_MS = 3_000;

/**
 * One open log stream: the stored log over HTTP first, then the live tail, and pages on demand for whatever is
 * looked at. Holds no React; views subscribe.
 */
export class LogSession {
  readonly buffer = new LogBuffer();
  /** Called when the deployment itself changed, as the stream tells it. */
  onDeployment: (deployment: Pick<Deployment, "id" | "state">) => void = () => {};
  #state: LogState = { version: 0, ready: false, status: "connecting", problem: undefined };
  #listeners = new Set<() => void>();
  #tail: LogTail;
  #reader: LogReader;
  #abort = new AbortController();
  #wanted: { from: number; to: number } | undefined;
  #everything = false;
  #loading = new Set<number>();

  constructor(deploymentId: string, kind: StreamKind, reader: LogReader) {
    this.#reader = reader;
    this.#tail = new LogTail(
      deploymentId,
      kind,
      {
        ticket: reader.ticket,
        poll: (after) => this.#poll(after),
        lastSeq: () => this.buffer.last,
      },
      {
        onFrames: (frames) => this.#take(frames),
        onStatus: (status) => this.#set({ status }),
      },
    );
  }

  getState = (): LogState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async start(): Promise<void> {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const page = await this.#reader.page(this.buffer.last, PAGE_LINES, signal);
      this.#takePage(this.buffer.last, page, this.buffer.last);
      this.#set({ ready: true, problem: undefined });
      if (this.buffer.closed) {
        this.#set({ status: "ended" });
        return;
      }
    } catch (thrown) {
      if (signal.aborted) return;
      // The tail keeps trying; the view shows why it is empty until then.
      this.#set({ problem: asApiError(thrown) });
    }
    if (!signal.aborted) this.#tail.start();
  }

  stop(): void {
    this.#abort.abort();
    this.#tail.stop();
    this.#loading.clear();
  }

  /** The numbers a view shows now; what is missing of them is read. */
  want(from: number, to: number): void {
    this.buffer.touch(from, to);
    this.#wanted = { from, to };
    this.#fill();
  }

  /** Search, filters and copy need every line. */
  wantEverything(on: boolean): void {
    this.#everything = on;
    if (on) this.#fill();
  }

  /** Resolves when every line that the stream holds now is here. */
  async loadEverything(): Promise<void> {
    let missing = this.buffer.firstMissing(this.buffer.first, this.buffer.last);
    while (missing !== undefined && !this.#abort.signal.aborted) {
      await this.#load(missing);
      missing = this.buffer.firstMissing(missing, this.buffer.last);
    }
  }

  #take(frames: StreamFrame[]): void {
    for (const frame of frames) {
      if (frame.type === "lines") this.buffer.add(frame.lines);
      else if (frame.type === "gap")
        this.buffer.setBounds({ first: this.buffer.first, last: frame.to, closed: false });
      else if (frame.type === "end")
        this.buffer.setBounds({ first: this.buffer.first, last: 0, closed: true });
      else if (frame.type === "deployment")
        this.onDeployment(frame.deployment as Pick<Deployment, "id" | "state">);
    }
    this.#set({ version: this.#state.version + 1, ready: true, problem: undefined });
    this.#fill();
  }

  /** `known` is the last number known before the page was asked for: only up to there a hole is a real one. */
  #takePage(after: number, page: LogPage, known: number): void {
    this.buffer.setBounds(page);
    this.buffer.addPage(after, page.lines, Math.min(known, page.next ?? known));
    this.#set({ version: this.#state.version + 1 });
  }

  async #poll(after: number): Promise<StreamFrame[]> {
    const page = await this.#reader.page(after, PAGE_LINES, this.#abort.signal);
    const frames: StreamFrame[] = [{ type: "lines", lines: page.lines }];
    if (page.last > after + page.lines.length) {
      frames.push({ type: "gap", from: after + 1, to: page.last, reason: "polling" });
    }
    if (page.closed && !page.next) frames.push({ type: "end" });
    return frames;
  }

  #fill(): void {
    if (this.#loading.size >= PARALLEL || this.#abort.signal.aborted) return;
    const next = this.#nextMissing();
    if (next === undefined) return;
    void this.#load(next).then(
      () => this.#fill(),
      () => setTimeout(() => this.#fill(), RETRY_MS),
    );
    this.#fill();
  }

  #nextMissing(): number | undefined {
    const { buffer } = this;
    const ranges: [number, number][] = [];
    if (this.#wanted) ranges.push([this.#wanted.from, this.#wanted.to]);
    if (this.#everything) ranges.push([buffer.first, buffer.last]);
    for (const [from, to] of ranges) {
      let missing = buffer.firstMissing(from, to);
      while (missing !== undefined && this.#loading.has(startOf(missing))) {
        missing = buffer.firstMissing(startOf(missing) + PAGE_LINES, to);
      }
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  async #load(missing: number): Promise<void> {
    const start = startOf(missing);
    this.#loading.add(start);
    const { signal } = this.#abort;
    const known = this.buffer.last;
    try {
      const page = await this.#reader.page(start - 1, PAGE_LINES, signal);
      // A page ends where the limit cut it; what lies behind is the next page's.
      this.#takePage(start - 1, page, Math.min(known, start + PAGE_LINES - 1));
    } finally {
      this.#loading.delete(start);
    }
  }

  #set(change: Partial<LogState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

function startOf(seq: number): number {
  return Math.floor((seq - 1) / PAGE_LINES) * PAGE_LINES + 1;
}
