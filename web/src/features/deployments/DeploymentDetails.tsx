import { Link } from "@tanstack/react-router";
import type { Deployment } from "../../api/types";
import { formatBytes } from "../../lib/bytes";
import { plural } from "../../lib/text";
import { formatTimestamp } from "../../lib/time";
import { paths } from "../../paths";
import { Dot } from "../../ui/Badge";
import { CopyButton } from "../../ui/CopyButton";
import { DetectionView } from "../../ui/DetectionView";
import { Card, Fact, Facts } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { DEPLOYMENT_KINDS, DEPLOYMENT_STATES } from "../../ui/states";
import { BuildSteps } from "./BuildSteps";

/** What is left of a deployment when it is over: release, cutover, plan, instances, history. */
export function DeploymentDetails({ deployment }: { deployment: Deployment }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <div className="min-w-0 space-y-4">
        <ReleaseCard deployment={deployment} />
        {deployment.build && <BuildSteps build={deployment.build} />}
        {deployment.instances.length > 0 && <InstancesCard deployment={deployment} />}
        <HistoryCard deployment={deployment} />
      </div>
      {deployment.detection && (
        <Card title="What was found in the repository">
          <DetectionView detection={deployment.detection} />
        </Card>
      )}
    </div>
  );
}

function ReleaseCard({ deployment }: { deployment: Deployment }) {
  const { release, cutover, commit, build } = deployment;
  return (
    <Card title="Release">
      <Facts>
        {release ? (
          <>
            <Fact name="Number">{release.number}</Fact>
            <Fact name="Digest">
              <span className="flex min-w-0 items-center gap-1">
                <code className="truncate font-mono text-xs" title={release.digest}>
                  {release.digest}
                </code>
                <CopyButton
                  text={`${release.repository}@${release.digest}`}
                  label="Copy the image with its digest"
                />
              </span>
            </Fact>
            <Fact name="Image">
              <code className="break-all font-mono text-xs">{release.repository}</code>,{" "}
              {formatBytes(release.sizeBytes)}
            </Fact>
          </>
        ) : (
          <Fact name="Image">None yet: it is made when the build has been pushed.</Fact>
        )}
        {build && (build.reusedFrom || build.withoutCache) && (
          <Fact name="Build">
            {build.reusedFrom ? (
              <>
                Nothing was built: the same source and plan gave the image of{" "}
                <Link
                  {...paths.deployment(build.reusedFrom.deploymentId)}
                  className="rounded text-accent underline underline-offset-2"
                >
                  #{build.reusedFrom.number}
                </Link>
              </>
            ) : (
              "Without the cache of earlier builds"
            )}
          </Fact>
        )}
        <Fact name="Cutover">
          {cutover ? (
            <span className={cutover.failed > 0 ? "text-failed" : undefined}>
              {plural(cutover.passed, "request")} passed, {cutover.failed.toLocaleString("en")} failed
            </span>
          ) : (
            <span className="text-muted">No switch of requests yet</span>
          )}
        </Fact>
        {commit && (
          <Fact name="Commit">
            <span className="flex min-w-0 items-center gap-1">
              <code className="truncate font-mono text-xs">{commit.sha}</code>
              <CopyButton text={commit.sha} label="Copy the commit" />
            </span>
          </Fact>
        )}
        <Fact name="Kind">
          {DEPLOYMENT_KINDS[deployment.kind]}
          {deployment.createdBy && ` by ${deployment.createdBy}`}
          {deployment.sourceDeploymentId && (
            <>
              {", from "}
              <Link
                {...paths.deployment(deployment.sourceDeploymentId)}
                className="rounded text-accent underline underline-offset-2"
              >
                an earlier deployment
              </Link>
            </>
          )}
        </Fact>
        {deployment.deadline && <Fact name="Gives up at">{formatTimestamp(deployment.deadline)}</Fact>}
      </Facts>
    </Card>
  );
}

function InstancesCard({ deployment }: { deployment: Deployment }) {
  return (
    <Card title="Instances" flush>
      <ul className="divide-y divide-line">
        {deployment.instances.map((instance) => (
          <li
            key={instance.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-[0.8125rem]"
          >
            <span className="tnum text-muted">{instance.ordinal}</span>
            <StateBadge of="instance" state={instance.state} />
            <span className="min-w-0 flex-1 break-words text-muted">{instance.cause?.message}</span>
            {instance.restarts > 0 && (
              <span className="tnum text-warn">{plural(instance.restarts, "restart")}</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function HistoryCard({ deployment }: { deployment: Deployment }) {
  return (
    <Card title="History">
      <ol className="space-y-2 text-[0.8125rem]">
        {deployment.history.map((change) => {
          const look = DEPLOYMENT_STATES[change.state];
          return (
            <li
              key={`${change.state} ${change.at}`}
              className="grid grid-cols-[0.75rem_6.5rem_minmax(0,1fr)] items-baseline gap-x-2"
            >
              <Dot tone={look.tone === "moving" ? "quiet" : look.tone} className="self-center" />
              <span className="font-medium">{look.label}</span>
              <span className="text-muted text-xs">
                <time dateTime={change.at}>{formatTimestamp(change.at)}</time>
                {change.note && <span className="block break-words">{change.note}</span>}
              </span>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
