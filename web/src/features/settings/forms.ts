import type { PlanOverrides, Project, ProjectSettings } from "../../api/types";
import { formatBytes, parseBytes } from "../../lib/bytes";

/** Settings as text in fields, and back. Each `read` gives the value, or what is wrong by field name. */
export type Read<T> = { ok: true; value: T } | { ok: false; errors: Record<string, string> };

export type Fields = Record<string, string>;

class Reader {
  readonly errors: Record<string, string> = {};
  readonly #fields: Fields;

  constructor(fields: Fields) {
    this.#fields = fields;
  }

  text(name: string): string | null {
    return this.#fields[name]?.trim() || null;
  }

  number(name: string, from: number, to: number, whole = true): number {
    const text = this.#fields[name]?.trim() ?? "";
    const value = Number(text);
    if (
      text === "" ||
      Number.isNaN(value) ||
      value < from ||
      value > to ||
      (whole && !Number.isInteger(value))
    ) {
      this.errors[name] = `A ${whole ? "whole " : ""}number from ${from} to ${to.toLocaleString("en")}.`;
    }
    return value;
  }

  seconds(name: string, from: number, to: number): number {
    return Math.round(this.number(name, from, to, false) * 1000);
  }

  bytes(name: string): number {
    const value = parseBytes(this.#fields[name] ?? "");
    if (value === undefined || value < 4 * 1024 * 1024)
      this.errors[name] = "A size such as 512 MiB or 2 GiB.";
    return value ?? 0;
  }

  done<T>(value: T): Read<T> {
    return Object.keys(this.errors).length > 0 ? { ok: false, errors: this.errors } : { ok: true, value };
  }
}

const seconds = (ms: number) => String(ms / 1000);

export function sourceFields(project: Project): Fields {
  return {
    gitUrl: project.gitUrl,
    branch: project.branch ?? "",
    rootDirectory: project.rootDirectory,
    submodules: project.submodules ? "yes" : "",
  };
}

export const PLAN_FIELDS = [
  "stack",
  "runtimeVersion",
  "installCommand",
  "buildCommand",
  "startCommand",
  "outputDirectory",
  "dockerfile",
  "dockerfileTarget",
] as const;

export function planFields({ plan }: ProjectSettings): Fields {
  return {
    ...Object.fromEntries(PLAN_FIELDS.map((name) => [name, plan[name] ?? ""])),
    port: plan.port != null ? String(plan.port) : "",
  };
}

export function readPlan(fields: Fields, before: PlanOverrides): Read<PlanOverrides> {
  const reader = new Reader(fields);
  const plan: PlanOverrides = { ...before };
  for (const name of PLAN_FIELDS) plan[name] = reader.text(name);
  plan.port = reader.text("port") === null ? null : reader.number("port", 1, 65_535);
  return reader.done(plan);
}

type Health = NonNullable<ProjectSettings["health"]>;

export function healthFields({ health, plan }: ProjectSettings): Fields {
  return {
    type: health?.type ?? "",
    path: health?.path ?? plan.healthPath ?? "/",
    minStatus: String(health?.minStatus ?? 200),
    maxStatus: String(health?.maxStatus ?? 399),
    // One argument per line: no shell takes it apart.
    arguments: (health?.arguments ?? []).join("\n"),
    interval: seconds(health?.intervalMs ?? 2_000),
    timeout: seconds(health?.timeoutMs ?? 2_000),
    threshold: String(health?.threshold ?? 2),
    failureThreshold: String(health?.failureThreshold ?? 3),
    startPeriod: seconds(health?.startPeriodMs ?? 0),
  };
}

export function readHealth(fields: Fields): Read<ProjectSettings["health"]> {
  if (!fields.type) return { ok: true, value: null };
  const reader = new Reader(fields);
  const health: Health = {
    type: fields.type as Health["type"],
    // What does not belong to the type goes back to its default.
    ...{ path: null, minStatus: null, maxStatus: null, arguments: null },
    intervalMs: reader.seconds("interval", 0.1, 300),
    timeoutMs: reader.seconds("timeout", 0.1, 60),
    threshold: reader.number("threshold", 1, 20),
    failureThreshold: reader.number("failureThreshold", 1, 20),
    startPeriodMs: reader.seconds("startPeriod", 0, 600),
  };
  if (fields.type === "http") {
    health.path = reader.text("path") ?? "/";
    if (!health.path.startsWith("/")) reader.errors.path = "A path begins with a slash.";
    health.minStatus = reader.number("minStatus", 100, 599);
    health.maxStatus = reader.number("maxStatus", health.minStatus || 100, 599);
  }
  if (fields.type === "command") {
    health.arguments = (fields.arguments ?? "").split("\n").filter((argument) => argument !== "");
    if (health.arguments.length === 0) reader.errors.arguments = "Enter the command, one argument per line.";
  }
  return reader.done(health);
}

export function limitFields(settings: ProjectSettings): Fields {
  return {
    cpus: String(settings.limits.cpus),
    memoryBytes: formatBytes(settings.limits.memoryBytes),
    pids: String(settings.limits.pids),
    readOnlyRoot: settings.readOnlyRoot ? "yes" : "",
  };
}

export function readLimits(fields: Fields): Read<Pick<ProjectSettings, "limits" | "readOnlyRoot">> {
  const reader = new Reader(fields);
  return reader.done({
    limits: {
      cpus: reader.number("cpus", 0.05, 64, false),
      memoryBytes: reader.bytes("memoryBytes"),
      pids: reader.number("pids", 16, 32_768),
    },
    readOnlyRoot: fields.readOnlyRoot === "yes",
  });
}

export function buildFields({ build }: ProjectSettings): Fields {
  return {
    cpus: String(build.cpus),
    memoryBytes: formatBytes(build.memoryBytes),
    pids: String(build.pids),
    diskBytes: formatBytes(build.diskBytes),
    timeout: String(build.timeoutMs / 60_000),
  };
}

export function readBuild(fields: Fields): Read<ProjectSettings["build"]> {
  const reader = new Reader(fields);
  return reader.done({
    cpus: reader.number("cpus", 0.1, 64, false),
    memoryBytes: reader.bytes("memoryBytes"),
    pids: reader.number("pids", 16, 32_768),
    diskBytes: reader.bytes("diskBytes"),
    timeoutMs: Math.round(reader.number("timeout", 1, 240, false) * 60_000),
  });
}

export function rolloutFields(settings: ProjectSettings): Fields {
  return {
    startDeadline: seconds(settings.startDeadlineMs),
    drain: seconds(settings.drainMs),
    stopTimeout: seconds(settings.stopTimeoutMs),
  };
}

export function readRollout(
  fields: Fields,
): Read<Pick<ProjectSettings, "drainMs" | "startDeadlineMs" | "stopTimeoutMs">> {
  const reader = new Reader(fields);
  return reader.done({
    startDeadlineMs: reader.seconds("startDeadline", 1, 3_600),
    drainMs: reader.seconds("drain", 0, 3_600),
    stopTimeoutMs: reader.seconds("stopTimeout", 0, 600),
  });
}
