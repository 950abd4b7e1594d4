import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import clsx from "clsx";
import { ChevronRight, GitBranch } from "lucide-react";
import { deploymentKey, deploymentQueries, isUnfinished } from "../../api/queries";
import type { Deployment } from "../../api/types";
import { paths } from "../../paths";
import { Tag } from "../../ui/Badge";
import { Callout } from "../../ui/Callout";
import { CommitSha, commitTitle } from "../../ui/Commit";
import { ExternalLink } from "../../ui/ExternalLink";
import { Card, Page, PageHeader } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { DEPLOYMENT_KINDS, DEPLOYMENT_STATES } from "../../ui/states";
import { Age, Duration } from "../../ui/Time";
import { useTitle } from "../../ui/useTitle";
import { LogPanel } from "../logs/LogPanel";
import { DeploymentActions } from "./DeploymentActions";
import { DeploymentDetails } from "./DeploymentDetails";
import { FailureCause } from "./FailureCause";
import { endedAt } from "./rules";
import { StageTimeline } from "./StageTimeline";

const route = getRouteApi("/app/deployments/$deploymentId");

export function DeploymentPage() {
  const { deploymentId } = route.useParams();
  const { data: deployment } = useSuspenseQuery(deploymentQueries.one(deploymentId));
  const unfinished = isUnfinished(deployment);
  useTitle(
    `${DEPLOYMENT_STATES[deployment.state].label} · ${deployment.projectName} #${deployment.number}`,
    unfinished
      ? "moving"
      : deployment.state === "LIVE"
        ? "live"
        : deployment.state === "FAILED"
          ? "failed"
          : undefined,
  );
  return (
    <Page>
      <Trail deployment={deployment} />
      <Header deployment={deployment} />
      <div className="space-y-4">
        <FailureCause deployment={deployment} />
        {deployment.reason && (
          <Callout tone="note" title={deployment.kind === "ROLLBACK" ? "Why it was rolled back" : "Reason"}>
            {deployment.reason}
          </Callout>
        )}
        {/* The key starts a new log for a new deployment. */}
        <Progress key={deployment.id} deployment={deployment} />
        <DeploymentDetails deployment={deployment} />
      </div>
    </Page>
  );
}

function Trail({ deployment }: { deployment: Deployment }) {
  return (
    <nav aria-label="Where you are" className="mb-2 flex min-w-0 items-center gap-1 text-muted text-xs">
      <Link {...paths.projects()} className="rounded hover:text-ink hover:underline">
        Projects
      </Link>
      <ChevronRight aria-hidden className="size-3 shrink-0" />
      <Link
        {...paths.project(deployment.projectId)}
        className="truncate rounded hover:text-ink hover:underline"
      >
        {deployment.projectName}
      </Link>
      <ChevronRight aria-hidden className="size-3 shrink-0" />
      <Link
        {...paths.project(deployment.projectId, deployment.environmentName)}
        className="truncate rounded hover:text-ink hover:underline"
      >
        {deployment.environmentName}
      </Link>
      <ChevronRight aria-hidden className="size-3 shrink-0" />
      <span className="tnum">#{deployment.number}</span>
    </nav>
  );
}

function Header({ deployment }: { deployment: Deployment }) {
  const unfinished = isUnfinished(deployment);
  const ended = endedAt(deployment);
  return (
    <PageHeader
      title={commitTitle({ commit: deployment.commit, gitRef: deployment.ref, kind: deployment.kind })}
      meta={
        <>
          <span role="status">
            <StateBadge of="deployment" state={deployment.state} />
          </span>
          <span className="tnum">
            {unfinished
              ? "running for "
              : deployment.state === "LIVE" || deployment.state === "RETIRED"
                ? "live in "
                : "ended after "}
            <Duration from={deployment.createdAt} to={unfinished ? null : ended} />
          </span>
          {deployment.kind !== "DEPLOY" && <Tag>{DEPLOYMENT_KINDS[deployment.kind]}</Tag>}
          {deployment.commit && <CommitSha sha={deployment.commit.sha} />}
          {deployment.ref && (
            <span className="inline-flex items-center gap-1">
              <GitBranch aria-hidden className="size-3.5" />
              {deployment.ref}
            </span>
          )}
          {deployment.commit?.author && <span>{deployment.commit.author}</span>}
          <Age at={deployment.createdAt} />
          {deployment.state === "LIVE" && deployment.url && <ExternalLink href={deployment.url} />}
        </>
      }
      // A new one for each deployment: no dialog of the last one stays open over it.
      actions={<DeploymentActions key={deployment.id} deployment={deployment} />}
    />
  );
}

function Progress({ deployment }: { deployment: Deployment }) {
  const { log, stage } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const stream = log ?? "build";
  const choose = (next: string | undefined) =>
    void navigate({ search: { ...(next ? { stage: next } : {}) }, replace: true, resetScroll: false });

  return (
    <div className="grid gap-4 lg:grid-cols-[17rem_minmax(0,1fr)]">
      <Card title="Stages" flush className="self-start">
        <StageTimeline
          deployment={deployment}
          chosen={stream === "build" ? stage : undefined}
          onChoose={choose}
        />
      </Card>
      <section
        id="log"
        aria-label="Log"
        className="flex h-[max(24rem,calc(100vh-17rem))] min-w-0 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-raised"
      >
        <nav aria-label="Which log" className="flex gap-4 border-line border-b px-4">
          {(["build", "runtime"] as const).map((name) => (
            <Link
              key={name}
              {...paths.deployment(deployment.id, name === "runtime" ? { log: name } : {})}
              replace
              resetScroll={false}
              aria-current={stream === name ? "page" : undefined}
              className={clsx(
                "-mb-px border-b-2 py-2.5 font-semibold text-[0.8125rem]",
                stream === name ? "border-ink" : "border-transparent text-muted hover:text-ink",
              )}
            >
              {name === "build" ? "Build log" : "Runtime log"}
            </Link>
          ))}
        </nav>
        <LogPanel
          key={stream}
          deploymentId={deployment.id}
          stream={stream}
          stage={stream === "build" ? stage : undefined}
          onStage={choose}
          onDeployment={(changed) => {
            // The stream carries the whole deployment; anything less only says that there is news.
            if (changed.id === deployment.id && "actions" in changed && "stages" in changed) {
              queryClient.setQueryData(deploymentKey(deployment), changed as Deployment);
            } else void queryClient.invalidateQueries({ queryKey: deploymentKey(deployment) });
          }}
          empty={
            stream === "runtime"
              ? "The app has printed nothing yet."
              : isUnfinished(deployment)
                ? "Waiting for the first line."
                : "This deployment printed nothing: there was nothing to build."
          }
          className="min-h-0 flex-1"
        />
      </section>
    </div>
  );
}
