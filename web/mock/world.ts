import { randomUUID } from "node:crypto";
import { Engine, type Ground } from "./engine.ts";
import { MockStream } from "./stream.ts";
import type {
  Deployment,
  Environment,
  Project,
  Schemas,
  StoredEnvironment,
  StoredProject,
  StreamKind,
} from "./types.ts";

export type WorldOptions = {
  /** 1 = about as slow as a real small build, 0 = at once. */
  pace?: number;
  /** Unit tests: every request counts as signed in. */
  open?: boolean;
};

const UNFINISHED = new Set(["QUEUED", "BUILDING", "RELEASING", "VERIFYING"]);

/** The whole installation in memory. Handlers read and change it; the engine moves its deployments. */
export class World implements Ground {
  readonly open: boolean;
  readonly engine: Engine;
  setupToken: string | null = null;
  owner = {
    id: randomUUID(),
    email: "ada@example.com",
    name: "Ada Lovelace",
    password: "correct horse battery",
  };
  team = { id: randomUUID(), name: "Example", role: "OWNER" as const };
  permissions: Schemas["Permission"][] = [
    "PROJECT_READ",
    "PROJECT_CREATE",
    "PROJECT_CHANGE",
    "PROJECT_DELETE",
    "VARIABLE_READ",
    "VARIABLE_CHANGE",
    "DEPLOYMENT_READ",
    "DEPLOYMENT_CREATE",
    "DEPLOYMENT_CHANGE",
    "LOG_READ",
    "METRIC_READ",
    "MACHINE_READ",
    "AUDIT_READ",
  ];
  access = new Map<string, { csrf: string; expiresAt: number }>();
  refresh = new Set<string>();
  tickets = new Set<string>();
  projects = new Map<string, StoredProject>();
  environments = new Map<string, StoredEnvironment>();
  deployments = new Map<string, Deployment>();
  streams = new Map<string, MockStream>();
  answers = new Map<string, unknown>();
  machines: Schemas["Machines"] = { at: "", hosts: [], workers: [], agents: [], edges: [] };

  constructor({ pace = 1, open = false }: WorldOptions = {}) {
    this.open = open;
    this.engine = new Engine(this, pace);
  }

  addProject(input: {
    name: string;
    gitUrl: string;
    branch?: string | null;
    rootDirectory?: string;
    createdAt?: Date;
  }): StoredProject {
    const now = (input.createdAt ?? new Date()).toISOString();
    const project: StoredProject = {
      id: randomUUID(),
      name: input.name,
      gitUrl: input.gitUrl,
      branch: input.branch ?? null,
      rootDirectory: input.rootDirectory ?? "",
      submodules: false,
      gitCredential: false,
      settings: defaultSettings(),
      createdAt: now,
      updatedAt: now,
      revision: 1,
      nextNumber: 1,
    };
    this.projects.set(project.id, project);
    this.addEnvironment(project, "production", "PRODUCTION");
    return project;
  }

  addEnvironment(
    project: StoredProject,
    name: string,
    kind: StoredEnvironment["kind"],
    branch: string | null = null,
  ): StoredEnvironment {
    const environment: StoredEnvironment = {
      id: randomUUID(),
      projectId: project.id,
      name,
      kind,
      branch,
      wantedInstances: 1,
      stopped: false,
      autoDeploy: true,
      revision: 1,
      variables: [],
    };
    this.environments.set(environment.id, environment);
    return environment;
  }

  stream(deploymentId: string, kind: StreamKind): MockStream {
    const key = `${deploymentId}/${kind}`;
    let stream = this.streams.get(key);
    if (!stream) {
      stream = new MockStream();
      this.streams.set(key, stream);
    }
    return stream;
  }

  environmentsOf(projectId: string): StoredEnvironment[] {
    return [...this.environments.values()].filter((environment) => environment.projectId === projectId);
  }

