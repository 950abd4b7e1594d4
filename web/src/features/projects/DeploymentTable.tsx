import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { asApiError } from "../../api/errors";
import { deploymentQueries } from "../../api/queries";
import type { DeploymentState, DeploymentSummary, Environment } from "../../api/types";
import { paths } from "../../paths";
import { Tag } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { ProblemCallout } from "../../ui/Callout";
import { CommitSha, commitTitle } from "../../ui/Commit";
import { inputClass, Select } from "../../ui/controls";
import { Card, Skeleton } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { DEPLOYMENT_KINDS, DEPLOYMENT_STATES } from "../../ui/states";
import { Age, Duration } from "../../ui/Time";

const route = getRouteApi("/app/projects/$projectId/");

export function DeploymentTable({ projectId, environment }: { projectId: string; environment: Environment }) {
  const { q, state } = route.useSearch();
  const filter = {
    project: projectId,
    environment: environment.id,
    ...(q ? { q } : {}),
    ...(state ? { state } : {}),
  };
  const list = useInfiniteQuery(deploymentQueries.list(filter));
  const shown = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title="Deployments" actions={<Filters />} flush>
      {list.isPending ? (
        <Skeleton rows={4} className="p-4" />
      ) : list.isError && shown.length === 0 ? (
        <ProblemCallout
          title="The deployments could not be read"
          problem={asApiError(list.error)}
          onRetry={() => void list.refetch()}
          className="p-4"
        />
      ) : shown.length === 0 ? (
        <p className="px-4 py-8 text-center text-muted">
          {q || state
            ? "No deployment matches."
            : "No deployment yet. Each one gets a number, a log and a page of its own."}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {shown.map((deployment) => (
            <Row key={deployment.id} deployment={deployment} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="border-line border-t p-2 text-center">
          <Button variant="ghost" pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older ones
          </Button>
        </div>
      )}
    </Card>
  );
}

function Row({ deployment }: { deployment: DeploymentSummary }) {
  return (
    <li className="relative grid grid-cols-[2.75rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2.5 hover:bg-hover md:grid-cols-[2.75rem_7.5rem_minmax(0,1fr)_auto_9rem]">
      <span className="tnum text-muted">#{deployment.number}</span>
      <span className="max-md:order-3">
        <StateBadge of="deployment" state={deployment.state} />
      </span>
      <div className="min-w-0">
        <Link
          {...paths.deployment(deployment.id)}
          className="link-area block truncate rounded text-[0.8125rem]"
        >
          {commitTitle({ commit: deployment.commit, gitRef: deployment.ref, kind: deployment.kind })}
        </Link>
        {deployment.state === "FAILED" && deployment.cause && (
          <p className="truncate text-failed text-xs">{deployment.cause.message}</p>
        )}
      </div>
      <div className="flex items-center gap-2 text-muted max-md:order-4 max-md:col-span-3 max-md:col-start-2">
        {deployment.kind !== "DEPLOY" && <Tag>{DEPLOYMENT_KINDS[deployment.kind]}</Tag>}
        {deployment.commit && <CommitSha sha={deployment.commit.sha} />}
      </div>
      <div className="text-muted text-xs max-md:order-5 max-md:col-span-2 max-md:col-start-2 md:text-right">
        <Age at={deployment.createdAt} />
        {deployment.finishedAt && (
          <>
            <span aria-hidden> · </span>
            <Duration from={deployment.createdAt} to={deployment.finishedAt} className="tnum" />
          </>
        )}
      </div>
    </li>
  );
}

function Filters() {
  const { q = "", state } = route.useSearch();
  const navigate = route.useNavigate();
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(
      () =>
        void navigate({
          search: (search) => ({ ...search, q: text.trim() || undefined }),
          replace: true,
          resetScroll: false,
        }),
      250,
    );
    return () => clearTimeout(timer);
  }, [text, q, navigate]);
  return (
    <>
      <input
        type="search"
        aria-label="Search the deployments"
        placeholder="Commit, branch, number"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className={`${inputClass} h-8 text-[0.8125rem] sm:w-48`}
      />
      <Select
        aria-label="State of the deployments"
        value={state ?? ""}
        onChange={(event) =>
          void navigate({
            search: (search) => ({
              ...search,
              state: (event.target.value || undefined) as DeploymentState | undefined,
            }),
            replace: true,
            resetScroll: false,
          })
        }
        className="w-32"
      >
        <option value="">Any state</option>
        {Object.entries(DEPLOYMENT_STATES).map(([value, { label }]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    </>
  );
}
