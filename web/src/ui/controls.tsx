import clsx from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

export const inputClass = clsx(
  "w-full rounded-md border border-control bg-surface px-2.5 text-sm shadow-raised transition-colors",
  "hover:border-muted data-[invalid]:border-failed-solid disabled:bg-sunken disabled:text-faint",
  "focus-visible:outline-2 focus-visible:outline-accent focus-visible:outline-offset-0",
);

/** The browser's own list: quick, small, right on every device. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={clsx("relative inline-block", className)}>
      <select
        {...rest}
        className={clsx(inputClass, "h-8 w-full appearance-none truncate pr-7 text-[0.8125rem]")}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-muted"
      />
    </span>
  );
}

export function Checkbox({
  label,
  hint,
  className,
  ...rest
}: Omit<ComponentProps<"input">, "type"> & { label: ReactNode; hint?: ReactNode }) {
  return (
    <label className={clsx("flex min-h-6 items-start gap-2", className)}>
      <input type="checkbox" {...rest} className="mt-0.5 size-4 shrink-0 accent-accent" />
      <span className="min-w-0">
        <span className="text-[0.8125rem]">{label}</span>
        {hint && <span className="block text-muted text-xs">{hint}</span>}
      </span>
    </label>
  );
}
