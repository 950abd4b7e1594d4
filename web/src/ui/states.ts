import type { Tone } from "./Badge";

/** How states look and read, everywhere the same. The words of the wire are docs/contract.md's. */

type Look = { tone: Tone; label: string };

export const DEPLOYMENT_STATES = {
  QUEUED: { tone: "moving", label: "Queued" },
  BUILDING: { tone: "moving", label: "Building" },
  RELEASING: { tone: "moving", label: "Releasing" },
  VERIFYING: { tone: "moving", label: "Verifying" },
  LIVE: { tone: "live", label: "Live" },
  RETIRED: { tone: "quiet", label: "Retired" },
  FAILED: { tone: "failed", label: "Failed" },
  CANCELLED: { tone: "quiet", label: "Cancelled" },
  SUPERSEDED: { tone: "quiet", label: "Superseded" },
} as const satisfies Record<string, Look>;

export const PRODUCTION_STATES = {
  EMPTY: { tone: "quiet", label: "Not deployed" },
  LIVE: { tone: "live", label: "Live" },
  STOPPED: { tone: "quiet", label: "Stopped" },
  FAILED: { tone: "failed", label: "Failed" },
  DEPLOYING: { tone: "moving", label: "Deploying" },
} as const satisfies Record<string, Look>;

export const INSTANCE_STATES = {
  PENDING: { tone: "moving", label: "Pending" },
  PULLING: { tone: "moving", label: "Pulling the image" },
  STARTING: { tone: "moving", label: "Starting" },
  PROBING: { tone: "moving", label: "Probing" },
  HEALTHY: { tone: "live", label: "Healthy" },
  UNHEALTHY: { tone: "failed", label: "Unhealthy" },
  BACKING_OFF: { tone: "warn", label: "Waiting to restart" },
  STOPPING: { tone: "moving", label: "Stopping" },
  STOPPED: { tone: "quiet", label: "Stopped" },
  FAILED: { tone: "failed", label: "Failed" },
  REMOVED: { tone: "quiet", label: "Removed" },
} as const satisfies Record<string, Look>;

export const DEPLOYMENT_KINDS: Record<string, string> = {
  DEPLOY: "Deploy",
  REDEPLOY: "Redeploy",
  ROLLBACK: "Rollback",
  RESTART: "Restart",
  SCALE: "Scale",
  START: "Start",
};

/** In the order in which they happen. */
export const STAGES = [
  { value: "QUEUE", label: "Queue" },
  { value: "CLONE", label: "Clone" },
  { value: "DETECT", label: "Detect" },
  { value: "BUILD", label: "Build" },
  { value: "PUSH", label: "Push" },
  { value: "RELEASE", label: "Release" },
  { value: "HEALTH", label: "Health" },
  { value: "ROUTE", label: "Route" },
  { value: "VERIFY", label: "Verify" },
] as const;
