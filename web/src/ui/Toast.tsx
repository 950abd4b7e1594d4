import { Toast as BaseToast } from "@base-ui/react/toast";
import clsx from "clsx";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Problem } from "../lib/problem";

const toasts = BaseToast.createToastManager();

/** For lone actions only: a form tells its outcome in place. */
export function toastDone(title: string, action?: { label: string; run(): void }): void {
  toasts.add({
    title,
    type: "done",
    timeout: action ? 10_000 : 5_000,
    ...(action ? { actionProps: { children: action.label, onClick: action.run } } : {}),
  });
}

export function toastProblem(title: string, problem: Problem): void {
  toasts.add({
    title,
    description: [problem.message, problem.hint, problem.requestId && `Request ${problem.requestId}`]
      .filter(Boolean)
      .join(" "),
    type: "failed",
    priority: "high",
    timeout: 0,
  });
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <BaseToast.Provider toastManager={toasts} limit={4}>
      {children}
      <BaseToast.Portal>
        <BaseToast.Viewport className="fixed right-4 bottom-4 z-50 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2">
          <ToastList />
        </BaseToast.Viewport>
      </BaseToast.Portal>
    </BaseToast.Provider>
  );
}

function ToastList() {
  const { toasts: shown } = BaseToast.useToastManager();
  return shown.map((toast) => (
    <BaseToast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={["right", "down"]}
      className="rounded-lg border border-line bg-surface p-3 shadow-floating transition-[opacity,translate] data-[ending-style]:opacity-0 data-[starting-style]:translate-y-2 data-[starting-style]:opacity-0"
    >
      <BaseToast.Content className="flex items-start gap-2.5">
        {toast.type === "failed" ? (
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
        ) : (
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-live" />
        )}
        <div className="min-w-0 flex-1">
          <BaseToast.Title className={clsx("font-medium", toast.type === "failed" && "text-failed")} />
          <BaseToast.Description className="mt-0.5 break-words text-muted text-xs" />
          <BaseToast.Action className="mt-1.5 font-medium text-accent text-xs hover:underline" />
        </div>
        <BaseToast.Close
          aria-label="Dismiss"
          className="inline-flex size-6 shrink-0 items-center justify-center rounded text-muted hover:bg-hover hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </BaseToast.Close>
      </BaseToast.Content>
    </BaseToast.Root>
  ));
}
