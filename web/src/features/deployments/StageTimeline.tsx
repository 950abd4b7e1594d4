import clsx from "clsx";
import { Check, CircleDashed, LoaderCircle, Minus, X } from "lucide-react";
import type { Deployment } from "../../api/types";
import { Duration } from "../../ui/Time";
import { type StageStep, stageSteps } from "./rules";

type Status = StageStep["status"];

const LOOK: Record<Status, { Icon: typeof Check; className: string; label: string }> = {
  waiting: { Icon: CircleDashed, className: "text-faint", label: "to come" },
  running: { Icon: LoaderCircle, className: "text-moving animate-spin", label: "running" },
  done: { Icon: Check, className: "text-live", label: "done" },
  failed: { Icon: X, className: "text-failed", label: "failed" },
  skipped: { Icon: Minus, className: "text-faint", label: "not needed" },
  stopped: { Icon: Minus, className: "text-muted", label: "stopped" },
};

/** The stages from queue to verify. Choosing one shows its lines only. */
export function StageTimeline({
  deployment,
  chosen,
  onChoose,
}: {
  deployment: Deployment;
  chosen: string | undefined;
  onChoose(stage: string | undefined): void;
}) {
  return (
    <ol aria-label="Stages" className="p-1.5">
      {stageSteps(deployment).map((step) => (
        <li key={step.stage}>
          <StageRow
            step={step}
            queuePosition={deployment.queuePosition ?? undefined}
            chosen={chosen === step.stage}
            onChoose={() => onChoose(chosen === step.stage ? undefined : step.stage)}
          />
        </li>
      ))}
    </ol>
  );
}

function StageRow({
  step,
  queuePosition,
  chosen,
  onChoose,
}: {
  step: StageStep;
  queuePosition: number | undefined;
  chosen: boolean;
  onChoose(): void;
}) {
  const { progress, status } = step;
  const { Icon, className, label } = LOOK[status];
  const detail =
    step.stage === "QUEUE" && status === "running" && queuePosition !== undefined
      ? queuePosition <= 1
        ? "Next in line"
        : `Position ${queuePosition}`
      : progress?.detail;
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      className={clsx(
        "grid w-full grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-x-2 rounded-md px-2 py-1.5 text-left text-[0.8125rem] transition-colors hover:bg-hover",
        chosen && "bg-accent-soft hover:bg-accent-soft",
      )}
    >
      <Icon aria-hidden className={clsx("size-4", className)} strokeWidth={2.25} />
      <span
        className={clsx(
          status === "waiting" || status === "skipped" ? "text-faint" : "font-medium",
          status === "failed" && "text-failed",
        )}
      >
        {step.label}
        <span className="sr-only">, {label}</span>
        {progress && progress.attempt > 1 && (
          <span className="ml-1.5 font-normal text-muted text-xs">attempt {progress.attempt}</span>
        )}
      </span>
      <span className="tnum text-muted text-xs">
        {progress ? (
          <Duration
            from={progress.startedAt}
            to={status === "running" ? null : (progress.finishedAt ?? progress.startedAt)}
          />
        ) : (
          <span className="text-faint">{status === "skipped" ? "–" : ""}</span>
        )}
      </span>
      {detail && <span className="col-start-2 col-end-4 break-words text-muted text-xs">{detail}</span>}
    </button>
  );
}
