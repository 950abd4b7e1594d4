import type { LogBuffer, LogRow } from "../../lib/logBuffer";
import { searchText } from "./matches";

/** The rows that a view scrolls over: all of the stream, or the lines that pass a filter. */
export type Rows = {
  readonly count: number;
  at(index: number): LogRow | undefined;
  /** The row of a line, or the nearest one that is shown. */
  indexOf(seq: number): number;
  seqAt(index: number): number;
};

export function allRows(buffer: LogBuffer): Rows {
  return {
    count: buffer.rowCount,
    at: (index) => buffer.rowAt(index),
    indexOf: (seq) => buffer.rowOfSeq(seq),
    seqAt: (index) => buffer.seqOfRow(index),
  };
}

export function filteredRows(buffer: LogBuffer, stage: string): Rows {
  const seqs: number[] = [];
  for (const line of buffer.lines()) if (line.stage === stage) seqs.push(line.seq);
  return {
    count: seqs.length,
    at: (index) => {
      const seq = seqs[index];
      if (seq === undefined) return undefined;
      const line = buffer.get(seq);
      return line ? { kind: "line", line } : { kind: "pending", seq };
    },
    indexOf: (seq) => nearest(seqs, seq),
    seqAt: (index) => seqs[index] ?? 0,
  };
}

/** Numbers of the lines that hold `query`, ascending. */
export function findLines(buffer: LogBuffer, query: string, stage: string | undefined): number[] {
  const needle = query.toLowerCase();
  const found: number[] = [];
  if (needle === "") return found;
  for (const line of buffer.lines()) {
    if ((stage === undefined || line.stage === stage) && searchText(line).includes(needle))
      found.push(line.seq);
  }
  return found;
}

/** Index of the first number >= `wanted`, or the last index. */
export function nearest(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, Math.max(0, sorted.length - 1));
}
