import clsx from "clsx";
import { memo } from "react";
import { parseAnsi } from "../../lib/ansi";
import type { LogLine, LogRow } from "../../lib/logBuffer";
import { formatClock, formatOffset, formatTimestamp, toMillis } from "../../lib/time";
import { markMatches } from "./matches";
import { paint, type Theme } from "./paint";

export type TimeMode = "off" | "local" | "utc" | "relative";

type RowProps = {
  row: LogRow;
  wrap: boolean;
  time: TimeMode;
  /** The first line's time, for "relative". */
  since: string | undefined;
  theme: Theme;
  query: string;
  current: boolean;
  marked: boolean;
  /** Width of the number column, in characters. */
  digits: number;
  onPick(seq: number, extend: boolean): void;
};

const MARKS: Record<string, { sign: string; name: string; className: string }> = {
  ERROR: { sign: "×", name: "Error", className: "text-failed" },
  WARNING: { sign: "!", name: "Warning", className: "text-warn" },
};

/** One row; text is only ever put in as text, so markup in a log stays text. */
export const LogRowView = memo(function LogRowView(props: RowProps) {
  const { row, wrap, digits } = props;
  if (row.kind === "gap") {
    const lines = row.gap.to - row.gap.from + 1;
    return (
      <div className="flex h-5 items-center gap-3 px-3 text-faint text-xs italic">
        <span className="h-px flex-1 bg-line" />
        {lines.toLocaleString("en")} {lines === 1 ? "line" : "lines"} {row.gap.reason}
        <span className="h-px flex-1 bg-line" />
      </div>
    );
  }
  if (row.kind === "pending") {
    return (
      <div className="flex h-5 items-center">
        <LineNumber seq={row.seq} digits={digits} onPick={props.onPick} />
        <span className="ml-3 h-2 w-40 rounded bg-quiet-soft" />
      </div>
    );
  }
  const { line } = row;
  const mark = MARKS[line.level];
  return (
    <div
      className={clsx(
        "flex min-w-full bg-log hover:bg-log-hover",
        wrap ? "w-full" : "w-max",
        props.marked && "bg-log-mark hover:bg-log-mark",
      )}
    >
      <LineNumber seq={line.seq} digits={digits} onPick={props.onPick} />
      {props.time !== "off" && <LineTime line={line} mode={props.time} since={props.since} />}
      <span className={clsx("w-4 shrink-0 select-none text-center font-bold", mark?.className)}>
        {mark && (
          <>
            <span aria-hidden>{mark.sign}</span>
            <span className="sr-only">{mark.name}: </span>
          </>
        )}
      </span>
      <span
        className={clsx(
          "min-w-0 pr-3",
          wrap ? "flex-1 whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre",
        )}
      >
        <LineText line={line} theme={props.theme} query={props.query} current={props.current} />
      </span>
    </div>
  );
}, sameRow);

/** Rows are made anew for each look at the buffer; their content tells whether anything changed. */
function sameRow(a: RowProps, b: RowProps): boolean {
  for (const key of Object.keys(a) as (keyof RowProps)[]) {
    if (key !== "row" && a[key] !== b[key]) return false;
  }
  if (a.row.kind === "line") return b.row.kind === "line" && a.row.line === b.row.line;
  if (a.row.kind === "gap") return b.row.kind === "gap" && a.row.gap === b.row.gap;
  return b.row.kind === "pending" && a.row.seq === b.row.seq;
}

function LineNumber({ seq, digits, onPick }: { seq: number; digits: number; onPick: RowProps["onPick"] }) {
  return (
    <a
      href={`#L${seq}`}
      aria-label={`Line ${seq}`}
      tabIndex={-1}
      style={{ width: `${digits + 2}ch` }}
      className="sticky left-0 shrink-0 select-none bg-inherit pr-[1ch] text-right text-faint no-underline hover:text-ink"
      onClick={(event) => {
        event.preventDefault();
        onPick(seq, event.shiftKey);
      }}
    >
      {seq}
    </a>
  );
}

function LineTime({ line, mode, since }: { line: LogLine; mode: TimeMode; since: string | undefined }) {
  const text =
    mode === "relative"
      ? formatOffset(toMillis(line.at) - toMillis(since ?? line.at))
      : formatClock(line.at, mode === "utc" ? "utc" : "local");
  return (
    <time
      dateTime={line.at}
      title={formatTimestamp(line.at, mode === "utc" ? "utc" : "local")}
      className="w-[13ch] shrink-0 select-none text-faint max-sm:hidden"
    >
      {text}
    </time>
  );
}

function LineText({
  line,
  theme,
  query,
  current,
}: {
  line: LogLine;
  theme: Theme;
  query: string;
  current: boolean;
}) {
  const pieces = markMatches(parseAnsi(line.text), query);
  if (pieces.length === 0) return "\u200b";
  return pieces.map((piece, index) =>
    piece.found ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never move
      <mark key={index} className={clsx("rounded-[2px] text-ink", current ? "bg-found-current" : "bg-found")}>
        {piece.text}
      </mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never move
      <span key={index} style={paint(piece.style, theme)}>
        {piece.text}
      </span>
    ),
  );
}
