import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import {
  type ReactNode,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { stripAnsi } from "../../lib/ansi";
import { copyText } from "../../lib/clipboard";
import { changePreferences } from "../../lib/preferences";
import { useShortcut } from "../shortcuts";
import { usePreferences, useTheme } from "../usePreferences";
import { LogRowView } from "./LogRowView";
import { LogToolbar } from "./LogToolbar";
import { allRows, filteredRows, findLines, nearest } from "./rows";
import type { LineRange, LogSource } from "./source";
import { useFollow } from "./useFollow";
import { useThrottled } from "./useThrottled";

const ROW_HEIGHT = 20;

type LogViewProps = {
  source: LogSource;
  /** Name of the log for assistive technology, for example "Build log". */
  label: string;
  /** Stages to offer as a filter; none: no filter. */
  stages?: readonly { value: string; label: string }[];
  stage?: string | undefined;
  onStage?(stage: string | undefined): void;
  marked?: LineRange | undefined;
  onMark(range: LineRange | undefined): void;
  onDownload?(): void;
  /** Whether lines still arrive. */
  status?: ReactNode;
  /** Shown while there is no line. */
  empty: ReactNode;
  className?: string;
};

/** A log of any length: only the rows on screen exist, and only their lines are read. */
export function LogView(props: LogViewProps) {
  const { source, stage, marked } = props;
  const { buffer } = source;
  const state = useSyncExternalStore(source.subscribe, source.getState);
  const preferences = usePreferences();
  const theme = useTheme();
  const scroller = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [hit, setHit] = useState<number | undefined>();
  const needle = useDeferredValue(query.trim());

  // Searching and filtering go over all lines, so they run a few times a second, not once per frame.
  const slowVersion = useThrottled(state.version, 250);
  const wholeNeeded = needle !== "" || stage !== undefined;
  useEffect(() => source.wantEverything(wholeNeeded), [source, wholeNeeded]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the buffer's content
  const filtered = useMemo(
    () => (stage ? filteredRows(buffer, stage) : undefined),
    [buffer, stage, slowVersion],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the buffer's content
  const found = useMemo(() => findLines(buffer, needle, stage), [buffer, needle, stage, slowVersion]);
  const rows = filtered ?? allRows(buffer);

  const virtualizer = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    paddingStart: 8,
    paddingEnd: 8,
    getItemKey: (index) => rows.seqAt(index),
    useFlushSync: false,
  });
  const shown = virtualizer.getVirtualItems();
  const height = virtualizer.getTotalSize();
  const { following, follow, onScroll, fresh } = useFollow(
    scroller,
    buffer.last,
    height,
    marked === undefined,
  );

  const firstShown = shown[0] ? rows.seqAt(shown[0].index) : 0;
  const lastShown = shown.at(-1) ? rows.seqAt((shown.at(-1) as { index: number }).index) : 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with each change, until the lines are there
  useEffect(() => {
    if (lastShown > 0) source.want(firstShown, lastShown);
  }, [source, firstShown, lastShown, state.version]);

  const show = useCallback(
    (seq: number) => {
      follow(false);
      virtualizer.scrollToIndex(rows.indexOf(seq), { align: "center" });
    },
    [follow, rows, virtualizer],
  );

  // A link to a line: go there once its number is known to exist.
  const shownMark = useRef<string | undefined>(undefined);
  const reachable = marked !== undefined && rows.count > 0 && buffer.last >= marked.from;
  useEffect(() => {
    const key = marked ? `${marked.from}-${marked.to}` : undefined;
    if (reachable && marked && shownMark.current !== key) {
      shownMark.current = key;
      show(marked.from);
    }
  }, [marked, reachable, show]);

  const step = (direction: 1 | -1) => {
    if (found.length === 0) return;
    const at = hit === undefined ? nearest(found, Math.max(firstShown, 1)) : found.indexOf(hit) + direction;
    const next = found[(at + found.length) % found.length] as number;
    setHit(next);
    show(next);
  };

  const pick = useCallback(
    (seq: number, extend: boolean, go = false) => {
      const range =
        extend && marked
          ? { from: Math.min(marked.from, seq), to: Math.max(marked.from, seq) }
          : { from: seq, to: seq };
      const same = marked?.from === range.from && marked.to === range.to;
      if (!go) shownMark.current = `${range.from}-${range.to}`;
      props.onMark(same ? undefined : range);
    },
    [marked, props.onMark],
  );

  useShortcut("f", "Follow the log", () => follow(!following));
  useShortcut("e", "Next error in the log", () => {
    for (const line of buffer.lines(lastMarkedOr(marked, firstShown) + 1)) {
      if (line.level === "ERROR") return pick(line.seq, false, true);
    }
  });

  const copy = async () => {
    await source.loadEverything();
    const lines: string[] = [];
    for (const line of buffer.lines()) {
      if (marked ? line.seq >= marked.from && line.seq <= marked.to : !stage || line.stage === stage)
        lines.push(stripAnsi(line.text));
    }
    return copyText(`${lines.join("\n")}\n`);
  };

  const digits = Math.max(3, String(buffer.last).length);
  const since = buffer.get(buffer.first)?.at;
  return (
    <section aria-label={props.label} className={props.className}>
      <LogToolbar
        query={query}
        onQuery={(text) => {
          setQuery(text);
          setHit(undefined);
        }}
        found={found.length}
        position={hit === undefined ? 0 : found.indexOf(hit) + 1}
        incomplete={wholeNeeded && buffer.size < buffer.last - buffer.first + 1 && buffer.gaps.length === 0}
        onStep={step}
        stages={props.stages ?? []}
        stage={stage}
        onStage={props.onStage}
        wrap={preferences.logWrap}
        onWrap={(logWrap) => changePreferences({ logWrap })}
        time={preferences.logTime}
        onTime={(logTime) => changePreferences({ logTime })}
        onCopy={copy}
        copyLabel={marked ? "Copy the marked lines" : "Copy the log"}
        onDownload={props.onDownload}
        status={props.status}
      />
      <div className="relative min-h-0 flex-1">
        <div
          ref={scroller}
          onScroll={onScroll}
          role="log"
          aria-live="off"
          aria-label={props.label}
          tabIndex={0}
          className="h-full overflow-auto overscroll-contain bg-log font-mono text-[0.78125rem] leading-5 focus-visible:-outline-offset-2"
        >
          {rows.count === 0 ? (
            <div className="flex h-full items-center justify-center p-6 font-sans text-muted text-sm">
              {props.empty}
            </div>
          ) : (
            <div key="lines" style={{ height }} className="relative min-w-full">
              <div style={{ transform: `translateY(${shown[0]?.start ?? 0}px)` }}>
                {shown.map(({ index, key }) => {
                  const row = rows.at(index);
                  const seq = row?.kind === "line" ? row.line.seq : -1;
                  return (
                    row && (
                      <div
                        key={key}
                        data-index={index}
                        ref={preferences.logWrap ? virtualizer.measureElement : undefined}
                      >
                        <LogRowView
                          row={row}
                          wrap={preferences.logWrap}
                          time={preferences.logTime}
                          since={since}
                          theme={theme}
                          query={needle}
                          current={seq === hit}
                          marked={marked !== undefined && seq >= marked.from && seq <= marked.to}
                          digits={digits}
                          onPick={pick}
                        />
                      </div>
                    )
                  );
                })}
              </div>
            </div>
          )}
        </div>
        {!following && rows.count > 0 && (
          <button
            type="button"
            onClick={() => follow(true)}
            className="absolute right-5 bottom-4 inline-flex h-8 items-center gap-1.5 rounded-full bg-primary px-3.5 font-medium text-on-primary text-xs shadow-floating hover:bg-primary-hover"
          >
            <ArrowDown aria-hidden className="size-3.5" />
            {fresh > 0 ? `${fresh.toLocaleString("en")} new ${fresh === 1 ? "line" : "lines"}` : "To the end"}
          </button>
        )}
      </div>
    </section>
  );
}

function lastMarkedOr(marked: LineRange | undefined, seq: number): number {
  return marked?.to ?? seq;
}
