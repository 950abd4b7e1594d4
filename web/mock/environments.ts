import { HttpResponse } from "msw";
import { type Call, invalid, missing, Refused, requireRevision } from "./call.ts";
import type { Schemas, StoredEnvironment } from "./types.ts";

export function environmentOf({ world, params }: Call): StoredEnvironment {
  const environment = world.environments.get(String(params.id));
  if (!environment) throw missing("environment");
  return environment;
}

export function variablesAnswer(environment: StoredEnvironment): Response {
  const variables = environment.variables
    .map(({ value, ...rest }) => ({ ...rest, value: rest.secret ? null : value }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return HttpResponse.json<Schemas["VariableSet"]>(
    { revision: environment.revision, variables },
    { headers: { ETag: `"${environment.revision}"` } },
  );
}

export async function replaceVariables(call: Call): Promise<Response> {
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

export async function changeEnvironment(call: Call): Promise<Response> {
  const environment = environmentOf(call);
  Object.assign(environment, (await call.request.json()) as Schemas["EnvironmentChange"]);
  return HttpResponse.json(call.world.environmentView(environment));
}

export async function actOnEnvironment(call: Call): Promise<Response> {
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
