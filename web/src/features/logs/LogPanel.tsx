import { useLocation, useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { useSyncExternalStore } from "react";
import { api, unwrap } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { StreamStatus } from "../../api/stream";
import type { Deployment, StreamKind } from "../../api/types";
import { Dot, type Tone } from "../../ui/Badge";
import { LogView } from "../../ui/log/LogView";
import { parseLineRange, renderLineRange } from "../../ui/log/source";
import { STAGES } from "../../ui/states";
import { toastProblem } from "../../ui/Toast";
import type { LogSession } from "./logSession";
import { useLogSession } from "./useLogSession";

type LogPanelProps = {
  deploymentId: string;
  stream: StreamKind;
  stage: string | undefined;
  onStage(stage: string | undefined): void;
  onDeployment(deployment: Pick<Deployment, "id" | "state">): void;
  empty: string;
  className?: string;
};

const STATUS: Record<StreamStatus, { tone: Tone; label: string }> = {
  connecting: { tone: "moving", label: "Connecting" },
  live: { tone: "live", label: "Live" },
  polling: { tone: "warn", label: "Every 2 s" },
  waiting: { tone: "warn", label: "Reconnecting" },
  ended: { tone: "quiet", label: "Complete" },
};

/** The log of a deployment with its line links: marks live in the address, so that a copied address shows the same. */
export function LogPanel({
  deploymentId,
  stream,
  stage,
  onStage,
  onDeployment,
  empty,
  className,
}: LogPanelProps) {
  const session = useLogSession(deploymentId, stream, onDeployment);
  const navigate = useNavigate();
  const hash = useLocation({ select: (at) => at.hash });
  const state = useSyncExternalStore(session.subscribe, session.getState);

  const download = async () => {
    try {
      // Renews the sign-in when needed; the browser's own request below cannot.
      await unwrap(
        api.GET("/api/deployments/{id}/logs", {
          params: { path: { id: deploymentId }, query: { stream, limit: 1 } },
        }),
      );
    } catch (thrown) {
      toastProblem("The log was not downloaded", asApiError(thrown));
      return;
    }
    const link = document.createElement("a");
    link.href = `/api/deployments/${deploymentId}/logs?stream=${stream}&download=true`;
    link.download = "";
    link.click();
  };

  return (
    <LogView
      source={session}
      label={stream === "build" ? "Build log" : "Runtime log"}
      stages={stream === "build" ? STAGES : []}
      stage={stage}
      onStage={onStage}
      marked={parseLineRange(hash)}
      onMark={(range) =>
        void navigate({
          to: ".",
          search: true,
          hash: range ? renderLineRange(range) : "",
          replace: true,
          resetScroll: false,
          hashScrollIntoView: false,
        })
      }
      onDownload={() => void download()}
      status={<StreamState session={session} />}
      empty={state.problem ? state.problem.message : state.ready ? empty : "Reading the log …"}
      className={clsx("flex flex-col", className)}
    />
  );
}

/** Whether lines arrive now, and how. */
function StreamState({ session }: { session: LogSession }) {
  const { status } = useSyncExternalStore(session.subscribe, session.getState);
  const { tone, label } = STATUS[status];
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-muted text-xs">
      <Dot tone={tone} />
      {label}
    </span>
  );
}
