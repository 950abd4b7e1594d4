import { HttpResponse } from "msw";
import { type Call, idempotent, invalid, missing, requireRevision } from "./call.ts";
import type { Schemas, StoredProject } from "./types.ts";

export function projectOf({ world, params }: Call): StoredProject {
  const project = world.projects.get(String(params.id));
  if (!project) throw missing("project");
  return project;
}

export function listProjects({ world, query }: Call): Response {
  const q = (query.get("q") ?? "").toLowerCase();
  const items = [...world.projects.values()]
    .filter((project) => project.name.includes(q) || project.gitUrl.toLowerCase().includes(q))
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((project) => world.projectSummary(project));
  return HttpResponse.json<Schemas["ProjectSummaryPage"]>({ items, next: null, total: items.length });
}

export async function createProject(call: Call): Promise<Response> {
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
    const project = world.addProject({
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

export async function changeProject(call: Call): Promise<Response> {
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

export function deleteProject(call: Call): Response {
  const { world } = call;
  const project = projectOf(call);
  world.projects.delete(project.id);
  for (const environment of world.environmentsOf(project.id)) world.environments.delete(environment.id);
  for (const deployment of world.deploymentsOf((one) => one.projectId === project.id))
    world.deployments.delete(deployment.id);
  return new HttpResponse(null, { status: 204 });
}

export async function createEnvironment(call: Call): Promise<Response> {
  const body = (await call.request.json()) as Schemas["EnvironmentCreate"];
  const environment = call.world.addEnvironment(projectOf(call), body.name, "BRANCH", body.branch ?? null);
  return HttpResponse.json(call.world.environmentView(environment), { status: 201 });
}
