import clsx from "clsx";
import type { ReactNode } from "react";

export type Tone = "live" | "moving" | "failed" | "warn" | "quiet";

const SOFT: Record<Tone, string> = {
  live: "bg-live-soft text-live",
  moving: "bg-moving-soft text-moving",
  failed: "bg-failed-soft text-failed",
  warn: "bg-warn-soft text-warn",
  quiet: "bg-quiet-soft text-quiet",
};

const DOT: Record<Tone, string> = {
  live: "bg-live-solid",
  moving: "bg-moving-solid animate-pulse-dot",
  failed: "bg-failed-solid",
  warn: "bg-warn-solid",
  quiet: "bg-quiet-solid",
};

/** A state in words and colour; the dot moves while the state is on its way. */
export function Badge({
  tone,
  children,
  className,
}: {
  tone: Tone;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={clsx(
        "inline-flex h-5.5 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-full px-2 font-medium text-xs",
        SOFT[tone],
        className,
      )}
    >
      <Dot tone={tone} />
      {children}
    </span>
  );
}

export function Dot({ tone, className }: { tone: Tone; className?: string }) {
  return <span aria-hidden className={clsx("size-1.5 shrink-0 rounded-full", DOT[tone], className)} />;
}

/** A small plain label: an environment, a branch, a kind. */
export function Tag({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span
      className={clsx(
        "inline-flex h-5 max-w-full items-center gap-1 rounded border border-line bg-sunken px-1.5 text-muted text-xs",
        className,
      )}
    >
      {children}
    </span>
  );
}
