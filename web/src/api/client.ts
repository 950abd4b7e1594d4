import createClient from "openapi-fetch";
import { noteRemoteDate } from "../lib/clock";
import { readCookie } from "../lib/cookies";
import { errorFrom, unreachable } from "./errors";
import type { paths } from "./schema";
import { signInAgain } from "./session";

/** Pause before a call with an idempotency key is sent a second time. */
const RETRY_MS = 400;
/** Only a hint which tab renewed the sign-in last; never a token. */
const RENEWED_AT = "autostack.renewedAt";

/**
 * The one client of the API. The sign-in travels in HttpOnly cookies; changes carry the CSRF header; an
 * expired access token is renewed once, and when that fails the request waits for a new sign-in.
 */
export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: "same-origin",
  fetch: (request) => send(request, { wait: true }),
});

/** As `api`, but a missing sign-in is an answer (401), not a reason to wait: for the start of the app. */
export function sendWithoutWaiting(request: Request): Promise<Response> {
  return send(request, { wait: false });
}

/** The data of a call, or an ApiError. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw errorFrom(response, error);
  return data as T;
}

async function send(request: Request, { wait }: { wait: boolean }): Promise<Response> {
  const authenticating = /\/api\/(auth\/(login|refresh)|setup)$/.test(new URL(request.url).pathname);
  const sentAt = Date.now();
  // A request's body can be read once, so each attempt sends a copy.
  let response = await attempt(request.clone());
  if (response.status !== 401 || authenticating) return response;
  if (await renew(sentAt)) {
    response = await attempt(request.clone());
    if (response.status !== 401) return response;
  }
  if (!wait) return response;
  await signInAgain();
  return attempt(request.clone());
}

async function attempt(request: Request): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    const token = readCookie("autostack-csrf") ?? readCookie("__Host-autostack-csrf");
    if (token) request.headers.set("X-CSRF-Token", token);
  }
  // A call with a key counts once however often it arrives, so a connection that broke is no reason to give up.
  const again = request.headers.has("Idempotency-Key") ? request.clone() : undefined;
  try {
    const response = await globalThis.fetch(request).catch(async (cause) => {
      if (!again || request.signal.aborted) throw cause;
      await new Promise((done) => setTimeout(done, RETRY_MS));
      return globalThis.fetch(again);
    });
    noteRemoteDate(response.headers.get("Date"));
    return response;
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw unreachable(cause);
  }
}

let renewal: Promise<boolean> | undefined;

/**
 * A refresh token works once, and a second use ends the session. So only one renewal runs at a time, over all
 * tabs, and a tab that finds another one was quicker does not renew again.
 */
function renew(sentAt: number): Promise<boolean> {
  renewal ??= exclusively(async () => {
    if (Number(localStorage.getItem(RENEWED_AT) ?? 0) > sentAt) return true;
    const response = await attempt(
      new Request(new URL("/api/auth/refresh", location.origin), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: "{}",
        credentials: "same-origin",
      }),
    );
    if (response.ok) localStorage.setItem(RENEWED_AT, String(Date.now()));
    else if (response.status !== 401 && response.status !== 403) throw errorFrom(response, undefined);
    return response.ok;
  }).finally(() => {
    renewal = undefined;
  });
  return renewal;
}

async function exclusively<T>(task: () => Promise<T>): Promise<T> {
  // Web Locks exist in secure contexts only.
  if (!navigator.locks) return task();
  return navigator.locks.request("autostack-renew", task);
}
