import { randomUUID } from "node:crypto";
import { HttpResponse } from "msw";
import { type Call, invalid, Refused } from "./call.ts";
import type { Schemas } from "./types.ts";
import type { World } from "./world.ts";

const ACCESS_MS = 15 * 60_000;

export function userOf(world: World): Schemas["User"] {
  const { id, email, name } = world.owner;
  return { id, email, name, team: world.team, permissions: world.permissions };
}

export async function setUp({ world, request }: Call): Promise<Response> {
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

export async function login({ world, request }: Call): Promise<Response> {
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

export function refresh({ world, request }: Call): Response {
  const token = cookie(request, "autostack-refresh");
  if (!token || !world.refresh.delete(token)) {
    throw new Refused(401, "session_ended", "The sign-in has ended.", "Sign in again.");
  }
  return session(world, 200);
}

export function logout({ world }: Call): Response {
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

export function authenticate(world: World, request: Request): void {
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

function cookie(request: { headers: Headers }, name: string): string | undefined {
  return (request.headers.get("cookie") ?? "")
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
