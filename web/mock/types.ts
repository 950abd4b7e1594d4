import type { components } from "../src/api/schema";

export type Schemas = components["schemas"];
export type Deployment = Schemas["Deployment"];
export type Environment = Schemas["Environment"];
export type Project = Schemas["Project"];
export type Stage = Schemas["Stage"];
export type LogLine = Schemas["LogLine"];
export type StreamKind = Schemas["StreamKind"];

/** A variable as the control plane stores it: with its value, secret or not. */
export type StoredVariable = {
  name: string;
  value: string;
  secret: boolean;
  buildTime: boolean;
  updatedAt: string;
};

export type StoredEnvironment = {
  id: string;
  projectId: string;
  name: string;
  kind: Environment["kind"];
  branch: string | null;
  wantedInstances: number;
  stopped: boolean;
  autoDeploy: boolean;
  revision: number;
  variables: StoredVariable[];
};

export type StoredProject = Omit<Project, "environments" | "hasGitCredential"> & {
  gitCredential: boolean;
  nextNumber: number;
};

export type Frame =
  | { type: "lines"; lines: LogLine[] }
  | { type: "gap"; from: number; to: number; reason: string }
  | { type: "end" }
  | { type: "heartbeat"; at: string }
  | { type: "deployment"; deployment: Deployment };
