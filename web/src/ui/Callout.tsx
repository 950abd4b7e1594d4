import clsx from "clsx";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Problem } from "../lib/problem";
import { Button } from "./Button";
import { CopyButton } from "./CopyButton";

type Tone = "failed" | "warn" | "note";

const STYLE: Record<Tone, { box: string; icon: string; Icon: typeof Info }> = {
  failed: { box: "border-failed-solid/40 bg-failed-soft", icon: "text-failed", Icon: CircleAlert },
  warn: { box: "border-warn-solid/40 bg-warn-soft", icon: "text-warn", Icon: TriangleAlert },
  note: { box: "border-moving-solid/30 bg-moving-soft", icon: "text-moving", Icon: Info },
};

/** A message that stands where it belongs, with what to do about it. */
export function Callout({
  tone,
  title,
  children,
  actions,
  stacked,
  className,
}: {
  tone: Tone;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Actions stand below the text instead of beside it. */
  stacked?: boolean;
  className?: string;
}) {
  const { box, icon, Icon } = STYLE[tone];
  return (
    <div className={clsx("rounded-lg border px-4 py-3", box, className)}>
      <div className="flex items-start gap-3">
        <Icon aria-hidden className={clsx("mt-0.5 size-4 shrink-0", icon)} />
        <div
          className={clsx(
            "min-w-0 flex-1",
            !stacked && "sm:flex sm:flex-wrap sm:items-center sm:justify-between sm:gap-x-6 sm:gap-y-2",
          )}
        >
          <div className="min-w-0">
            <p className="break-words font-medium">{title}</p>
            {children && <div className="mt-1 text-[0.8125rem]">{children}</div>}
          </div>
          {actions && (
            <div className={clsx("mt-3 flex flex-wrap gap-2", !stacked && "sm:mt-0")}>{actions}</div>
          )}
        </div>
      </div>
    </div>
  );
}

/** A failed request: what happened, what to do, the request id to hand on, and another try. */
export function ProblemCallout({
  title,
  problem,
  onRetry,
  actions,
  className,
}: {
  title: string;
  problem: Problem;
  onRetry?: (() => void) | undefined;
  actions?: ReactNode;
  className?: string;
}) {
  return (
    <div role="alert" className={className}>
      <Callout
        tone="failed"
        stacked
        title={title}
        actions={
          (onRetry || actions) && (
            <>
              {onRetry && (
                <Button size="small" onClick={onRetry}>
                  Try again
                </Button>
              )}
              {actions}
            </>
          )
        }
      >
        <p>{problem.message}</p>
        {problem.hint && <p className="mt-0.5 text-muted">{problem.hint}</p>}
        <p className="mt-1.5 flex flex-wrap items-center gap-x-3 text-muted text-xs">
          <span className="font-mono">{problem.code}</span>
          {problem.requestId && (
            <span className="inline-flex items-center gap-1">
              Request <span className="font-mono">{problem.requestId}</span>
              <CopyButton text={problem.requestId} label="Copy the request id" />
            </span>
          )}
        </p>
      </Callout>
    </div>
  );
}
