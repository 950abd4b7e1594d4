import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Rocket } from "lucide-react";
import { projectQueries } from "../../api/queries";
import type { Environment } from "../../api/types";
import { paths } from "../../paths";
import { buttonClass } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { CommitSha, commitTitle } from "../../ui/Commit";
import { ExternalLink } from "../../ui/ExternalLink";
import { Card, EmptyState } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { Age } from "../../ui/Time";
import { useTitle } from "../../ui/useTitle";
import { DeploymentTable } from "./DeploymentTable";
import { DeployButton, EnvironmentActions, ResumeAutoDeploy } from "./EnvironmentActions";
import { EnvironmentSwitch } from "./EnvironmentSwitch";
import { InstanceTable } from "./InstanceTable";
import { chooseEnvironment, environmentState } from "./rules";

const route = getRouteApi("/app/projects/$projectId/");

export function ProjectPage() {
  const { projectId } = route.useParams();
  const search = route.useSearch();
  const { data: project } = useSuspenseQuery(projectQueries.one(projectId));
  const environment = chooseEnvironment(project.environments, search.environment);
  useTitle(project.name);
  if (!environment) return <p className="text-muted">This project has no environment.</p>;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <EnvironmentSwitch project={project} current={environment} />
        <EnvironmentActions key={environment.id} environment={environment} />
      </div>
      {!environment.autoDeploy && <ResumeAutoDeploy environment={environment} />}
      <FailedLatest environment={environment} />
      <LiveCard environment={environment} projectId={projectId} />
      {environment.instances.length > 0 && (
        <Card title="Instances" hint={instancesHint(environment)} flush>
          <InstanceTable instances={environment.instances} />
        </Card>
      )}
      <DeploymentTable projectId={projectId} environment={environment} />
    </div>
  );
}

function instancesHint(environment: Environment): string {
  const healthy = environment.instances.filter((one) => one.goal === "RUN" && one.state === "HEALTHY").length;
  return environment.stopped
    ? "Stopped: none is wanted."
    : `${healthy} of ${environment.wantedInstances} healthy`;
}

function LiveCard({ environment, projectId }: { environment: Environment; projectId: string }) {
  const { live, url } = environment;
  if (!live) {
    return (
      <Card flush>
        <EmptyState
          icon={<Rocket className="size-5" />}
          title={`Nothing is live in ${environment.name}`}
          command="autostack up"
          action={<DeployButton environment={environment} primary />}
        >
          A deployment clones the repository, builds an image, starts it, probes it, and only then sends
          requests to it.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card flush>
      <div className="grid gap-x-8 gap-y-4 p-4 md:grid-cols-[minmax(0,1fr)_auto] md:items-center">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <StateBadge of="production" state={environmentState(environment)} />
            {url && <ExternalLink href={url} className="font-medium text-base" />}
          </div>
          <p className="mt-2 flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 text-[0.8125rem] text-muted">
            <Link
              {...paths.deployment(live.id)}
              className="min-w-0 truncate rounded text-ink hover:underline"
            >
              {commitTitle({ commit: live.commit, gitRef: live.ref, kind: live.kind })}
            </Link>
            {live.commit && <CommitSha sha={live.commit.sha} />}
            {live.commit?.author && <span>by {live.commit.author}</span>}
            <span>
              went live <Age at={live.stateAt} />
            </span>
          </p>
          {environment.urls.length > 1 && (
            <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
              {environment.urls
                .filter((other) => other !== url)
                .map((other) => (
                  <li key={other}>
                    <ExternalLink href={other} />
                  </li>
                ))}
            </ul>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          <Link {...paths.deployment(live.id, { log: "runtime" })} className={buttonClass()}>
            Open the log
          </Link>
          <Link {...paths.variables(projectId, environment.name)} className={buttonClass()}>
            Variables
          </Link>
        </div>
      </div>
    </Card>
  );
}

/** The newest attempt failed: said here too, because what is live does not show it. */
function FailedLatest({ environment }: { environment: Environment }) {
  const { latest, live } = environment;
  if (latest?.state !== "FAILED") return null;
  return (
    <Callout
      tone="failed"
      title={`Deployment #${latest.number} failed${latest.cause ? `: ${latest.cause.message}` : ""}`}
      actions={
        <Link {...paths.deployment(latest.id)} className={buttonClass("secondary", "small")}>
          See why
        </Link>
      }
    >
      {live ? (
        <p className="text-muted">#{live.number} keeps serving; no request went to the failed one.</p>
      ) : null}
    </Callout>
  );
}
