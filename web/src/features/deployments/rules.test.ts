import { describe, expect, test } from "vitest";
import type { Deployment, Stage, StageProgress } from "../../api/types";
import { stageSteps } from "./rules";

const progress = (stage: Stage, status: StageProgress["status"]): StageProgress => ({
  stage,
  status,
  attempt: 1,
  detail: null,
  startedAt: "2026-11-21T12:00:00Z",
  finishedAt: status === "STARTED" ? null : "2026-11-21T12:00:01Z",
});
const statuses = (state: Deployment["state"], ...stages: StageProgress[]) =>
  Object.fromEntries(stageSteps({ state, stages }).map((step) => [step.stage, step.status]));

describe("stageSteps", () => {
  test("whileItBuildsLaterStagesAreToCome", () => {
    expect(statuses("BUILDING", progress("QUEUE", "SUCCEEDED"), progress("CLONE", "STARTED"))).toMatchObject({
      QUEUE: "done",
      CLONE: "running",
      DETECT: "waiting",
      VERIFY: "waiting",
    });
  });

  test("aRollbackNeedsNoBuild", () => {
    expect(
      statuses("RELEASING", progress("QUEUE", "SUCCEEDED"), progress("RELEASE", "STARTED")),
    ).toMatchObject({
      CLONE: "skipped",
      BUILD: "skipped",
      RELEASE: "running",
      VERIFY: "waiting",
    });
  });

  test("afterAFailureNothingIsToComeAndNothingRuns", () => {
    expect(statuses("FAILED", progress("QUEUE", "SUCCEEDED"), progress("BUILD", "FAILED"))).toMatchObject({
      BUILD: "failed",
      PUSH: "skipped",
      VERIFY: "skipped",
    });
    expect(statuses("CANCELLED", progress("BUILD", "STARTED"))).toMatchObject({ BUILD: "stopped" });
  });

  test("aNewDeploymentWaitsInTheQueue", () => {
    expect(statuses("QUEUED")).toMatchObject({ QUEUE: "running", VERIFY: "waiting" });
  });
});
