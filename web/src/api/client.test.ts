import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { api, sendWithoutWaiting, unwrap } from "./client";
import { ApiError } from "./errors";
import { sessionAbandoned, sessionExpired, sessionRestored } from "./session";

/** A control plane of three routes: what it saw, and whether the sign-in is good. */
let signedIn: boolean;
let renewable: boolean;
let renewals: number;
let saved: { body: unknown; csrf: string | null }[];

const refused = (status: number, code: string) =>
  HttpResponse.json(
    { error: { code, message: `refused: ${code}`, hint: "try", details: { name: "bad" }, requestId: "r-1" } },
    { status },
  );

const network = setupServer(
  http.get("*/api/user", () =>
    signedIn ? HttpResponse.json({ name: "Ada" }) : refused(401, "sign_in_required"),
  ),
  http.post("*/api/projects", async ({ request }) => {
    if (!signedIn) return refused(401, "sign_in_required");
    saved.push({ body: await request.json(), csrf: request.headers.get("X-CSRF-Token") });
    return HttpResponse.json({ id: "p1" }, { status: 201 });
  }),
  http.post("*/api/auth/refresh", () => {
    renewals++;
    signedIn = renewable;
    return renewable ? HttpResponse.json({}) : refused(401, "session_ended");
  }),
  http.get("*/api/monitoring/machines", () => HttpResponse.error()),
  http.get(
    "*/api/setup",
    () => new HttpResponse("<html>gateway</html>", { status: 502, headers: { "X-Request-Id": "gw-7" } }),
  ),
);

const createProject = () =>
  unwrap(api.POST("/api/projects", { body: { name: "shop", gitUrl: "https://host/shop" } }));
const when = async (condition: () => boolean) => {
  while (!condition()) await new Promise((done) => setTimeout(done, 5));
};

beforeAll(() => network.listen({ onUnhandledRequest: "error" }));
afterAll(() => network.close());
beforeEach(() => {
  signedIn = true;
  renewable = true;
  renewals = 0;
  saved = [];
  localStorage.clear();
  // biome-ignore lint/suspicious/noDocumentCookie: the control plane sets it this way
  document.cookie = "autostack-csrf=token%2B1";
});
afterEach(sessionAbandoned);

describe("client", () => {
  test("changesCarryTheCsrfTokenOfTheCookie", async () => {
    await createProject();
    expect(saved).toEqual([{ body: { name: "shop", gitUrl: "https://host/shop" }, csrf: "token+1" }]);
  });

  test("anExpiredAccessTokenIsRenewedOnceForAllRequestsUnderWay", async () => {
    signedIn = false;
    await Promise.all([createProject(), createProject(), unwrap(api.GET("/api/user"))]);
    expect(renewals).toBe(1);
    expect(saved).toHaveLength(2);
    expect(sessionExpired.get()).toBe(false);
  });

  test("whenTheSignInHasEndedTheRequestWaitsAndGoesOutAgainWithItsBody", async () => {
    signedIn = false;
    renewable = false;
    const creating = createProject();
    await when(sessionExpired.get);
    expect(saved).toEqual([]);
    signedIn = true;
    sessionRestored();
    await expect(creating).resolves.toEqual({ id: "p1" });
    expect(saved).toMatchObject([{ body: { name: "shop", gitUrl: "https://host/shop" } }]);
  });

  test("leavingInsteadOfSigningInEndsTheRequest", async () => {
    signedIn = false;
    renewable = false;
    const creating = createProject();
    const outcome = expect(creating).rejects.toMatchObject({ code: "signed_out" });
    await when(sessionExpired.get);
    sessionAbandoned();
    await outcome;
  });

  test("theFirstQuestionOfTheAppDoesNotWait", async () => {
    signedIn = false;
    renewable = false;
    await expect(unwrap(api.GET("/api/user", { fetch: sendWithoutWaiting }))).rejects.toMatchObject({
      status: 401,
      code: "sign_in_required",
    });
    expect(sessionExpired.get()).toBe(false);
  });

  test("aTabThatRenewedMeanwhileSparesThisOneTheRenewal", async () => {
    signedIn = false;
    renewable = false;
    localStorage.setItem("autostack.renewedAt", String(Date.now() + 60_000));
    await expect(unwrap(api.GET("/api/user", { fetch: sendWithoutWaiting }))).rejects.toMatchObject({
      status: 401,
    });
    expect(renewals).toBe(0);
  });

  test("aLostNetworkIsAnErrorWithAHint", async () => {
    const error = await unwrap(api.GET("/api/monitoring/machines")).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 0, code: "unreachable", retryable: true });
  });

  test("anAnswerThatIsNotOursKeepsItsRequestId", async () => {
    const error = await unwrap(api.GET("/api/setup")).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 502, code: "http_502", requestId: "gw-7", retryable: true });
  });
});
