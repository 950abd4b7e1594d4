import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Boxes, Plus, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { projectQueries } from "../../api/queries";
import type { ProjectSummary } from "../../api/types";
import { shortGitUrl } from "../../lib/git";
import { paths } from "../../paths";
import { buttonClass } from "../../ui/Button";
import { CommitSha, commitTitle } from "../../ui/Commit";
import { inputClass, Select } from "../../ui/controls";
import { ExternalLink } from "../../ui/ExternalLink";
import { Card, EmptyState, Page, PageHeader } from "../../ui/Page";
import { StateBadge } from "../../ui/StateBadge";
import { useShortcut } from "../../ui/shortcuts";
import { PRODUCTION_STATES } from "../../ui/states";
import { Age } from "../../ui/Time";
import { useTitle } from "../../ui/useTitle";

const route = getRouteApi("/app/projects");

export function ProjectListPage() {
  useTitle("Projects");
  const { q, state } = route.useSearch();
  const { data } = useSuspenseQuery(projectQueries.list(q ?? ""));
  const shown = state ? data.items.filter((project) => project.production.state === state) : data.items;
  const none = data.items.length === 0 && !q;
  return (
    <Page>
      <PageHeader
        title="Projects"
        actions={
          <Link {...paths.newProject()} className={buttonClass("primary")}>
            <Plus aria-hidden className="size-4" />
            New project
          </Link>
        }
      />
      {!none && <Filters count={shown.length} />}
      <Card flush>
        {none ? (
          <EmptyState
            icon={<Boxes className="size-5" />}
            title="No project yet"
            command="autostack up https://github.com/you/your-app.git"
            action={
              <Link {...paths.newProject()} className={buttonClass("primary", "large")}>
                Deploy a Git repository
              </Link>
            }
          >
            A project is one Git repository, or one directory in it, that AutoStack builds and serves at a
            verified URL.
          </EmptyState>
        ) : shown.length === 0 ? (
          <EmptyState
            title="Nothing matches"
            action={
              <Link {...paths.projects()} className={buttonClass()}>
                Show all projects
              </Link>
            }
          >
            No project {q && <>with “{q}” in its name or repository</>}
            {state && <> that is {PRODUCTION_STATES[state].label.toLowerCase()}</>}.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {shown.map((project) => (
              <ProjectRow key={project.id} project={project} />
            ))}
          </ul>
        )}
      </Card>
    </Page>
  );
}

function ProjectRow({ project }: { project: ProjectSummary }) {
  const { deployment, state, url } = project.production;
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover md:grid-cols-[minmax(0,4fr)_8rem_minmax(0,5fr)_minmax(0,4fr)]">
      <div className="min-w-0">
        <Link {...paths.project(project.id)} className="link-area block truncate rounded font-medium">
          {project.name}
        </Link>
        <p className="truncate text-muted text-xs" title={project.gitUrl}>
          {shortGitUrl(project.gitUrl)}
        </p>
      </div>
      <div className="justify-self-end md:justify-self-start">
        <StateBadge of="production" state={state} />
      </div>
      <div className="min-w-0 text-[0.8125rem] max-md:col-span-2">
        {deployment ? (
          <>
            <p className="truncate">
              {commitTitle({ commit: deployment.commit, gitRef: deployment.ref, kind: deployment.kind })}
            </p>
            <p className="flex items-center gap-2 text-muted text-xs">
              <span className="tnum">#{deployment.number}</span>
              {deployment.commit && <CommitSha sha={deployment.commit.sha} />}
              <Age at={deployment.createdAt} />
            </p>
          </>
        ) : (
          <p className="text-muted">Never deployed</p>
        )}
      </div>
      <div className="relative z-10 min-w-0 text-[0.8125rem] max-md:col-span-2 md:justify-self-end">
        {url && state !== "EMPTY" && <ExternalLink href={url} className="max-w-full" />}
      </div>
    </li>
  );
}

function Filters({ count }: { count: number }) {
  const { q = "", state } = route.useSearch();
  const navigate = route.useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  useShortcut("/", "Search the projects", () => input.current?.focus());
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(
      () =>
        void navigate({ search: (search) => ({ ...search, q: text.trim() || undefined }), replace: true }),
      200,
    );
    return () => clearTimeout(timer);
  }, [text, q, navigate]);
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <div className="relative min-w-0 flex-1 sm:max-w-xs">
        <Search aria-hidden className="absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-muted" />
        <input
          ref={input}
          type="search"
          aria-label="Search the projects"
          placeholder="Name or repository"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={`${inputClass} h-8 pl-8 text-[0.8125rem]`}
        />
      </div>
      <Select
        aria-label="State"
        value={state ?? ""}
        onChange={(event) =>
          void navigate({
            search: (search) => ({ ...search, state: (event.target.value || undefined) as typeof state }),
            replace: true,
          })
        }
        className="w-32 sm:w-36"
      >
        <option value="">Any state</option>
        {Object.entries(PRODUCTION_STATES).map(([value, { label }]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <p role="status" className="tnum text-muted text-xs max-sm:sr-only">
        {count} {count === 1 ? "project" : "projects"}
      </p>
    </search>
  );
}
