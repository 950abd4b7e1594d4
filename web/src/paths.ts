import type { LineRange } from "./ui/log/source";
import { renderLineRange } from "./ui/log/source";

/** Every address of the UI, for links and redirects. routes.tsx has the pages behind them. */
export const paths = {
  setup: () => ({ to: "/setup" }) as const,
  signIn: (next?: string) => ({ to: "/sign-in", search: next ? { next } : {} }) as const,
  projects: () => ({ to: "/projects" }) as const,
  newProject: () => ({ to: "/projects/new" }) as const,
  project: (projectId: string, environment?: string) =>
    ({
      to: "/projects/$projectId",
      params: { projectId },
      search: environment ? { environment } : {},
    }) as const,
  variables: (projectId: string, environment?: string) =>
    ({
      to: "/projects/$projectId/variables",
      params: { projectId },
      search: environment ? { environment } : {},
    }) as const,
  settings: (projectId: string) => ({ to: "/projects/$projectId/settings", params: { projectId } }) as const,
  deployment: (deploymentId: string, search: { log?: "runtime"; stage?: string } = {}, lines?: LineRange) =>
    ({
      to: "/deployments/$deploymentId",
      params: { deploymentId },
      search,
      ...(lines ? { hash: renderLineRange(lines) } : {}),
    }) as const,
  machines: () => ({ to: "/machines" }) as const,
};
