import { createHash, randomUUID } from "node:crypto";
import { BUILT_IMAGE, buildOutput, buildSteps, detectionOf, FAILED_BUILD } from "./scripts.ts";
import type { MockStream } from "./stream.ts";
import type { Deployment, Schemas, Stage, StoredEnvironment, StoredProject, StreamKind } from "./types.ts";

/** Stage lengths at pace 1, milliseconds. */
const LENGTH: Record<Stage, number> = {
  QUEUE: 500,
  CLONE: 1_200,
  DETECT: 400,
  BUILD: 9_000,
  PUSH: 1_800,
  RELEASE: 500,
  HEALTH: 2_200,
  ROUTE: 300,
  VERIFY: 400,
};

class Ended extends Error {}

/** Where deployments take place. */
export interface Ground {
  readonly owner: { name: string };
  readonly projects: ReadonlyMap<string, StoredProject>;
  readonly deployments: Map<string, Deployment>;
  urlOf(environment: StoredEnvironment): string;
  live(environmentId: string): Deployment | undefined;
  stream(deploymentId: string, kind: StreamKind): MockStream;
  /** Tells open pages that a deployment changed. */
  announce(deployment: Deployment): void;
}

type ToldCause = Omit<Schemas["Cause"], "stage" | "tellingLine" | "logLine"> &
  Partial<Pick<Schemas["Cause"], "tellingLine" | "logLine">>;

export type DeployOptions = {
  kind?: Deployment["kind"];
  ref?: string | null;
  source?: Deployment;
  withoutCache?: boolean;
  reason?: string | null;
  /** History for the seed: everything has happened already, ending then. */
  finishedAt?: Date;
  createdAt?: Date;
  subject?: string;
  author?: string;
};

/**
 * Plays deployments as the real processes would. What is deployed decides how it ends: a Git URL with "missing" is
 * not found, one with "broken-build" fails to build, NODE_OPTIONS with "does-not-exist" crashes the app.
 */
export class Engine {
  readonly #world: Ground;
  pace: number;
  #stopped = false;

