import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, sendWithoutWaiting, unwrap } from "./client";
import type { Deployment, DeploymentState, DeploymentSummary } from "./types";

/** Polling while something moves, and while all is quiet; milliseconds. */
const MOVING = 2_000;
const QUIET = 15_000;

const UNFINISHED: ReadonlySet<DeploymentState> = new Set(["QUEUED", "BUILDING", "RELEASING", "VERIFYING"]);

export function isUnfinished(deployment: { state: DeploymentState } | null | undefined): boolean {
  return deployment != null && UNFINISHED.has(deployment.state);
}

export const userQuery = queryOptions({
  queryKey: ["user"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/user", { signal, fetch: sendWithoutWaiting })),
  staleTime: 5 * 60_000,
});

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/setup", { signal })),
});

export const projectQueries = {
  list: (q: string) =>
    queryOptions({
      queryKey: ["projects", q],
      queryFn: ({ signal }) =>
        unwrap(api.GET("/api/projects", { params: { query: { limit: 200, ...(q ? { q } : {}) } }, signal })),
      refetchInterval: (query) =>
        query.state.data?.items.some((project) => project.production.state === "DEPLOYING") ? MOVING : QUIET,
      placeholderData: (previous) => previous,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ["project", id],
      queryFn: ({ signal }) => unwrap(api.GET("/api/projects/{id}", { params: { path: { id } }, signal })),
      refetchInterval: (query) =>
        query.state.data?.environments.some(
          (environment) =>
            isUnfinished(environment.latest) ||
            environment.instances.some((instance) => instance.goal !== "RUN" || instance.state !== "HEALTHY"),
        )
          ? MOVING
          : QUIET,
    }),
};

export const variablesQuery = (environmentId: string) =>
  queryOptions({
    queryKey: ["variables", environmentId],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/environments/{id}/variables", { params: { path: { id: environmentId } }, signal }),
      ),
    // The editor works on a copy; a refetch under it would only confuse. Conflicts show at save (If-Match).
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export type DeploymentFilter = {
  project?: string;
  environment?: string;
  state?: DeploymentState;
  q?: string;
};

export const deploymentQueries = {
  list: (filter: DeploymentFilter, limit = 20) =>
    infiniteQueryOptions({
      queryKey: ["deployments", filter, limit],
      queryFn: ({ signal, pageParam }) =>
        unwrap(
          api.GET("/api/deployments", {
            params: { query: { ...filter, limit, ...(pageParam ? { cursor: pageParam } : {}) } },
            signal,
          }),
        ),
      initialPageParam: "",
      getNextPageParam: (page) => page.next || undefined,
      refetchInterval: (query) =>
        query.state.data?.pages.some((page) =>
          page.items.some((deployment: DeploymentSummary) => isUnfinished(deployment)),
        )
          ? MOVING
          : QUIET,
      placeholderData: (previous) => previous,
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ["deployment", id],
      queryFn: ({ signal }) => unwrap(api.GET("/api/deployments/{id}", { params: { path: { id } }, signal })),
      refetchInterval: (query) => (isUnfinished(query.state.data) ? MOVING : QUIET),
    }),
};

export function deploymentKey(deployment: Pick<Deployment, "id">) {
  return deploymentQueries.one(deployment.id).queryKey;
}

export const machinesQuery = queryOptions({
  queryKey: ["machines"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/monitoring/machines", { signal })),
  refetchInterval: 5_000,
});
