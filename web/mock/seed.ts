import { randomUUID } from "node:crypto";
import { buildOutput, detectionOf, FAILED_BUILD, longLogLine } from "./scripts.ts";
import { MockStream } from "./stream.ts";
import type {
  Deployment,
  Schemas,
  Stage,
  StoredEnvironment,
  StoredProject,
  StoredVariable,
} from "./types.ts";
import { World, type WorldOptions } from "./world.ts";

export type SeedName = "fresh" | "empty" | "full";

/** `fresh`: not set up. `empty`: an owner, no project. `full`: a team at work. */
export function seed(name: SeedName, options: WorldOptions = {}): World {
  const world = new World(options);
  if (name === "fresh") world.setupToken = "first-start";
  world.machines = machines();
  if (name === "full") fill(world);
  return world;
}

export function addProject(
  world: World,
  input: { name: string; gitUrl: string; branch?: string | null; rootDirectory?: string; createdAt?: Date },
): StoredProject {
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
  world.projects.set(project.id, project);
  addEnvironment(world, project, "production", "PRODUCTION");
  return project;
}

export function addEnvironment(
  world: World,
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
  world.environments.set(environment.id, environment);
  return environment;
}

export function defaultSettings(): Schemas["ProjectSettings"] {
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

const SUBJECTS = [
  "Send receipts in the customer's language",
  "Cache price lists for five minutes",
  "Fix rounding of discounts over 100 %",
  "Upgrade to Node 22",
  "Retry webhooks with a growing pause",
  "Show the delivery date in the cart",
  "Drop the old search index",
  "Log slow queries with their plan",
  "Make checkout work without cookies",
  "Move image resizing to its own queue",
];
const AUTHORS = ["Ada Lovelace", "Grace Hopper", "Alan Kay", "Barbara Liskov"];

function fill(world: World): void {
  const shop = past(world, "storefront", "https://github.com/example/storefront.git", {
    deployments: 46,
    live: true,
  });
  const billing = past(world, "billing-api", "git@github.com:example/billing-api.git", {
    deployments: 12,
    live: true,
    failedLast: "health",
  });
  past(world, "docs-site", "https://gitlab.com/example/docs.git", { deployments: 5, live: true });
  past(world, "image-resizer", "https://codeberg.org/example/image-resizer.git", {
    deployments: 3,
    live: true,
    stopped: true,
  });
  past(world, "checkout", "https://github.com/example/checkout.git", {
    deployments: 2,
    live: false,
    failedLast: "build",
  });
  past(world, "search-indexer", "https://github.com/example/monorepo.git", {
    deployments: 9,
    live: true,
    rootDirectory: "services/search",
  });
  past(world, "status-page", "https://github.com/example/status.git", { deployments: 0, live: false });
  past(
    world,
    "mail-gateway",
    "https://github.com/example/mail-gateway-with-a-rather-long-repository-name.git",
    { deployments: 4, live: true },
  );

  const production = world.environmentsOf(shop.id)[0] as StoredEnvironment;
  production.wantedInstances = 2;
  production.variables = [
    variable("DATABASE_URL", "postgres://shop:s3cret@db.internal/shop", true),
    variable("STRIPE_SECRET_KEY", "sk_live_51HxQ", true),
    variable("NODE_ENV", "production", false),
    variable("LOG_LEVEL", "info", false),
    variable("PUBLIC_BASE_URL", "https://shop.example.com", false, true),
    variable("GREETING", "Hello # and welcome", false),
  ];
  addEnvironment(world, shop, "staging", "BRANCH", "develop");
  const compiler = past(world, "compiler", "https://github.com/example/compiler.git", {
    deployments: 0,
    live: false,
  });
  longLog(world, compiler, world.environmentsOf(compiler.id)[0] as StoredEnvironment);
  const billingProduction = world.environmentsOf(billing.id)[0] as StoredEnvironment;
  billingProduction.autoDeploy = false;
}

function variable(name: string, value: string, secret: boolean, buildTime = false): StoredVariable {
  return { name, value, secret, buildTime, updatedAt: new Date(Date.now() - 86_400_000 * 3).toISOString() };
}

type Past = {
  deployments: number;
  live: boolean;
  stopped?: boolean;
  failedLast?: "build" | "health";
  rootDirectory?: string;
};

/** A project with deployments that have happened. */
function past(world: World, name: string, gitUrl: string, how: Past): StoredProject {
  const began = Date.now() - (how.deployments + 1) * 7 * 3_600_000;
  const project = addProject(world, {
    name,
    gitUrl,
    branch: "main",
    createdAt: new Date(began),
    rootDirectory: how.rootDirectory ?? "",
  });
  const environment = world.environmentsOf(project.id)[0] as StoredEnvironment;
  environment.stopped = how.stopped ?? false;
  let live: Deployment | undefined;
  for (let n = 1; n <= how.deployments; n++) {
    const createdAt = new Date(began + n * 7 * 3_600_000 - 1_260_000);
    const subject = SUBJECTS[(n + name.length) % SUBJECTS.length] as string;
    const author = AUTHORS[n % AUTHORS.length] as string;
    const deployment = world.engine.create(environment, { createdAt, subject, author });
    const last = n === how.deployments;
    if (last && how.failedLast) failPast(world, deployment, how.failedLast);
    else if (n % 11 === 7) failPast(world, deployment, "build");
    else {
      livePast(
        world,
        deployment,
        n === how.deployments || (n === how.deployments - 1 && how.failedLast !== undefined),
      );
      if (live) retire(live, deployment);
      live = deployment;
    }
  }
  return project;
}

const LENGTHS: [Stage, number][] = [
  ["QUEUE", 310],
  ["CLONE", 1_840],
  ["DETECT", 95],
  ["BUILD", 27_400],
  ["PUSH", 3_950],
  ["RELEASE", 420],
  ["HEALTH", 2_310],
  ["ROUTE", 140],
  ["VERIFY", 85],
];
const DETAILS: Partial<Record<Stage, string>> = {
  CLONE: "1.2 MiB, 1 commit",
  DETECT: "Express on Node 22",
  BUILD: "14 steps, 9 from the cache",
  PUSH: "61.3 MiB, 2 new layers",
  HEALTH: "GET /healthz answered 200, 3 times",
  ROUTE: "Table 14 confirmed by the edge",
  VERIFY: "The public route answers with this digest",
};

function passStages(deployment: Deployment, upTo: Stage): number {
  let at = Date.parse(deployment.createdAt);
  for (const [stage, length] of LENGTHS) {
    const spread = 1 + ((deployment.number * 37) % 40) / 100;
    const end = at + Math.round(length * spread);
    deployment.stages.push({
      stage,
      status: "SUCCEEDED",
      attempt: 1,
      detail: DETAILS[stage] ?? null,
      startedAt: new Date(at).toISOString(),
      finishedAt: new Date(end).toISOString(),
    });
    at = end;
    if (stage === upTo) break;
  }
  return at;
}

function end(deployment: Deployment, states: Deployment["state"][], at: number, note: string): void {
  const began = Date.parse(deployment.createdAt);
  for (const [index, state] of states.entries()) {
    const when =
      index === states.length - 1 ? at : began + ((at - began) * (index + 1)) / (states.length + 1);
    deployment.history.push({
      state,
      at: new Date(when).toISOString(),
      note: index === states.length - 1 ? note : null,
    });
  }
  deployment.state = states.at(-1) as Deployment["state"];
  deployment.stateAt = new Date(at).toISOString();
  deployment.finishedAt = deployment.stateAt;
  deployment.deadline = null;
  deployment.queuePosition = null;
}

function livePast(world: World, deployment: Deployment, newest: boolean): void {
  const at = passStages(deployment, "VERIFY");
  const project = world.projects.get(deployment.projectId) as StoredProject;
  const environment = world.environments.get(deployment.environmentId) as StoredEnvironment;
  deployment.detection = detectionOf(project.gitUrl);
  deployment.release = {
    id: randomUUID(),
    number: deployment.number,
    digest: `sha256:${(deployment.commit?.sha ?? "").padEnd(64, "0d9f4e7a2b")}`.slice(0, 71),
    sizeBytes: 64_280_000 + deployment.number * 4_096,
    repository: `127.0.0.1:5001/${project.name}`,
  };
  deployment.cutover = { passed: 380 + deployment.number, failed: 0 };
  end(deployment, ["BUILDING", "RELEASING", "VERIFYING", "LIVE"], at, "Verified through the public route");
  const log = world.stream(deployment.id, "build");
  log.write(
    [`Cloning ${project.gitUrl}`, `HEAD is now at ${deployment.commit?.sha.slice(0, 7)}`],
    "CLONE",
    "INFO",
    new Date(deployment.createdAt),
  );
  log.write(
    ["Found \u001b[1mpackage.json\u001b[0m -> Node 22, npm, Express"],
    "DETECT",
    "INFO",
    new Date(deployment.createdAt),
  );
  log.write(buildOutput(project.name), "BUILD", "INFO", new Date(deployment.createdAt));
  log.write(["pushed 61.3 MiB"], "PUSH", "INFO", new Date(at));
  log.write([`\u001b[32mLive\u001b[0m at ${deployment.url}`], "VERIFY", "INFO", new Date(at));
  log.close();
  if (newest) {
    deployment.instances = Array.from(
      { length: environment.stopped ? 0 : 1 + (project.name === "storefront" ? 1 : 0) },
      (_, index) => ({
        id: randomUUID(),
        deploymentId: deployment.id,
        releaseId: deployment.release?.id ?? "",
        ordinal: index + 1,
        goal: "RUN" as const,
        state: "HEALTHY" as const,
        restarts: 0,
        hostPort: 30_412 + index,
        cause: null,
        startedAt: new Date(at - 4_000).toISOString(),
        healthyAt: new Date(at).toISOString(),
      }),
    );
    world
      .stream(deployment.id, "runtime")
      .write(["listening on port 3000", "GET / \u001b[32m200\u001b[0m 4 ms"], null, "INFO", new Date(at));
  }
}

function retire(deployment: Deployment, by: Deployment): void {
  deployment.state = "RETIRED";
  deployment.stateAt = by.stateAt;
  deployment.instances = [];
  deployment.history.push({ state: "RETIRED", at: by.stateAt, note: `Replaced by #${by.number}` });
}

function failPast(world: World, deployment: Deployment, where: "build" | "health"): void {
  const stage: Stage = where === "build" ? "BUILD" : "HEALTH";
  const at = passStages(deployment, stage);
  Object.assign(deployment.stages.at(-1) as Schemas["DeploymentStage"], { status: "FAILED", detail: null });
  const project = world.projects.get(deployment.projectId) as StoredProject;
  deployment.detection = detectionOf(project.gitUrl);
  deployment.cause =
    where === "build"
      ? {
          code: "build_step_failed",
          message: "The build command ended with exit code 1.",
          hint: "Run the same command locally: npm run build. The lines below are its last output.",
          stage,
          lastLines: FAILED_BUILD,
        }
      : {
          code: "instance_listens_on_loopback",
          message: "The app listens on 127.0.0.1:3000 only, so nothing outside its container reaches it.",
          hint: "Let it listen on 0.0.0.0, on the port in the variable PORT.",
          stage,
          lastLines: [
            "> billing-api@2.4.0 start",
            "> node server.js",
            "",
            "billing listening on 127.0.0.1:3000",
          ],
        };
  end(
    deployment,
    where === "build" ? ["BUILDING", "FAILED"] : ["BUILDING", "RELEASING", "FAILED"],
    at,
    deployment.cause.message,
  );
  const log = world.stream(deployment.id, "build");
  log.write([`Cloning ${project.gitUrl}`], "CLONE", "INFO", new Date(deployment.createdAt));
  log.write(buildOutput(project.name).slice(0, 34), "BUILD", "INFO", new Date(deployment.createdAt));
  if (where === "build") log.write(FAILED_BUILD, "BUILD", "ERROR", new Date(at));
  log.close();
  if (where === "health") {
    const runtime = world.stream(deployment.id, "runtime");
    runtime.write(deployment.cause.lastLines, null, "INFO", new Date(at));
    runtime.close();
  }
}

/** A build of 100,000 lines, for the viewer. */
function longLog(world: World, project: StoredProject, environment: StoredEnvironment): void {
  const createdAt = new Date(Date.parse(project.createdAt) + 1_000);
  const deployment = world.engine.create(environment, {
    createdAt,
    subject: "Compile everything from scratch",
    author: "Alan Kay",
  });
  failPast(world, deployment, "build");
  world.streams.set(
    `${deployment.id}/build`,
    MockStream.made(100_000, (seq) => longLogLine(seq, createdAt.getTime())),
  );
}

function machines(): Schemas["Machines"] {
  const hostId = randomUUID();
  const seen = new Date().toISOString();
  const GiB = 1024 ** 3;
  return {
    at: seen,
    hosts: [{ id: hostId, name: "local", shared: true, online: true, instances: 3, healthy: 3 }],
    workers: [
      {
        id: randomUUID(),
        name: "worker-1",
        version: "0.1.0",
        shared: true,
        online: true,
        lastSeenAt: seen,
        slots: 2,
        running: 1,
      },
      {
        id: randomUUID(),
        name: "worker-2",
        version: "0.1.0",
        shared: true,
        online: false,
        lastSeenAt: new Date(Date.now() - 7_200_000).toISOString(),
        slots: 2,
        running: 0,
      },
    ],
    agents: [
      {
        id: randomUUID(),
        hostId,
        hostName: "local",
        name: "agent-local",
        version: "0.1.0",
        engineVersion: "20.10.24",
        online: true,
        lastSeenAt: seen,
        desiredVersion: 42,
        appliedVersion: 42,
        facts: {
          cpus: 4,
          memoryBytes: 16 * GiB,
          memoryFreeBytes: 9.2 * GiB,
          diskBytes: 240 * GiB,
          diskFreeBytes: 151 * GiB,
        },
        trouble: null,
        troubleSince: null,
      },
    ],
    edges: [
      {
        id: randomUUID(),
        hostId,
        hostName: "local",
        name: "edge-local",
        version: "0.1.0",
        online: true,
        lastSeenAt: seen,
        routeVersion: 14,
        appliedVersion: 14,
        refused: null,
      },
    ],
  };
}
