import { randomUUID } from "node:crypto";
import { HttpResponse, http, type PathParams, type RequestHandler } from "msw";
import { detectionOf } from "./scripts.ts";
import { addEnvironment, addProject } from "./seed.ts";
import type { Deployment, Frame, Schemas, StoredEnvironment, StoredProject, StreamKind } from "./types.ts";
import { summaryOf, type World } from "./world.ts";

const ACCESS_MS = 15 * 60_000;

/** A refusal in the API's words. */
class Refused extends Error {
  readonly status: number;
  readonly problem: Schemas["ErrorBodyProblem"];

  constructor(
    status: number,
    code: string,
    message: string,
    hint: string,
    details: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.problem = { code, message, hint, details, requestId: randomUUID() };
  }
}

const missing = (what: string) =>
  new Refused(404, "not_found", `There is no such ${what}.`, "Check the address.");
const invalid = (details: Record<string, string>) =>
  new Refused(
    422,
    "invalid_request",
    "The request has a value that cannot be used.",
    "Correct the named field and send it again.",
    details,
  );

type Call = { world: World; request: Request; params: PathParams; query: URLSearchParams };
type Answer = Response | Promise<Response>;

/** The API of the control plane over a world in memory. `get` names the world, so that a reset swaps it whole. */
export function handlers(get: () => World): RequestHandler[] {
  const route =
    (access: "open" | "signed-in", act: (call: Call) => Answer) =>
    async ({ request, params }: { request: Request; params: PathParams }): Promise<Response> => {
      const world = get();
      try {
        if (access === "signed-in") authenticate(world, request);
        return await act({ world, request, params, query: new URL(request.url).searchParams });
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        return HttpResponse.json<Schemas["ErrorBody"]>({ error: thrown.problem }, { status: thrown.status });
      }
    };
  const open = (act: (call: Call) => Answer) => route("open", act);
  const signedIn = (act: (call: Call) => Answer) => route("signed-in", act);

  return [
    http.get(
      "*/api/setup",
      open(({ world }) => HttpResponse.json<Schemas["SetupState"]>({ needed: world.setupToken !== null })),
    ),
    http.post("*/api/setup", open(setUp)),
    http.post("*/api/auth/login", open(login)),
    http.post("*/api/auth/refresh", open(refresh)),
    http.post("*/api/auth/logout", signedIn(logout)),
    http.get(
      "*/api/user",
      signedIn(({ world }) => HttpResponse.json(userOf(world))),
    ),

    http.get("*/api/projects", signedIn(listProjects)),
    http.post("*/api/projects", signedIn(createProject)),
    http.get(
      "*/api/projects/:id",
      signedIn((call) => HttpResponse.json(call.world.projectView(projectOf(call)))),
    ),
    http.patch("*/api/projects/:id", signedIn(changeProject)),
    http.delete("*/api/projects/:id", signedIn(deleteProject)),
    http.post("*/api/projects/:id/environments", signedIn(createEnvironment)),

    http.get(
      "*/api/environments/:id/variables",
      signedIn((call) => variablesAnswer(environmentOf(call))),
    ),
    http.put("*/api/environments/:id/variables", signedIn(replaceVariables)),
    http.patch("*/api/environments/:id", signedIn(changeEnvironment)),
    http.post("*/api/environments/:id/:verb", signedIn(actOnEnvironment)),

    http.post("*/api/deployments/detect", signedIn(detect)),
    http.get("*/api/deployments", signedIn(listDeployments)),
    http.post("*/api/deployments", signedIn(createDeployment)),
    http.get(
      "*/api/deployments/:id",
      signedIn((call) => HttpResponse.json(call.world.deploymentView(deploymentOf(call)))),
    ),
    http.delete("*/api/deployments/:id", signedIn(deleteDeployment)),
    http.get("*/api/deployments/:id/logs", signedIn(readLog)),
    http.get("*/api/deployments/:id/logs/events", signedIn(logEvents)),
    http.post("*/api/deployments/:id/logs/ticket", signedIn(logTicket)),
    http.post("*/api/deployments/:id/:verb", signedIn(actOnDeployment)),

    http.get(
      "*/api/monitoring/machines",
      signedIn(({ world }) => machines(world)),
    ),
    http.all("*/api/*", () => HttpResponse.json({ error: missing("route").problem }, { status: 404 })),
  ];
}

