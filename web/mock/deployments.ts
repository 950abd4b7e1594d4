import { randomUUID } from "node:crypto";
import { HttpResponse } from "msw";
import { type Call, idempotent, missing, Refused } from "./call.ts";
import { detectionOf } from "./scripts.ts";
import type { Deployment, Schemas, StoredEnvironment } from "./types.ts";
import { summaryOf } from "./world.ts";

export function deploymentOf({ world, params }: Call): Deployment {
  const deployment = world.deployments.get(String(params.id));
  if (!deployment) throw missing("deployment");
  return deployment;
}

export function listDeployments({ world, query }: Call): Response {
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

export async function createDeployment(call: Call): Promise<Response> {
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

export async function actOnDeployment(call: Call): Promise<Response> {
  const { world, params, request } = call;
  const deployment = deploymentOf(call);
  const environment = world.environments.get(deployment.environmentId) as StoredEnvironment;
  switch (params.verb) {
    case "cancel":
      world.engine.cancel(deployment);
      return HttpResponse.json(world.deploymentView(deployment), { status: 202 });
    case "redeploy": {
      const body = (await request.json().catch(() => ({}))) as Schemas["RedeployRequest"];
      const created = world.engine.start(environment, {
        kind: "REDEPLOY",
        source: { ...deployment, release: null },
        withoutCache: body.withoutCache ?? false,
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

export function deleteDeployment(call: Call): Response {
  const deployment = deploymentOf(call);
  if (deployment.state === "LIVE")
    throw new Refused(409, "not_deletable", "It is live.", "Deploy another one first.");
  call.world.deployments.delete(deployment.id);
  return new HttpResponse(null, { status: 204 });
}

export async function detect({ world, request }: Call): Promise<Response> {
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
