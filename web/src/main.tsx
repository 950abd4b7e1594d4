import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { MutationCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/errors";
import { applyTheme } from "./lib/preferences";
import { createAppRouter } from "./routes";
import "./styles/main.css";
import { ToastProvider } from "./ui/Toast";

const queryClient = new QueryClient({
  mutationCache: new MutationCache({
    // Whatever changed, lists and pages that show it are read again.
    onSuccess: () => {
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "variables" });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 1_000,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.retryable,
    },
  },
});

const router = createAppRouter(queryClient);

applyTheme();
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    {/* Base UI would add <style> elements, which the Content-Security-Policy forbids. */}
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </Tooltip.Provider>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
