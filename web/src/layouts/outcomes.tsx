import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { ApiError, asApiError } from "../api/errors";
import { paths } from "../paths";
import { buttonClass } from "../ui/Button";
import { ProblemCallout } from "../ui/Callout";
import { EmptyState, Page, Skeleton } from "../ui/Page";
import { useTitle } from "../ui/useTitle";

export function RoutePending() {
  return (
    <Page>
      <Skeleton rows={6} />
    </Page>
  );
}

export function RouteMissing() {
  useTitle("Not found");
  return (
    <Page>
      <main>
        <EmptyState
          level="h1"
          title="There is nothing here"
          action={
            <Link {...paths.projects()} className={buttonClass("primary")}>
              Go to the projects
            </Link>
          }
        >
          The address may be mistyped, what it named may have been deleted, or it belongs to another team.
        </EmptyState>
      </main>
    </Page>
  );
}

export function RouteFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const boundary = useQueryErrorResetBoundary();
  const missing = error instanceof ApiError && error.status === 404;
  if (missing) return <RouteMissing />;
  return (
    <FailedPage
      problem={asApiError(error)}
      onRetry={() => {
        boundary.reset();
        reset();
        void router.invalidate();
      }}
    />
  );
}

function FailedPage({ problem, onRetry }: { problem: ApiError; onRetry(): void }) {
  useTitle("Something failed");
  return (
    <Page>
      <main className="mx-auto max-w-2xl py-8">
        <h1 className="mb-4 font-semibold text-xl">This page could not be shown</h1>
        <ProblemCallout title={problem.message} problem={{ ...problem, message: "" }} onRetry={onRetry} />
      </main>
    </Page>
  );
}
