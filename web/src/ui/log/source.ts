import type { LogBuffer } from "../../lib/logBuffer";
import type { Problem } from "../../lib/problem";

/** Where a LogView gets its lines. */
export type LogSource = {
  readonly buffer: LogBuffer;
  getState(): {
    readonly version: number;
    readonly ready: boolean;
    readonly status: "connecting" | "live" | "polling" | "waiting" | "ended";
    readonly problem: Problem | undefined;
  };
  subscribe(listener: () => void): () => void;
  /** These numbers are on screen. */
  want(from: number, to: number): void;
  /** Every line is needed, or no longer. */
  wantEverything(on: boolean): void;
  loadEverything(): Promise<void>;
};

/** Lines from..to, both included. */
export type LineRange = { from: number; to: number };

/** `#L120` and `#L120-L140`, with or without the hash sign. */
export function parseLineRange(hash: string): LineRange | undefined {
  const match = /^#?L(\d{1,12})(?:-L(\d{1,12}))?$/.exec(hash);
  if (!match) return undefined;
  const a = Number(match[1]);
  const b = Number(match[2] ?? match[1]);
  if (a < 1 || b < 1) return undefined;
  return { from: Math.min(a, b), to: Math.max(a, b) };
}

export function renderLineRange(range: LineRange): string {
  return range.from === range.to ? `L${range.from}` : `L${range.from}-L${range.to}`;
}
