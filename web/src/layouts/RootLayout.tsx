import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { sessionExpired } from "../api/session";
import { ConnectionBanner } from "./ConnectionBanner";

const SessionDialog = lazy(async () => ({
  default: (await import("../features/session/SessionDialog")).SessionDialog,
}));

/** What every page has: the announcement of a new page, the word about a lost connection, signing in again. */
export function RootLayout() {
  const expired = useSyncExternalStore(sessionExpired.subscribe, sessionExpired.get);
  return (
    <>
      <ConnectionBanner />
      <Outlet />
      {expired && (
        <Suspense>
          <SessionDialog />
        </Suspense>
      )}
      <PageAnnouncer />
    </>
  );
}

/** Says the title of a page that was navigated to: without it a screen reader notices nothing (WCAG 4.1.3). */
function PageAnnouncer() {
  const path = useRouterState({
    select: (state) => (state.status === "idle" ? state.resolvedLocation?.pathname : undefined),
  });
  const [title, setTitle] = useState("");
  useEffect(() => {
    if (!path) return;
    const timer = setTimeout(() => setTitle(document.title), 150);
    return () => clearTimeout(timer);
  }, [path]);
  return (
    <div role="status" className="sr-only">
      {title}
    </div>
  );
}
