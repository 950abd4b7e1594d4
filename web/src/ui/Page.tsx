import clsx from "clsx";
import type { ReactNode } from "react";

/** The frame of a page: one h1, what can be done, and the content. */
export function Page({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx("mx-auto w-full max-w-[80rem] px-4 py-6 sm:px-6", className)}>{children}</div>;
}

export function PageHeader({
  title,
  meta,
  actions,
  children,
}: {
  title: ReactNode;
  meta?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="mb-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="break-words font-semibold text-xl leading-7 tracking-[-0.01em]">{title}</h1>
          {meta && (
            <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem] text-muted">
              {meta}
            </div>
          )}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </header>
  );
}

export function Card({
  title,
  hint,
  actions,
  children,
  className,
  flush,
}: {
  title?: ReactNode;
  hint?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
  className?: string;
  /** The content draws its own edges, as a list does. */
  flush?: boolean;
}) {
  return (
    <section className={clsx("min-w-0 rounded-xl border border-line bg-surface shadow-raised", className)}>
      {(title || actions) && (
        <div
          className={clsx(
            "flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2.5",
            children && "border-line border-b",
          )}
        >
          <div className="min-w-0">
            <h2 className="font-semibold text-[0.8125rem]">{title}</h2>
            {hint && <p className="text-muted text-xs">{hint}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      )}
      {children && <div className={flush ? undefined : "p-4"}>{children}</div>}
    </section>
  );
}

/** Nothing here yet: what this is for, the way to begin, and the same from a terminal. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  command,
  level: Heading = "h2",
}: {
  icon?: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  command?: string;
  /** The heading of the whole page when nothing else is on it. */
  level?: "h1" | "h2";
}) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      {icon && (
        <div
          aria-hidden
          className="mb-4 flex size-11 items-center justify-center rounded-xl border border-line bg-sunken text-muted"
        >
          {icon}
        </div>
      )}
      <Heading className="font-semibold text-base">{title}</Heading>
      <div className="mt-1 max-w-md text-muted">{children}</div>
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
      {command && (
        <p className="mt-5 max-w-full text-muted text-xs">
          or from a terminal:{" "}
          <code className="mt-1 inline-block max-w-full break-all rounded border border-line bg-sunken px-1.5 py-0.5 font-mono text-ink">
            {command}
          </code>
        </p>
      )}
    </div>
  );
}

/** Grey bars in the shape of what comes; said once to assistive technology. */
export function Skeleton({ rows = 3, className }: { rows?: number; className?: string }) {
  return (
    <div role="status" className={clsx("space-y-3", className)}>
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <div key={row} className="flex animate-pulse-dot gap-3">
          <div className="h-4 w-1/3 rounded bg-quiet-soft" />
          <div className="h-4 flex-1 rounded bg-quiet-soft" />
        </div>
      ))}
    </div>
  );
}

/** Names and values, one under the other when it is narrow. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl
      className={clsx(
        "grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-2 text-[0.8125rem]",
        className,
      )}
    >
      {children}
    </dl>
  );
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
