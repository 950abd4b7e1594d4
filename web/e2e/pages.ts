import type { World } from "../mock/world.ts";

/** Every page of the UI in the state a person meets it, over the `full` seed: name and address. */
export function everyPage(world: World): [name: string, path: string][] {
  const project = (wanted: string) => [...world.projects.values()].find((one) => one.name === wanted)?.id;
  const newest = (wanted: string) => world.deploymentsOf((one) => one.projectName === wanted)[0]?.id;
  return [
    ["projects", "/projects"],
    ["projects-none-match", "/projects?q=nothing-like-this"],
    ["project", `/projects/${project("storefront")}`],
    ["project-failed", `/projects/${project("billing-api")}`],
    ["project-empty", `/projects/${project("status-page")}`],
    ["variables", `/projects/${project("storefront")}/variables`],
    ["settings", `/projects/${project("storefront")}/settings`],
    ["new-project", "/projects/new"],
    ["machines", "/machines"],
    ["deployment-live", `/deployments/${newest("storefront")}`],
    ["deployment-runtime", `/deployments/${newest("storefront")}?log=runtime`],
    ["deployment-failed", `/deployments/${newest("billing-api")}`],
    ["deployment-long", `/deployments/${newest("compiler")}#L50000-L50004`],
    ["missing", "/nowhere"],
  ];
}
