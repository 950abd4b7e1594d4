import { ChevronDown, ChevronUp, Copy, Download, Search, WrapText } from "lucide-react";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import { IconButton } from "../Button";
import { Select } from "../controls";
import { useShortcut } from "../shortcuts";
import type { TimeMode } from "./LogRowView";

type LogToolbarProps = {
  query: string;
  onQuery(text: string): void;
  /** Lines that match, and the number of the one shown (0 = none yet). */
  found: number;
  position: number;
  /** Lines are still being read, so counts may grow. */
  incomplete: boolean;
  onStep(direction: 1 | -1): void;
  stages: readonly { value: string; label: string }[];
  stage: string | undefined;
  onStage: ((stage: string | undefined) => void) | undefined;
  wrap: boolean;
  onWrap(wrap: boolean): void;
  time: TimeMode;
  onTime(time: TimeMode): void;
  onCopy(): Promise<boolean>;
  copyLabel: string;
  onDownload: (() => void) | undefined;
  status: ReactNode;
};

export function LogToolbar(props: LogToolbarProps) {
  const [copied, setCopied] = useState("");
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5 border-line border-b bg-surface px-2 py-1.5">
      <LogSearch {...props} />
      {props.stages.length > 0 && props.onStage && (
        <Select
          aria-label="Show lines of"
          value={props.stage ?? ""}
          onChange={(event) => props.onStage?.(event.target.value || undefined)}
          className="w-32"
        >
          <option value="">All stages</option>
          {props.stages.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      )}
      <Select
        aria-label="Time of each line"
        value={props.time}
        onChange={(event) => props.onTime(event.target.value as TimeMode)}
        className="w-32 max-sm:hidden"
      >
        <option value="local">Local time</option>
        <option value="utc">UTC</option>
        <option value="relative">Since start</option>
        <option value="off">No time</option>
      </Select>
      <div className="ml-auto flex items-center gap-0.5">
        <span className="mr-2">{props.status}</span>
        <IconButton label="Wrap long lines" pressed={props.wrap} onClick={() => props.onWrap(!props.wrap)}>
          <WrapText aria-hidden className="size-4" />
        </IconButton>
        <IconButton
          label={props.copyLabel}
          onClick={async () => {
            const done = await props.onCopy();
            setCopied(done ? "Copied" : "The browser did not allow the copy");
            setTimeout(() => setCopied(""), 2000);
          }}
        >
          <Copy aria-hidden className="size-4" />
        </IconButton>
        {props.onDownload && (
          <IconButton label="Download the log" onClick={props.onDownload}>
            <Download aria-hidden className="size-4" />
          </IconButton>
        )}
        <span role="status" className="text-muted text-xs">
          {copied}
        </span>
      </div>
    </div>
  );
}

function LogSearch({ query, onQuery, found, position, incomplete, onStep }: LogToolbarProps) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut("/", "Search in the log", () => focusAndSelect(input));
  const count = `${position > 0 ? `${position.toLocaleString("en")} of ` : ""}${found.toLocaleString("en")}${incomplete ? "+" : ""}`;
  return (
    <div className="flex min-w-0 items-center rounded-md border border-control bg-surface focus-within:outline-2 focus-within:outline-accent max-sm:w-full">
      <Search aria-hidden className="ml-2 size-3.5 shrink-0 text-muted" />
      <input
        ref={input}
        type="search"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            onStep(event.shiftKey ? -1 : 1);
          } else if (event.key === "Escape" && query !== "") {
            event.preventDefault();
            onQuery("");
          }
        }}
        aria-label="Search in the log"
        placeholder="Search"
        className="h-7.5 w-40 min-w-0 flex-1 bg-transparent px-2 text-[0.8125rem] outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {query !== "" && (
        <>
          <span role="status" className="tnum shrink-0 whitespace-nowrap px-1 text-muted text-xs">
            {found === 0 ? (incomplete ? "reading …" : "none") : count}
          </span>
          <IconButton label="Previous match" className="size-6" onClick={() => onStep(-1)}>
            <ChevronUp aria-hidden className="size-3.5" />
          </IconButton>
          <IconButton label="Next match" className="mr-0.5 size-6" onClick={() => onStep(1)}>
            <ChevronDown aria-hidden className="size-3.5" />
          </IconButton>
        </>
      )}
    </div>
  );
}

function focusAndSelect(input: RefObject<HTMLInputElement | null>) {
  input.current?.focus();
  input.current?.select();
}