  constructor(world: Ground, pace: number) {
    this.#world = world;
    this.pace = pace;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Creates the deployment; it then moves by itself. */
  start(environment: StoredEnvironment, options: DeployOptions = {}): Deployment {
    const deployment = this.create(environment, options);
    void this.#run(deployment, environment, options).catch((thrown) => {
      if (!(thrown instanceof Ended)) throw thrown;
    });
    return deployment;
  }

  create(environment: StoredEnvironment, options: DeployOptions = {}): Deployment {
    const world = this.#world;
    const project = world.projects.get(environment.projectId) as StoredProject;
    const now = (options.createdAt ?? new Date()).toISOString();
    const number = project.nextNumber++;
    const sha =
      options.source?.commit?.sha ?? createHash("sha1").update(`${project.name}${number}`).digest("hex");
    const deployment: Deployment = {
      id: randomUUID(),
      number,
      projectId: project.id,
      projectName: project.name,
      environmentId: environment.id,
      environmentName: environment.name,
      kind: options.kind ?? "DEPLOY",
      state: "QUEUED",
      commit:
        options.source?.commit ??
        (options.subject
          ? { sha, subject: options.subject, author: options.author ?? world.owner.name }
          : null),
      ref: options.ref ?? project.branch ?? "main",
      createdAt: now,
      stateAt: now,
      finishedAt: null,
      createdBy: world.owner.name,
      url: world.urlOf(environment),
      rollbackable: false,
      cause: null,
      stages: [],
      history: [{ state: "QUEUED", at: now, note: null }],
      build: null,
      release: null,
      detection: null,
      instances: [],
      cutover: null,
      queuePosition: 1,
      waitingFor: null,
      deadline: new Date(Date.parse(now) + 30 * 60_000).toISOString(),
      sourceDeploymentId: options.source?.id ?? null,
      reason: options.reason ?? null,
      actions: {} as Deployment["actions"],
    };
    world.deployments.set(deployment.id, deployment);
    return deployment;
  }

  cancel(deployment: Deployment): void {
    this.#finish(deployment, "CANCELLED", "Cancelled by a person");
  }

  async #run(deployment: Deployment, environment: StoredEnvironment, options: DeployOptions): Promise<void> {
    const world = this.#world;
    const project = world.projects.get(environment.projectId) as StoredProject;
    this.#supersedeOlder(deployment);
    const log = world.stream(deployment.id, "build");
    const builds = deployment.kind === "DEPLOY" || deployment.kind === "REDEPLOY";
    await this.#stage(deployment, "QUEUE", async () => "Leased by worker-1");
    deployment.queuePosition = null;
    if (builds) {
      this.#move(deployment, "BUILDING");
      await this.#stage(deployment, "CLONE", async () => {
        log.write([`Cloning ${project.gitUrl}`], "CLONE");
        if (project.gitUrl.includes("missing")) {
          log.write([`fatal: repository '${project.gitUrl}' not found`], "CLONE", "ERROR");
          this.#fail(deployment, "CLONE", {
            code: "source_not_found",
            message: "The repository was not found, or it needs a credential.",
            hint: "Check the URL. For a private repository, save a Git credential in the project's settings.",
            lastLines: [`fatal: repository '${project.gitUrl}' not found`],
          });
        }
        deployment.commit ??= {
          sha: createHash("sha1").update(deployment.id).digest("hex"),
          subject: options.subject ?? "Say hello in the reader's language",
          author: options.author ?? "Grace Hopper",
        };
        log.write(
          [`HEAD is now at ${deployment.commit.sha.slice(0, 7)} ${deployment.commit.subject}`],
          "CLONE",
        );
        return "1.2 MiB, 1 commit";
      });
      await this.#stage(deployment, "DETECT", async () => {
        deployment.detection = detectionOf(project.gitUrl);
        log.write(["Found \u001b[1mpackage.json\u001b[0m -> Node 22, npm, Express"], "DETECT");
        return "Express on Node 22";
      });
      await this.#stage(
        deployment,
        "BUILD",
        async () => {
          const earlier = this.#earlier(deployment, options);
          deployment.build = {
            reusedFrom: earlier ? { deploymentId: earlier.id, number: earlier.number } : null,
            withoutCache: options.withoutCache ?? false,
            steps: earlier ? [] : buildSteps(options.withoutCache ?? false),
            image: BUILT_IMAGE,
          };
          if (earlier) {
            log.write(
              [`Nothing is built: source, plan and base images are those of #${earlier.number}.`],
              "BUILD",
            );
            return `Nothing was built: the image of #${earlier.number} is used again`;
          }
          const output = buildOutput(project.name);
          const broken = project.gitUrl.includes("broken-build");
          const lines = broken ? output.slice(0, 30) : output;
          for (let i = 0; i < lines.length; i += 4) {
            log.write(lines.slice(i, i + 4), "BUILD");
            await this.#sleep(deployment, (LENGTH.BUILD * 4) / output.length);
          }
          if (broken) {
            const logLine = log.last + 1;
            log.write(FAILED_BUILD, "BUILD", "ERROR");
            this.#fail(deployment, "BUILD", {
              code: "build_step_failed",
              message: "The build command ended with exit code 1.",
              hint: "Run the same command locally: npm run build. The lines below are its last output.",
              lastLines: FAILED_BUILD,
              tellingLine: 1,
              logLine,
            });
          }
          return "14 steps, 9 from the cache";
        },
        true,
      );
      const earlier = deployment.build?.reusedFrom;
      if (!earlier) {
        await this.#stage(deployment, "PUSH", async () => {
          log.write(["pushing layers 4/4", "pushed 61.3 MiB"], "PUSH");
          return "61.3 MiB, 2 new layers";
        });
      }
      const made = this.#release(project);
      const digest = earlier && world.deployments.get(earlier.deploymentId)?.release?.digest;
      deployment.release = digest ? { ...made, digest } : made;
    } else {
      deployment.release = options.source?.release ?? null;
      deployment.detection = options.source?.detection ?? null;
    }
    this.#move(deployment, "RELEASING");
    await this.#release2live(deployment, environment);
    log.close();
  }

  async #release2live(deployment: Deployment, environment: StoredEnvironment): Promise<void> {
    const world = this.#world;
    const log = world.stream(deployment.id, "build");
    const runtime = world.stream(deployment.id, "runtime");
    const wanted = Math.max(1, environment.wantedInstances);
    await this.#stage(deployment, "RELEASE", async () => {
      deployment.instances = Array.from({ length: wanted }, (_, index) => ({
        id: randomUUID(),
        deploymentId: deployment.id,
        releaseId: deployment.release?.id ?? randomUUID(),
        ordinal: index + 1,
        goal: "RUN" as const,
        state: "STARTING" as const,
        restarts: 0,
        hostPort: 30_000 + Math.floor(Math.random() * 9_000),
        cause: null,
        startedAt: new Date().toISOString(),
        healthyAt: null,
      }));
      return `${wanted} of ${wanted} created`;
    });
    await this.#stage(deployment, "HEALTH", async () => {
      const options = environment.variables.find(({ name }) => name === "NODE_OPTIONS")?.value ?? "";
      // A rollback brings its own variables back, so only a new release feels a broken one.
      if (deployment.kind !== "ROLLBACK" && options.includes("does-not-exist")) {
        const lines = [
          "node:internal/modules/cjs/loader:1228",
          "  throw err;",
          "Error: Cannot find module '/does-not-exist.js'",
          "Require stack:",
          "- internal/preload",
        ];
        runtime.write(lines, null, "STDERR");
        runtime.close();
        for (const instance of deployment.instances) instance.state = "FAILED";
        this.#fail(deployment, "HEALTH", {
          code: "instance_exited",
          message: "The app ended with exit code 1 before it answered once.",
          hint: "Look at its last lines. A variable that changed since the last good release is NODE_OPTIONS.",
          lastLines: lines,
        });
      }
      runtime.write(["listening on port 3000"], null);
      for (const instance of deployment.instances) {
        instance.state = "HEALTHY";
        instance.healthyAt = new Date().toISOString();
      }
      return "GET /healthz answered 200, 3 times";
    });
    await this.#stage(deployment, "ROUTE", async () => "Table 14 confirmed by the edge");
    this.#move(deployment, "VERIFYING");
    await this.#stage(deployment, "VERIFY", async () => "The public route answers with this digest");
    this.#check(deployment);
    const old = world.live(environment.id);
    if (old) {
      old.state = "RETIRED";
      old.stateAt = new Date().toISOString();
      old.history.push({ state: "RETIRED", at: old.stateAt, note: `Replaced by #${deployment.number}` });
      old.instances = [];
      world.stream(old.id, "runtime").close();
      world.announce(old);
    }
    environment.stopped = false;
    deployment.cutover = { passed: old ? 412 : 3, failed: 0 };
    log.write([`\u001b[32mLive\u001b[0m at ${deployment.url}`], "VERIFY");
    this.#finish(deployment, "LIVE", "Verified through the public route");
    this.#chatter(deployment);
  }

  /** A quiet app: one line now and then while it is live. */
  #chatter(deployment: Deployment): void {
    let count = 0;
    const timer = setInterval(() => {
      if (this.#stopped || deployment.state !== "LIVE" || ++count > 2_000) return clearInterval(timer);
      this.#world
        .stream(deployment.id, "runtime")
        .write([`GET /healthz \u001b[32m200\u001b[0m ${count % 7} ms`], null);
    }, 2_000);
    timer.unref?.();
  }

  #release(project: StoredProject): NonNullable<Schemas["Deployment"]["release"]> {
    return {
      id: randomUUID(),
      number: project.nextNumber - 1,
      digest: `sha256:${createHash("sha256").update(randomUUID()).digest("hex")}`,
      sizeBytes: 64_280_000,
      repository: `127.0.0.1:5001/${project.name}`,
    };
  }

  /** The deployment whose image fits: one of the same commit that built one. */
  #earlier(deployment: Deployment, options: DeployOptions): Deployment | undefined {
    if (options.withoutCache || deployment.kind !== "REDEPLOY") return undefined;
    const source = options.source && this.#world.deployments.get(options.source.id);
    if (!source?.release) return undefined;
    const from = source.build?.reusedFrom;
    return from ? this.#world.deployments.get(from.deploymentId) : source;
  }

  #supersedeOlder(deployment: Deployment): void {
    for (const other of this.#world.deployments.values()) {
      const older = other.environmentId === deployment.environmentId && other.number < deployment.number;
      if (older && ["QUEUED", "BUILDING"].includes(other.state)) {
        this.#finish(other, "SUPERSEDED", `Replaced by #${deployment.number}`);
      }
    }
  }

  async #stage(
    deployment: Deployment,
    stage: Stage,
    work: () => Promise<string>,
    paced = false,
  ): Promise<void> {
    this.#check(deployment);
    const progress: Schemas["DeploymentStage"] = {
      stage,
      status: "STARTED",
      attempt: 1,
      detail: null,
      startedAt: new Date().toISOString(),
      finishedAt: null,
    };
    deployment.stages.push(progress);
    this.#world.announce(deployment);
    if (!paced) await this.#sleep(deployment, LENGTH[stage]);
    progress.detail = await work();
    this.#check(deployment);
    progress.status = "SUCCEEDED";
    progress.finishedAt = new Date().toISOString();
    this.#world.announce(deployment);
  }

  #fail(deployment: Deployment, stage: Stage, cause: ToldCause): never {
    const progress = deployment.stages.find((one) => one.stage === stage);
    if (progress) {
      progress.status = "FAILED";
      progress.finishedAt = new Date().toISOString();
    }
    deployment.cause = { tellingLine: null, logLine: null, ...cause, stage };
    this.#finish(deployment, "FAILED", cause.message);
    throw new Ended();
  }

  #move(deployment: Deployment, state: Deployment["state"], note: string | null = null): void {
    this.#check(deployment);
    deployment.state = state;
    deployment.stateAt = new Date().toISOString();
    deployment.history.push({ state, at: deployment.stateAt, note });
    this.#world.announce(deployment);
  }

  #finish(deployment: Deployment, state: Deployment["state"], note: string): void {
    deployment.state = state;
    deployment.stateAt = new Date().toISOString();
    deployment.finishedAt = deployment.stateAt;
    deployment.deadline = null;
    deployment.queuePosition = null;
    deployment.history.push({ state, at: deployment.stateAt, note });
    if (state !== "LIVE") deployment.instances = [];
    this.#world.announce(deployment);
    this.#world.stream(deployment.id, "build").close();
  }

  #check(deployment: Deployment): void {
    if (this.#stopped || deployment.finishedAt) throw new Ended();
  }

  async #sleep(deployment: Deployment, ms: number): Promise<void> {
    await new Promise((done) => setTimeout(done, ms * this.pace));
    this.#check(deployment);
  }
}
