/**
 * The lines of one log stream as far as they have arrived, by their number.
 *
 * Numbers are dense from `first` to `last`, so a view knows its height before it has the lines and asks
 * only for the pages it shows: following, jumping to line 80,000 and scrolling back are the same thing.
 * A number range that the stream itself does not hold any more is a gap and takes one row.
 */

export type LogLine = {
  seq: number;
  /** ISO-8601 UTC. */
  at: string;
  stage?: string | null;
  source?: string | null;
  level: string;
  text: string;
};

export type LogGap = { from: number; to: number; reason: string };

export type LogRow =
  | { kind: "line"; line: LogLine }
  | { kind: "pending"; seq: number }
  | { kind: "gap"; gap: LogGap };

export const PAGE_LINES = 1000;
/** Pages kept in memory; the ones longest unused go first and are read again when they are shown. */
const KEPT_PAGES = 400;

export class LogBuffer {
  first = 1;
  last = 0;
  closed = false;
  #pages = new Map<number, (LogLine | undefined)[]>();
  #gaps: LogGap[] = [];
  #kept: number;
  #size = 0;

  constructor(keptPages = KEPT_PAGES) {
    this.#kept = keptPages;
  }

  /** How many lines are in memory. */
  get size(): number {
    return this.#size;
  }

  get gaps(): readonly LogGap[] {
    return this.#gaps;
  }

  /** What the stream says about its ends; `last` only grows. */
  setBounds(bounds: { first: number; last: number; closed: boolean }): void {
    this.last = Math.max(this.last, bounds.last);
    this.closed = this.closed || bounds.closed;
    if (bounds.first > this.first) {
      this.first = bounds.first;
      this.#gaps = this.#gaps.filter((gap) => gap.to >= this.first);
    }
  }

  /** Lines in any order, any number of times: a line that is there already stays. */
  add(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (line.seq < this.first) continue;
      const page = this.#page(pageOf(line.seq));
      const slot = (line.seq - 1) % PAGE_LINES;
      if (page[slot] === undefined) this.#size++;
      page[slot] ??= line;
      if (line.seq > this.last) this.last = line.seq;
    }
    this.#evict();
  }

  /**
   * The answer to "what comes after `after`": numbers up to its end that it lacks do not exist. `upTo` is the
   * last number the answer speaks for.
   */
  addPage(after: number, lines: readonly LogLine[], upTo: number): void {
    this.add(lines);
    let expected = Math.max(after + 1, this.first);
    for (const line of lines) {
      if (line.seq > expected) this.#addGap(expected, line.seq - 1);
      expected = line.seq + 1;
    }
    if (expected <= upTo) this.#addGap(expected, upTo);
  }

  get(seq: number): LogLine | undefined {
    return this.#pages.get(pageOf(seq))?.[(seq - 1) % PAGE_LINES];
  }

  gapAt(seq: number): LogGap | undefined {
    return this.#gaps.find((gap) => gap.from <= seq && seq <= gap.to);
  }

  /** The first number in from..to that is neither here nor in a gap. */
  firstMissing(from: number, to: number): number | undefined {
    let seq = Math.max(from, this.first);
    const end = Math.min(to, this.last);
    while (seq <= end) {
      const page = this.#pages.get(pageOf(seq));
      const gap = this.#gaps.length > 0 ? this.gapAt(seq) : undefined;
      if (gap) seq = gap.to + 1;
      else if (page?.[(seq - 1) % PAGE_LINES] === undefined) return seq;
      else seq++;
    }
    return undefined;
  }

  /** Lines in memory, ascending. */
  *lines(from = this.first): Generator<LogLine> {
    const pages = [...this.#pages.keys()].sort((a, b) => a - b);
    for (const index of pages) {
      if ((index + 1) * PAGE_LINES < from) continue;
      for (const line of this.#pages.get(index) ?? []) {
        if (line && line.seq >= from) yield line;
      }
    }
  }

  /** Rows of the whole stream: one per number, one per gap. */
  get rowCount(): number {
    let rows = Math.max(0, this.last - this.first + 1);
    for (const gap of this.#gaps) rows -= gap.to - gap.from;
    return rows;
  }

  rowAt(index: number): LogRow {
    const seq = this.seqOfRow(index);
    const gap = this.#gaps.length > 0 ? this.gapAt(seq) : undefined;
    if (gap) return { kind: "gap", gap };
    const line = this.get(seq);
    return line ? { kind: "line", line } : { kind: "pending", seq };
  }

  seqOfRow(index: number): number {
    let seq = this.first + index;
    for (const gap of this.#gaps) {
      if (gap.from >= seq) break;
      seq += gap.to - gap.from;
    }
    return seq;
  }

  rowOfSeq(seq: number): number {
    let row = seq - this.first;
    for (const gap of this.#gaps) {
      if (gap.from > seq) break;
      row -= Math.min(seq, gap.to) - gap.from;
    }
    return Math.max(0, row);
  }

  #page(index: number): (LogLine | undefined)[] {
    const page = this.#pages.get(index) ?? [];
    // Re-inserting keeps the map in order of use.
    this.#pages.delete(index);
    this.#pages.set(index, page);
    return page;
  }

  /** Marks pages as in use, so that they are the last to go. */
  touch(from: number, to: number): void {
    for (let index = pageOf(from); index <= pageOf(to); index++) {
      if (this.#pages.has(index)) this.#page(index);
    }
  }

  #evict(): void {
    for (const index of this.#pages.keys()) {
      if (this.#pages.size <= this.#kept) return;
      const page = this.#pages.get(index) ?? [];
      this.#size -= page.reduce((n, line) => (line ? n + 1 : n), 0);
      this.#pages.delete(index);
    }
  }

  #addGap(from: number, to: number): void {
    if (to < from) return;
    const merged = { from, to, reason: "not kept" };
    const others: LogGap[] = [];
    for (const gap of this.#gaps) {
      if (gap.to + 1 < merged.from || gap.from - 1 > merged.to) others.push(gap);
      else {
        merged.from = Math.min(merged.from, gap.from);
        merged.to = Math.max(merged.to, gap.to);
      }
    }
    this.#gaps = [...others, merged].sort((a, b) => a.from - b.from);
  }
}

function pageOf(seq: number): number {
  return Math.floor((seq - 1) / PAGE_LINES);
}
