import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { ChevronRight, GitBranch } from "lucide-react";
import type { ReactNode } from "react";
import { projectQueries } from "../api/queries";
import { repositoryLink, shortGitUrl } from "../lib/git";
import { paths } from "../paths";
import { Page, PageHeader } from "../ui/Page";

const route = getRouteApi("/app/projects/$projectId");

/** Name and sections of a project, above each of its pages. */
export function ProjectLayout() {
  const { projectId } = route.useParams();
  const { environment } = route.useSearch();
  const { data: project } = useSuspenseQuery(projectQueries.one(projectId));
  const link = repositoryLink(project.gitUrl);
  const source = (
    <>
      {shortGitUrl(project.gitUrl)}
      {project.rootDirectory && `/${project.rootDirectory}`}
    </>
  );
  return (
    <Page>
      <nav aria-label="Where you are" className="mb-2 flex items-center gap-1 text-muted text-xs">
        <Link {...paths.projects()} className="rounded hover:text-ink hover:underline">
          Projects
        </Link>
        <ChevronRight aria-hidden className="size-3" />
        <span className="truncate">{project.name}</span>
      </nav>
      <PageHeader
        title={project.name}
        meta={
          <>
            {link ? (
              <a
                href={link}
                target="_blank"
                rel="noreferrer"
                className="break-all rounded font-mono text-xs hover:text-ink hover:underline"
              >
                {source}
              </a>
            ) : (
              <span className="break-all font-mono text-xs">{source}</span>
            )}
            <span className="inline-flex items-center gap-1">
              <GitBranch aria-hidden className="size-3.5" />
              {project.branch ?? "default branch"}
            </span>
          </>
        }
      >
        <nav aria-label="Project" className="mt-4 flex gap-4 border-line border-b">
          <Section {...paths.project(projectId, environment)} exact>
            Overview
          </Section>
          <Section {...paths.variables(projectId, environment)}>Variables</Section>
          <Section {...paths.settings(projectId)}>Settings</Section>
        </nav>
      </PageHeader>
      <Outlet />
    </Page>
  );
}

function Section({
  exact,
  children,
  ...target
}: (
  | ReturnType<typeof paths.project>
  | ReturnType<typeof paths.variables>
  | ReturnType<typeof paths.settings>
) & {
  exact?: boolean;
  children: ReactNode;
}) {
  return (
    <Link
      {...target}
      activeOptions={{ exact: exact ?? false, includeSearch: false }}
      className="-mb-px rounded-t border-transparent border-b-2 pb-2 text-[0.8125rem] text-muted hover:text-ink data-[status=active]:border-ink data-[status=active]:font-medium data-[status=active]:text-ink"
    >
      {children}
    </Link>
  );
}
