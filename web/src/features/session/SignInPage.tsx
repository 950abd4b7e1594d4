import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { setupQuery, userQuery } from "../../api/queries";
import { Callout } from "../../ui/Callout";
import { Mark } from "../../ui/Mark";
import { useTitle } from "../../ui/useTitle";
import { safeNext } from "./rules";
import { SignInForm } from "./SignInForm";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  useTitle("Sign in");
  const { next } = route.useSearch();
  const { data: setup } = useSuspenseQuery(setupQuery);
  const router = useRouter();
  const queryClient = useQueryClient();
  return (
    <main className="flex min-h-screen flex-col items-center px-4 pt-[14vh] pb-16">
      <Mark className="size-10" />
      <h1 className="mt-4 font-semibold text-xl tracking-[-0.01em]">Sign in to AutoStack</h1>
      <div className="mt-6 w-full max-w-sm">
        {setup.needed ? (
          <Callout tone="note" title="This AutoStack has no owner yet">
            Open the one-time set-up link that was printed when it started.{" "}
            <code className="font-mono">bin/up</code> prints a new one when you run it again.
          </Callout>
        ) : (
          <div className="rounded-xl border border-line bg-surface p-6 shadow-raised">
            <SignInForm
              onSignedIn={() => {
                queryClient.removeQueries({ queryKey: userQuery.queryKey });
                router.history.push(safeNext(next));
              }}
            />
          </div>
        )}
      </div>
    </main>
  );
}
