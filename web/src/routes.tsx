import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { ApiError } from "./api/errors";
import { deploymentQueries, machinesQuery, projectQueries, setupQuery, userQuery } from "./api/queries";
import { AppLayout } from "./layouts/AppLayout";
import { RouteFailed, RouteMissing, RoutePending } from "./layouts/outcomes";
import { ProjectLayout } from "./layouts/ProjectLayout";
import { RootLayout } from "./layouts/RootLayout";
import { z } from "./lib/schema";
import { paths } from "./paths";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: RootLayout,
  notFoundComponent: RouteMissing,
});

/** A search parameter that is not what it should be counts as absent. */
const maybe = <T extends z.ZodMiniType>(schema: T) => z.catch(z.optional(schema), undefined as never);
const text = maybe(z.string().check(z.minLength(1)));

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  loader: ({ context }) => context.queryClient.ensureQueryData(setupQuery),
  component: lazyRouteComponent(() => import("./features/setup/SetupPage"), "SetupPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: z.object({ next: text }),
  loader: ({ context }) => context.queryClient.ensureQueryData(setupQuery),
  component: lazyRouteComponent(() => import("./features/session/SignInPage"), "SignInPage"),
});

/** Everything behind the sign-in. */
const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  component: AppLayout,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(userQuery);
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.status === 401) {
        throw redirect(paths.signIn(location.href === "/" ? undefined : location.href));
      }
      throw thrown;
    }
  },
});

const home = createRoute({
  getParentRoute: () => app,
  path: "/",
  beforeLoad: () => {
    throw redirect(paths.projects());
  },
});

const projects = createRoute({
  getParentRoute: () => app,
  path: "/projects",
  validateSearch: z.object({
    q: text,
    state: maybe(z.enum(["EMPTY", "LIVE", "STOPPED", "FAILED", "DEPLOYING"])),
  }),
  loaderDeps: ({ search }) => ({ q: search.q }),
  loader: ({ context, deps }) => context.queryClient.ensureQueryData(projectQueries.list(deps.q ?? "")),
  component: lazyRouteComponent(() => import("./features/projects/ProjectListPage"), "ProjectListPage"),
});

const newProject = createRoute({
  getParentRoute: () => app,
  path: "/projects/new",
  component: lazyRouteComponent(() => import("./features/projects/NewProjectPage"), "NewProjectPage"),
});

const environmentSearch = z.object({ environment: text });

const project = createRoute({
  getParentRoute: () => app,
  path: "/projects/$projectId",
  validateSearch: environmentSearch,
  loader: ({ context, params }) => context.queryClient.ensureQueryData(projectQueries.one(params.projectId)),
  component: ProjectLayout,
});

const projectOverview = createRoute({
  getParentRoute: () => project,
  path: "/",
  validateSearch: z.extend(environmentSearch, {
    q: text,
    state: maybe(
      z.enum([
        "QUEUED",
        "BUILDING",
        "RELEASING",
        "VERIFYING",
        "LIVE",
        "RETIRED",
        "FAILED",
        "CANCELLED",
        "SUPERSEDED",
      ]),
    ),
  }),
  component: lazyRouteComponent(() => import("./features/projects/ProjectPage"), "ProjectPage"),
});

const variables = createRoute({
  getParentRoute: () => project,
  path: "/variables",
  component: lazyRouteComponent(() => import("./features/variables/VariablesPage"), "VariablesPage"),
});

const settings = createRoute({
  getParentRoute: () => project,
  path: "/settings",
  component: lazyRouteComponent(() => import("./features/settings/SettingsPage"), "SettingsPage"),
});

const deployment = createRoute({
  getParentRoute: () => app,
  path: "/deployments/$deploymentId",
  validateSearch: z.object({ log: maybe(z.enum(["runtime"])), stage: text }),
  loader: ({ context, params }) =>
    context.queryClient.ensureQueryData(deploymentQueries.one(params.deploymentId)),
  component: lazyRouteComponent(() => import("./features/deployments/DeploymentPage"), "DeploymentPage"),
});

const machines = createRoute({
  getParentRoute: () => app,
  path: "/machines",
  loader: ({ context }) => context.queryClient.ensureQueryData(machinesQuery),
  component: lazyRouteComponent(() => import("./features/machines/MachinesPage"), "MachinesPage"),
});

const routeTree = root.addChildren([
  setup,
  signIn,
  app.addChildren([
    home,
    projects,
    newProject,
    project.addChildren([projectOverview, variables, settings]),
    deployment,
    machines,
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    // The query client decides what is fresh.
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: RouteFailed,
    defaultNotFoundComponent: RouteMissing,
    defaultPendingComponent: RoutePending,
    defaultPendingMs: 300,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