  /** Newest first. */
  deploymentsOf(filter: (deployment: Deployment) => boolean): Deployment[] {
    return [...this.deployments.values()]
      .filter(filter)
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.number - a.number);
  }

  live(environmentId: string): Deployment | undefined {
    return this.deploymentsOf((one) => one.environmentId === environmentId && one.state === "LIVE")[0];
  }

  urlOf(environment: StoredEnvironment): string {
    const project = this.projects.get(environment.projectId);
    const host = environment.kind === "PRODUCTION" ? project?.name : `${environment.name}--${project?.name}`;
    return `http://${host}.localhost:8080`;
  }

  // ---- views ----------------------------------------------------------------------------------

  environmentView(environment: StoredEnvironment): Environment {
    const { revision: _, variables: __, ...rest } = environment;
    const live = this.live(environment.id);
    const latest = this.deploymentsOf((one) => one.environmentId === environment.id)[0];
    const url = this.urlOf(environment);
    return {
      ...rest,
      state: stateOf(environment, live, latest),
      url,
      urls: [url],
      live: live ? summaryOf(live) : null,
      latest: latest ? summaryOf(latest) : null,
      instances: [
        ...(live?.instances ?? []),
        ...(latest && latest !== live && UNFINISHED.has(latest.state) ? latest.instances : []),
      ],
    };
  }

  projectView(project: StoredProject): Project {
    const { gitCredential, nextNumber: _, ...rest } = project;
    return {
      ...rest,
      hasGitCredential: gitCredential,
      environments: this.environmentsOf(project.id).map((environment) => this.environmentView(environment)),
    };
  }

  projectSummary(project: StoredProject): Schemas["ProjectSummary"] {
    const production = this.environmentsOf(project.id).find(
      ({ kind }) => kind === "PRODUCTION",
    ) as StoredEnvironment;
    const view = this.environmentView(production);
    const shown = view.latest && UNFINISHED.has(view.latest.state) ? view.latest : (view.live ?? view.latest);
    return {
      id: project.id,
      name: project.name,
      gitUrl: project.gitUrl,
      branch: project.branch,
      createdAt: project.createdAt,
      production: {
        environmentId: production.id,
        url: view.url,
        state: view.state,
        deployment: shown ?? null,
      },
    };
  }

  /** With what may be done to it now. */
  deploymentView(deployment: Deployment): Deployment {
    const environment = this.environments.get(deployment.environmentId);
    const unfinished = UNFINISHED.has(deployment.state);
    const live = deployment.state === "LIVE";
    const allow = (allowed: boolean, reason: string) => ({ allowed, reason: allowed ? null : reason });
    const notLive = "Only the live deployment can do this.";
    return {
      ...deployment,
      rollbackable: rollbackable(deployment),
      actions: {
        cancel: allow(unfinished, "It has ended already."),
        redeploy: allow(!unfinished, "It is still under way."),
        rollback: allow(
          rollbackable(deployment),
          live ? "It is live already." : "It never went live, so there is nothing to go back to.",
        ),
        stop: allow(live && !environment?.stopped, live ? "It is stopped already." : notLive),
        start: allow(live && environment?.stopped === true, live ? "It is running." : notLive),
        restart: allow(live && !environment?.stopped, live ? "It is stopped; start it first." : notLive),
        scale: allow(live && !environment?.stopped, live ? "It is stopped; start it first." : notLive),
        delete: allow(!live && !unfinished, live ? "It is live." : "It is still under way."),
      },
    };
  }

  /** Tells open pages that a deployment changed. */
  announce(deployment: Deployment): void {
    const frame = { type: "deployment", deployment: this.deploymentView(deployment) } as const;
    this.stream(deployment.id, "build").emit(frame);
    this.stream(deployment.id, "runtime").emit(frame);
  }
}

function defaultSettings(): Schemas["ProjectSettings"] {
  const MiB = 1024 * 1024;
  return {
    plan: {},
    health: null,
    limits: { cpus: 1, memoryBytes: 512 * MiB, pids: 256 },
    build: { cpus: 2, memoryBytes: 2048 * MiB, pids: 1024, timeoutMs: 1_200_000, diskBytes: 10 * 1024 * MiB },
    drainMs: 30_000,
    startDeadlineMs: 120_000,
    stopTimeoutMs: 15_000,
    readOnlyRoot: false,
  };
}

function stateOf(
  environment: StoredEnvironment,
  live: Deployment | undefined,
  latest: Deployment | undefined,
): Environment["state"] {
  if (latest && UNFINISHED.has(latest.state)) return "DEPLOYING";
  if (environment.stopped) return "STOPPED";
  if (live) return "LIVE";
  return latest?.state === "FAILED" ? "FAILED" : "EMPTY";
}

function rollbackable(deployment: Deployment): boolean {
  return deployment.state === "RETIRED" && deployment.release !== null;
}

export function summaryOf(deployment: Deployment): Schemas["DeploymentSummary"] {
  const { id, number, projectId, projectName, environmentId, environmentName, kind, state, commit, ref } =
    deployment;
  const { createdAt, stateAt, finishedAt, createdBy, cause, url } = deployment;
  return {
    ...{ id, number, projectId, projectName, environmentId, environmentName, kind, state, commit, ref },
    ...{ createdAt, stateAt, finishedAt, createdBy, url },
    cause: cause ? { code: cause.code, message: cause.message } : null,
    rollbackable: rollbackable(deployment),
  };
}
