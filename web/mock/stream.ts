import type { Frame, LogLine, Stage } from "./types.ts";

/** One log stream of one deployment: numbered lines, and whoever listens. */
export class MockStream {
  closed = false;
  first = 1;
  #lines: LogLine[] = [];
  #length = 0;
  #make: ((seq: number) => LogLine) | undefined;
  readonly listeners = new Set<(frame: Frame) => void>();

  /** A long finished log whose lines are made when they are read. */
  static made(length: number, make: (seq: number) => LogLine): MockStream {
    const stream = new MockStream();
    stream.#length = length;
    stream.#make = make;
    stream.closed = true;
    return stream;
  }

  get last(): number {
    return this.#make ? this.#length : this.#lines.length;
  }

  write(
    texts: readonly string[],
    stage: Stage | null,
    level: LogLine["level"] = "INFO",
    at = new Date(),
  ): void {
    const lines = texts.map((text, index) => ({
      seq: this.#lines.length + index + 1,
      at: new Date(at.getTime() + index).toISOString(),
      stage,
      source: stage ? "worker-1" : "instance-1",
      level,
      text,
    }));
    this.#lines.push(...lines);
    this.emit({ type: "lines", lines });
  }

  read(after: number, limit: number): LogLine[] {
    const from = Math.max(after, this.first - 1);
    if (!this.#make) return this.#lines.slice(from, from + limit);
    const lines: LogLine[] = [];
    for (let seq = from + 1; seq <= Math.min(this.#length, from + limit); seq++) lines.push(this.#make(seq));
    return lines;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.emit({ type: "end" });
  }

  emit(frame: Frame): void {
    for (const listener of [...this.listeners]) listener(frame);
  }
}