// ---- people ---------------------------------------------------------------------------------------

function userOf(world: World): Schemas["User"] {
  const { id, email, name } = world.owner;
  return { id, email, name, team: world.team, permissions: world.permissions };
}

async function setUp({ world, request }: Call): Promise<Response> {
  const body = (await request.json()) as Schemas["SetupRequest"];
  if (world.setupToken === null) {
    throw new Refused(409, "already_set_up", "AutoStack is set up already.", "Sign in instead.");
  }
  if (body.token !== world.setupToken) {
    throw new Refused(
      403,
      "setup_link_invalid",
      "This set-up link is used up or too old.",
      "Run bin/up for a new one.",
    );
  }
  const { email, name, password } = body;
  if (!email || !name) throw invalid({ email: "Enter an e-mail address and a name." });
  if (!password || password.length < 12)
    throw invalid({ password: "A password has at least 12 characters." });
  world.setupToken = null;
  world.owner = { ...world.owner, email: email.toLowerCase(), name, password };
  world.team.name = body.teamName || "My team";
  return session(world, 201);
}

async function login({ world, request }: Call): Promise<Response> {
  const body = (await request.json()) as Schemas["LoginRequest"];
  if (body.email?.toLowerCase() !== world.owner.email || body.password !== world.owner.password) {
    throw new Refused(
      401,
      "sign_in_failed",
      "This e-mail address and password do not belong together.",
      "Check both; capital letters count in the password.",
    );
  }
  return session(world, 200);
}

function refresh({ world, request }: Call): Response {
  const token = cookie(request, "autostack-refresh");
  if (!token || !world.refresh.delete(token)) {
    throw new Refused(401, "session_ended", "The sign-in has ended.", "Sign in again.");
  }
  return session(world, 200);
}

function logout({ world }: Call): Response {
  world.access.clear();
  world.refresh.clear();
  return new HttpResponse(null, { status: 204 });
}

function session(world: World, status: number): Response {
  const [access, renew, csrf] = [randomUUID(), randomUUID(), randomUUID()];
  world.access.set(access, { csrf, expiresAt: Date.now() + ACCESS_MS });
  world.refresh.add(renew);
  const headers = new Headers();
  headers.append("Set-Cookie", `autostack-access=${access}; Path=/; HttpOnly; SameSite=Lax`);
  headers.append("Set-Cookie", `autostack-refresh=${renew}; Path=/; HttpOnly; SameSite=Lax`);
  headers.append("Set-Cookie", `autostack-csrf=${csrf}; Path=/; SameSite=Lax`);
  return HttpResponse.json<Schemas["Session"]>(
    {
      accessToken: access,
      refreshToken: renew,
      expiresAt: new Date(Date.now() + ACCESS_MS).toISOString(),
      user: userOf(world),
    },
    { status, headers },
  );
}

function authenticate(world: World, request: Request): void {
  if (world.open) return;
  const access = world.access.get(cookie(request, "autostack-access") ?? "");
  if (!access || access.expiresAt < Date.now()) {
    throw new Refused(401, "sign_in_required", "You are not signed in.", "Sign in and try again.");
  }
  const changes = request.method !== "GET" && request.method !== "HEAD";
  if (changes && request.headers.get("X-CSRF-Token") !== access.csrf) {
    throw new Refused(
      403,
      "csrf_token_wrong",
      "This change did not come from a page of AutoStack.",
      "Reload the page.",
    );
  }
}

