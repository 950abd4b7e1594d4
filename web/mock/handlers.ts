import { HttpResponse, http, type PathParams, type RequestHandler } from "msw";
import { type Answer, type Call, missing, Refused } from "./call.ts";
import {
  actOnDeployment,
  createDeployment,
  deleteDeployment,
  deploymentOf,
  detect,
  listDeployments,
} from "./deployments.ts";
import {
  actOnEnvironment,
  changeEnvironment,
  environmentOf,
  replaceVariables,
  variablesAnswer,
} from "./environments.ts";
import { logEvents, logTicket, readLog } from "./logs.ts";
import { authenticate, login, logout, refresh, setUp, userOf } from "./people.ts";
import {
  changeProject,
  createEnvironment,
  createProject,
  deleteProject,
  listProjects,
  projectOf,
} from "./projects.ts";
import type { Schemas } from "./types.ts";
import type { World } from "./world.ts";

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
