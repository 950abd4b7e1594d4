import { useEffect, useEffectEvent, useMemo } from "react";
import { api, unwrap } from "../../api/client";
import type { Deployment, LogPage, StreamKind } from "../../api/types";
import { LogSession } from "./logSession";

/** An open stream while the component is on screen. */
export function useLogSession(
  deploymentId: string,
  stream: StreamKind,
  onDeployment: (deployment: Pick<Deployment, "id" | "state">) => void,
): LogSession {
  const report = useEffectEvent(onDeployment);
  const session = useMemo(
    () =>
      new LogSession(deploymentId, stream, {
        // Text comes only when a download is asked for.
        page: (after, limit, signal) =>
          unwrap(
            api.GET("/api/deployments/{id}/logs", {
              params: { path: { id: deploymentId }, query: { stream, after, limit } },
              signal,
            }),
          ) as Promise<LogPage>,
        ticket: async () =>
          (
            await unwrap(
              api.POST("/api/deployments/{id}/logs/ticket", { params: { path: { id: deploymentId } } }),
            )
          ).ticket,
      }),
    [deploymentId, stream],
  );
  useEffect(() => {
    session.onDeployment = (deployment) => report(deployment);
    void session.start();
    return () => session.stop();
  }, [session]);
  return session;
}
