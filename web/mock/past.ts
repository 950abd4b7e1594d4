import { randomUUID } from "node:crypto";
import { buildOutput, detectionOf, FAILED_BUILD, longLogLine } from "./scripts.ts";
import { MockStream } from "./stream.ts";
import type { Deployment, Schemas, Stage, StoredEnvironment, StoredProject } from "./types.ts";
import type { World } from "./world.ts";

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

type Past = {
  deployments: number;
  live: boolean;
  stopped?: boolean;
  failedLast?: "build" | "health";
  rootDirectory?: string;
};

/** A project with deployments that have happened. */
export function past(world: World, name: string, gitUrl: string, how: Past): StoredProject {
  const began = Date.now() - (how.deployments + 1) * 7 * 3_600_000;
  const project = world.addProject({
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
          tellingLine: 1,
          logLine: null,
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
          tellingLine: 4,
          logLine: 4,
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
  if (where === "build") {
    deployment.cause.logLine = log.last + 1;
    log.write(FAILED_BUILD, "BUILD", "ERROR", new Date(at));
  }
  log.close();
  if (where === "health") {
    const runtime = world.stream(deployment.id, "runtime");
    runtime.write(deployment.cause.lastLines, null, "INFO", new Date(at));
    runtime.close();
  }
}

/** A build of 100,000 lines, for the viewer. */
export function longLog(world: World, project: StoredProject, environment: StoredEnvironment): void {
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
