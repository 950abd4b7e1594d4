import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { ApiError } from "../api/errors";

/** After two seconds without AutoStack: says so, and that what is shown may be old. */
export function ConnectionBanner() {
  const away = useAway();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!away) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), 2_000);
    return () => clearTimeout(timer);
  }, [away]);
  return (
    <div role="status">
      {shown && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1.5 text-center text-[0.8125rem] text-warn">
          <CloudOff aria-hidden className="size-4 shrink-0" />
          AutoStack cannot be reached. What you see may be old; this page goes on by itself.
        </p>
      )}
    </div>
  );
}

function useAway(): boolean {
  const queryClient = useQueryClient();
  // Renders again whenever a request begins or ends.
  useIsFetching();
  return queryClient
    .getQueryCache()
    .getAll()
    .some(
      (query) =>
        query.getObserversCount() > 0 &&
        query.state.data !== undefined &&
        [query.state.error, query.state.fetchFailureReason].some(
          (error) => error instanceof ApiError && error.status === 0,
        ),
    );
}
