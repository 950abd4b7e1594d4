import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { safeNext } from "./features/session/rules";
import { paths } from "./paths";
import { createAppRouter } from "./routes";

test("everyPathLeadsToAnAddress", () => {
  const router = createAppRouter(new QueryClient());
  const at = (target: object) => router.buildLocation(target as never).href;
  expect([
    at(paths.setup()),
    at(paths.signIn("/projects?q=a b")),
    at(paths.projects()),
    at(paths.newProject()),
    at(paths.project("p1")),
    at(paths.project("p1", "staging")),
    at(paths.variables("p1", "staging")),
    at(paths.settings("p1")),
    at(paths.deployment("d1")),
    at(paths.deployment("d1", { log: "runtime" })),
    at(paths.deployment("d1", { stage: "BUILD" }, { from: 120, to: 140 })),
    at(paths.machines()),
  ]).toMatchInlineSnapshot(`
    [
      "/setup",
      "/sign-in?next=%2Fprojects%3Fq%3Da+b",
      "/projects",
      "/projects/new",
      "/projects/p1",
      "/projects/p1?environment=staging",
      "/projects/p1/variables?environment=staging",
      "/projects/p1/settings",
      "/deployments/d1",
      "/deployments/d1?log=runtime",
      "/deployments/d1?stage=BUILD#L120-L140",
      "/machines",
    ]
  `);
});

test.each([
  ["/deployments/d1?log=runtime#L7", "/deployments/d1?log=runtime#L7"],
  [undefined, "/projects"],
  ["https://evil.example/", "/projects"],
  ["//evil.example/", "/projects"],
  ["/\\evil.example", "/projects"],
  ["/sign-in?next=/x", "/projects"],
])("afterTheSignInAnAddressOfThisSiteOnly: %s", (next, goes) => expect(safeNext(next)).toBe(goes));
