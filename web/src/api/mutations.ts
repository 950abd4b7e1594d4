import { randomUuid } from "../lib/random";
import { api, unwrap } from "./client";

/** Changes that more than one page offers. Each creating call carries a key, so that sending it twice creates one. */

const once = () => ({ "Idempotency-Key": randomUuid() });

export const deploy = (
  body: { projectId: string; environmentId?: string; ref?: string },
  key = randomUuid(),
) => unwrap(api.POST("/api/deployments", { params: { header: { "Idempotency-Key": key } }, body }));

/** Without the cache: built even when an equal source was built before. */
export const redeploy = (id: string, withoutCache = false) =>
  unwrap(
    api.POST("/api/deployments/{id}/redeploy", {
      params: { path: { id }, header: once() },
      body: withoutCache ? { withoutCache } : {},
    }),
  );

export const rollBack = ({ id, reason }: { id: string; reason: string }) =>
  unwrap(
    api.POST("/api/deployments/{id}/rollback", {
      params: { path: { id }, header: once() },
      body: reason ? { reason } : {},
    }),
  );

export const cancelDeployment = (id: string) =>
  unwrap(api.POST("/api/deployments/{id}/cancel", { params: { path: { id } } }));

export const deleteDeployment = (id: string) =>
  unwrap(api.DELETE("/api/deployments/{id}", { params: { path: { id } } }));

export const stopEnvironment = (id: string) =>
  unwrap(api.POST("/api/environments/{id}/stop", { params: { path: { id } } }));

export const startEnvironment = (id: string) =>
  unwrap(api.POST("/api/environments/{id}/start", { params: { path: { id }, header: once() } }));

export const restartEnvironment = (id: string) =>
  unwrap(api.POST("/api/environments/{id}/restart", { params: { path: { id }, header: once() } }));

export const scaleEnvironment = ({ id, instances }: { id: string; instances: number }) =>
  unwrap(
    api.POST("/api/environments/{id}/scale", {
      params: { path: { id }, header: once() },
      body: { instances },
    }),
  );

export const changeEnvironment = ({ id, autoDeploy }: { id: string; autoDeploy: boolean }) =>
  unwrap(api.PATCH("/api/environments/{id}", { params: { path: { id } }, body: { autoDeploy } }));
