import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useBlocker } from "@tanstack/react-router";
import clsx from "clsx";
import { useState } from "react";
import { projectQueries, variablesQuery } from "../../api/queries";
import type { Environment, VariableSet } from "../../api/types";
import { paths } from "../../paths";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { useTitle } from "../../ui/useTitle";
import { VariableEditor } from "./VariableEditor";

const route = getRouteApi("/app/projects/$projectId/variables");

/** The variables of one environment. */
export function VariablesPage() {
  const { projectId } = route.useParams();
  const { environment: name } = route.useSearch();
  const { data: project } = useSuspenseQuery(projectQueries.one(projectId));
  const environment =
    project.environments.find((one) => one.name === name) ??
    project.environments.find((one) => one.kind === "PRODUCTION") ??
    project.environments[0];
  useTitle(`Variables · ${project.name}`);
  if (!environment) return <p className="text-muted">This project has no environment.</p>;
  return (
    <>
      {project.environments.length > 1 && (
        <nav
          aria-label="Environment"
          className="mb-4 flex max-w-max gap-1 overflow-x-auto rounded-lg border border-line bg-sunken p-0.5"
        >
          {project.environments.map((one) => (
            <Link
              key={one.id}
              {...paths.variables(projectId, one.kind === "PRODUCTION" ? undefined : one.name)}
              aria-current={one.id === environment.id ? "true" : undefined}
              className={clsx(
                "inline-flex h-7 items-center whitespace-nowrap rounded-md px-2.5 text-[0.8125rem]",
                one.id === environment.id
                  ? "bg-surface font-medium shadow-raised"
                  : "text-muted hover:text-ink",
              )}
            >
              {one.name}
            </Link>
          ))}
        </nav>
      )}
      <Loaded key={environment.id} environment={environment} />
    </>
  );
}

function Loaded({ environment }: { environment: Environment }) {
  const { data } = useSuspenseQuery(variablesQuery(environment.id));
  const [stored, setStored] = useState<VariableSet>(data);
  const [dirty, setDirty] = useState(false);
  const blocker = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return (
    <>
      <VariableEditor environment={environment} stored={stored} onStored={setStored} onDirty={setDirty} />
      <ConfirmDialog
        open={blocker.status === "blocked"}
        onClose={() => blocker.reset?.()}
        title="Leave without saving?"
        confirm="Leave"
        danger
        pending={false}
        problem={undefined}
        onConfirm={() => blocker.proceed?.()}
      >
        The changes to these variables are not saved yet.
      </ConfirmDialog>
    </>
  );
}
