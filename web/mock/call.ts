import { randomUUID } from "node:crypto";
import { HttpResponse, type PathParams } from "msw";
import type { Schemas } from "./types.ts";
import type { World } from "./world.ts";

/** A refusal in the API's words. */
export class Refused extends Error {
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

export const missing = (what: string) =>
  new Refused(404, "not_found", `There is no such ${what}.`, "Check the address.");
export const invalid = (details: Record<string, string>) =>
  new Refused(
    422,
    "invalid_request",
    "The request has a value that cannot be used.",
    "Correct the named field and send it again.",
    details,
  );

export type Call = { world: World; request: Request; params: PathParams; query: URLSearchParams };
export type Answer = Response | Promise<Response>;

export function requireRevision(request: Request, revision: number): void {
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

export async function idempotent({ world, request }: Call, act: () => Response): Promise<Response> {
  const key = request.headers.get("Idempotency-Key");
  const known = key ? world.answers.get(key) : undefined;
  if (known) return HttpResponse.json(known as Record<string, unknown>, { status: 201 });
  const answer = act();
  if (key) world.answers.set(key, await answer.clone().json());
  return answer;
}