export function cookie(request: { headers: Headers }, name: string): string | undefined {
  return (request.headers.get("cookie") ?? "")
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

// ---- projects -------------------------------------------------------------------------------------

function projectOf({ world, params }: Call): StoredProject {
  const project = world.projects.get(String(params.id));
  if (!project) throw missing("project");
  return project;
}

function listProjects({ world, query }: Call): Response {
  const q = (query.get("q") ?? "").toLowerCase();
  const items = [...world.projects.values()]
    .filter((project) => project.name.includes(q) || project.gitUrl.toLowerCase().includes(q))
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((project) => world.projectSummary(project));
  return HttpResponse.json<Schemas["ProjectSummaryPage"]>({ items, next: null, total: items.length });
}

async function createProject(call: Call): Promise<Response> {
  const { world, request } = call;
  const body = (await request.json()) as Schemas["ProjectCreate"];
  return idempotent(call, () => {
    const details: Record<string, string> = {};
    if (!/^[a-z](?:-?[a-z0-9])*$/.test(body.name))
      details.name = "A name has 1 to 40 lower-case letters, digits and single hyphens.";
    if ([...world.projects.values()].some(({ name }) => name === body.name))
      details.name = `The name ${body.name} is taken.`;
    if (!/^(https?:|ssh:|git:|[^@/]+@)/.test(body.gitUrl))
      details.gitUrl = "Give a Git URL that begins with https://, ssh:// or git@host:.";
    if (body.rootDirectory?.includes(".."))
      details.rootDirectory = "The root directory may not contain '..'.";
    if (Object.keys(details).length > 0) throw invalid(details);
    const project = addProject(world, {
      name: body.name,
      gitUrl: body.gitUrl,
      branch: body.branch ?? null,
      rootDirectory: body.rootDirectory ?? "",
    });
    project.gitCredential = body.gitCredential != null;
    project.submodules = body.submodules ?? false;
    return HttpResponse.json<Schemas["Project"]>(world.projectView(project), { status: 201 });
  });
}

async function changeProject(call: Call): Promise<Response> {
  const project = projectOf(call);
  requireRevision(call.request, project.revision);
  const body = (await call.request.json()) as Schemas["ProjectChange"];
  const port = body.settings?.plan?.port;
  if (port != null && (port < 1 || port > 65535))
    throw invalid({ "settings.plan.port": "A port is between 1 and 65535." });
  const { gitCredential, ...rest } = body;
  Object.assign(project, rest);
  if ("gitCredential" in body) project.gitCredential = gitCredential != null;
  project.revision++;
  project.updatedAt = new Date().toISOString();
  return HttpResponse.json(call.world.projectView(project));
}

function deleteProject(call: Call): Response {
  const { world } = call;
  const project = projectOf(call);
  world.projects.delete(project.id);
  for (const environment of world.environmentsOf(project.id)) world.environments.delete(environment.id);
  for (const deployment of world.deploymentsOf((one) => one.projectId === project.id))
    world.deployments.delete(deployment.id);
  return new HttpResponse(null, { status: 204 });
}

async function createEnvironment(call: Call): Promise<Response> {
  const body = (await call.request.json()) as Schemas["EnvironmentCreate"];
  const environment = addEnvironment(call.world, projectOf(call), body.name, "BRANCH", body.branch ?? null);
  return HttpResponse.json(call.world.environmentView(environment), { status: 201 });
}

// ---- environments ---------------------------------------------------------------------------------

function environmentOf({ world, params }: Call): StoredEnvironment {
  const environment = world.environments.get(String(params.id));
  if (!environment) throw missing("environment");
  return environment;
}

function variablesAnswer(environment: StoredEnvironment): Response {
  const variables = environment.variables
    .map(({ value, ...rest }) => ({ ...rest, value: rest.secret ? null : value }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return HttpResponse.json<Schemas["VariableSet"]>(
    { revision: environment.revision, variables },
    { headers: { ETag: `"${environment.revision}"` } },
  );
}

async function replaceVariables(call: Call): Promise<Response> {
  const environment = environmentOf(call);
  requireRevision(call.request, environment.revision);
  const body = (await call.request.json()) as Schemas["VariableReplacement"];
  const now = new Date().toISOString();
  environment.variables = body.variables.map((variable) => {
    const stored = environment.variables.find(({ name }) => name === variable.name);
    if (variable.value === null && !stored)
      throw invalid({ [variable.name]: "There is no stored value to keep." });
    return {
      name: variable.name,
      secret: variable.secret ?? true,
      buildTime: variable.buildTime ?? false,
      value: variable.value ?? stored?.value ?? "",
      updatedAt: variable.value === null ? (stored?.updatedAt ?? now) : now,
    };
  });
  environment.revision++;
  return variablesAnswer(environment);
}

async function changeEnvironment(call: Call): Promise<Response> {
  const environment = environmentOf(call);
  Object.assign(environment, (await call.request.json()) as Schemas["EnvironmentChange"]);
  return HttpResponse.json(call.world.environmentView(environment));
}

async function actOnEnvironment(call: Call): Promise<Response> {
  const { world, params, request } = call;
  const environment = environmentOf(call);
  const live = world.live(environment.id);
  if (!live) throw new Refused(409, "not_live", "Nothing is live in this environment.", "Deploy first.");
  switch (params.verb) {
    case "stop":
      environment.stopped = true;
      live.instances = [];
      world.announce(live);
      break;
    case "start":
      environment.stopped = false;
      world.engine.start(environment, { kind: "START", source: live });
      break;
    case "restart":
      world.engine.start(environment, { kind: "RESTART", source: live });
      break;
    case "scale":
      environment.wantedInstances = ((await request.json()) as Schemas["ScaleRequest"]).instances;
      world.engine.start(environment, { kind: "SCALE", source: live });
      break;
    default:
      throw missing("action");
  }
  return HttpResponse.json(world.environmentView(environment), { status: 202 });
}

// ---- deployments ----------------------------------------------------------------------------------

function deploymentOf({ world, params }: Call): Deployment {
  const deployment = world.deployments.get(String(params.id));
  if (!deployment) throw missing("deployment");
  return deployment;
}

function listDeployments({ world, query }: Call): Response {
  const q = (query.get("q") ?? "").toLowerCase();
  const limit = Number(query.get("limit") ?? 50);
  const offset = Number(query.get("cursor") ?? 0);
  const all = world.deploymentsOf(
    (one) =>
      (!query.get("project") || one.projectId === query.get("project")) &&
      (!query.get("environment") || one.environmentId === query.get("environment")) &&
      (!query.get("state") || one.state === query.get("state")) &&
      `#${one.number} ${one.commit?.subject} ${one.commit?.sha} ${one.ref}`.toLowerCase().includes(q),
  );
  const more = offset + limit < all.length;
  return HttpResponse.json<Schemas["DeploymentSummaryPage"]>({
    items: all.slice(offset, offset + limit).map(summaryOf),
    next: more ? String(offset + limit) : null,
    total: all.length,
  });
}

async function createDeployment(call: Call): Promise<Response> {
  const { world, request } = call;
  const body = (await request.json()) as Schemas["DeploymentCreate"];
  return idempotent(call, () => {
    const environment = body.environmentId
      ? world.environments.get(body.environmentId)
      : world.environmentsOf(body.projectId).find(({ kind }) => kind === "PRODUCTION");
    if (!environment) throw missing("environment");
    const deployment = world.engine.start(environment, { ref: body.ref ?? null });
    return HttpResponse.json(world.deploymentView(deployment), { status: 201 });
  });
}

async function actOnDeployment(call: Call): Promise<Response> {
  const { world, params, request } = call;
  const deployment = deploymentOf(call);
  const environment = world.environments.get(deployment.environmentId) as StoredEnvironment;
  switch (params.verb) {
    case "cancel":
      world.engine.cancel(deployment);
      return HttpResponse.json(world.deploymentView(deployment), { status: 202 });
    case "redeploy": {
      const created = world.engine.start(environment, {
        kind: "REDEPLOY",
        source: { ...deployment, release: null },
      });
      return HttpResponse.json(world.deploymentView(created), { status: 201 });
    }
    case "rollback": {
      const body = (await request.json().catch(() => ({}))) as Schemas["RollbackRequest"];
      environment.autoDeploy = false;
      const created = world.engine.start(environment, {
        kind: "ROLLBACK",
        source: deployment,
        reason: body.reason ?? null,
      });
      return HttpResponse.json(world.deploymentView(created), { status: 201 });
    }
    default:
      throw missing("action");
  }
}

function deleteDeployment(call: Call): Response {
  const deployment = deploymentOf(call);
  if (deployment.state === "LIVE")
    throw new Refused(409, "not_deletable", "It is live.", "Deploy another one first.");
  call.world.deployments.delete(deployment.id);
  return new HttpResponse(null, { status: 204 });
}

async function detect({ world, request }: Call): Promise<Response> {
  const body = (await request.json()) as Schemas["DetectRequest"];
  await new Promise((done) => setTimeout(done, 1_500 * world.engine.pace));
  if (body.gitUrl?.includes("missing")) {
    throw new Refused(
      422,
      "source_not_found",
      "The repository was not found, or it needs a credential.",
      "Check the URL; for a private repository, add a credential.",
      { gitUrl: "Not found, or private." },
    );
  }
  return HttpResponse.json<Schemas["Inspection"]>({
    inspectionId: randomUUID(),
    run: null,
    detection: detectionOf(body.gitUrl ?? ""),
    commit: {
      sha: "4f9c1d2e8b7a6f5e4d3c2b1a09f8e7d6c5b4a392",
      subject: "Say hello in the reader's language",
      author: "Grace Hopper",
      authoredAt: "2026-11-20T09:12:00Z",
    },
  });
}

// ---- log ------------------------------------------------------------------------------------------

function streamOf(call: Call) {
  const kind: StreamKind = call.query.get("stream") === "runtime" ? "runtime" : "build";
  return call.world.stream(deploymentOf(call).id, kind);
}

function readLog(call: Call): Response {
  const stream = streamOf(call);
  const after = Number(call.query.get("after") ?? 0);
  const limit = Math.min(1000, Number(call.query.get("limit") ?? 1000));
  if (call.query.get("download") === "true") {
    const text = stream.read(0, Number.POSITIVE_INFINITY).map((line) => `${line.at} ${line.text}\n`);
    return new HttpResponse(text.join(""), {
      headers: {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Disposition": 'attachment; filename="build.log"',
      },
    });
  }
  const lines = stream.read(after, limit);
  const lastRead = lines.at(-1)?.seq ?? after;
  return HttpResponse.json<Schemas["LogPage"]>({
    lines,
    next: lastRead < stream.last ? lastRead : null,
    first: stream.first,
    last: stream.last,
    closed: stream.closed,
  });
}

function logTicket(call: Call): Response {
  deploymentOf(call);
  const ticket = randomUUID();
  call.world.tickets.add(ticket);
  return HttpResponse.json<Schemas["Ticket"]>({ ticket });
}

function logEvents(call: Call): Response {
  const stream = streamOf(call);
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (frame: Frame) => {
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(frame)}\n\n`));
        if (frame.type === "end") finish();
      };
      const finish = () => {
        stop();
        controller.close();
      };
      stop = follow(stream, Number(call.query.get("after") ?? 0), send);
    },
    cancel: () => stop(),
  });
  return new HttpResponse(body, {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
  });
}

/** Sends what came after `after`, and then all that follows; the returned function ends it. */
export function follow(
  stream: ReturnType<World["stream"]>,
  after: number,
  send: (frame: Frame) => void,
): () => void {
  for (let at = after; at < stream.last; at += 500) send({ type: "lines", lines: stream.read(at, 500) });
  send({ type: "heartbeat", at: new Date().toISOString() });
  if (stream.closed) {
    // After the caller has the function that ends it.
    queueMicrotask(() => send({ type: "end" }));
    return () => {};
  }
  stream.listeners.add(send);
  return () => stream.listeners.delete(send);
}

// ---- the rest -------------------------------------------------------------------------------------

function machines(world: World): Response {
  const now = new Date().toISOString();
  const { hosts, workers, agents, edges } = world.machines;
  const seen = <T extends { online: boolean; lastSeenAt: string | null }>(machine: T): T =>
    machine.online ? { ...machine, lastSeenAt: now } : machine;
  return HttpResponse.json<Schemas["Machines"]>({
    at: now,
    hosts,
    workers: workers.map(seen),
    agents: agents.map(seen),
    edges: edges.map(seen),
  });
}

function requireRevision(request: Request, revision: number): void {
  const sent = request.headers.get("If-Match");
  if (sent !== null && sent.replaceAll('"', "") !== String(revision)) {
    throw new Refused(
      412,
      "changed_meanwhile",
      "Somebody else changed this meanwhile; nothing was overwritten.",
      "Read it again, repeat the change and send the new ETag.",
      {
        revision: String(revision),
      },
    );
  }
}

async function idempotent({ world, request }: Call, act: () => Response): Promise<Response> {
  const key = request.headers.get("Idempotency-Key");
  const known = key ? world.answers.get(key) : undefined;
  if (known) return HttpResponse.json(known as Record<string, unknown>, { status: 201 });
  const answer = act();
  if (key) world.answers.set(key, await answer.clone().json());
  return answer;
}
