import { isUnfinished } from "../../api/queries";
import type { Deployment, Stage, StageProgress } from "../../api/types";
import { STAGES } from "../../ui/states";

export type StageStep = {
  stage: Stage;
  label: string;
  status: "waiting" | "running" | "done" | "failed" | "skipped" | "stopped";
  progress: StageProgress | undefined;
};

/**
 * The nine stages with what is known of each. A stage that never began is still to come, was not needed (a rollback
 * builds nothing), or will not come any more; which, follows from the stages around it.
 */
export function stageSteps(deployment: Pick<Deployment, "state" | "stages">): StageStep[] {
  const byStage = new Map(deployment.stages.map((progress) => [progress.stage, progress]));
  const order = STAGES.map(({ value }) => value);
  const furthest = Math.max(-1, ...deployment.stages.map(({ stage }) => order.indexOf(stage)));
  const unfinished = isUnfinished(deployment);
  const absent = (stage: Stage, ahead: boolean) =>
    stage === "QUEUE" && deployment.state === "QUEUED"
      ? "running"
      : unfinished && ahead
        ? "waiting"
        : "skipped";
  return STAGES.map(({ value, label }, index) => {
    const progress = byStage.get(value);
    const status = progress ? statusOf(progress, unfinished) : absent(value, index > furthest);
    return { stage: value, label, status, progress };
  });
}

function statusOf(progress: StageProgress, unfinished: boolean): StageStep["status"] {
  if (progress.status === "SUCCEEDED") return "done";
  if (progress.status === "FAILED") return "failed";
  return unfinished ? "running" : "stopped";
}

/** How many steps came out of the cache, and how many ran to their end or were stopped. */
export function stepCounts(steps: readonly { cached: boolean }[]): { cached: number; ran: number } {
  const cached = steps.filter((step) => step.cached).length;
  return { cached, ran: steps.length - cached };
}

/** When it ended for a person: live and verified, or given up. */
export function endedAt(deployment: Deployment): string | undefined {
  if (deployment.finishedAt) return deployment.finishedAt;
  const end = deployment.history.find(({ state }) => !isUnfinished({ state }));
  return end?.at;
}
