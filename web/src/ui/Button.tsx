import { Tooltip } from "@base-ui/react/tooltip";
import clsx from "clsx";
import { LoaderCircle } from "lucide-react";
import { type ComponentProps, useId } from "react";

type Variant = "primary" | "secondary" | "ghost" | "danger";
type Size = "small" | "medium" | "large";

export function buttonClass(variant: Variant = "secondary", size: Size = "medium"): string {
  return clsx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors",
    "aria-disabled:cursor-not-allowed",
    size === "small" && "h-7 px-2.5 text-[0.8125rem]",
    size === "medium" && "h-8 px-3 text-[0.8125rem]",
    size === "large" && "h-11 px-4 text-sm",
    variant === "primary" &&
      "bg-primary text-on-primary shadow-raised hover:bg-primary-hover aria-disabled:bg-line aria-disabled:text-muted aria-disabled:shadow-none",
    variant === "secondary" &&
      "border border-line-strong bg-surface shadow-raised hover:bg-hover aria-disabled:border-line aria-disabled:bg-transparent aria-disabled:text-faint aria-disabled:shadow-none",
    variant === "ghost" && "text-muted hover:bg-hover hover:text-ink aria-disabled:text-faint",
    variant === "danger" &&
      "border border-line-strong bg-surface text-failed shadow-raised hover:border-failed-solid hover:bg-failed-soft aria-disabled:border-line aria-disabled:bg-transparent aria-disabled:text-faint aria-disabled:shadow-none",
  );
}

export type ButtonProps = Omit<ComponentProps<"button">, "disabled"> & {
  variant?: Variant;
  size?: Size;
  /** Under way: shows a spinner and takes no click. */
  pending?: boolean;
  /** Cannot act now, and why: the button stays reachable and tells the reason. */
  disabledReason?: string | undefined;
};

export function Button({
  variant,
  size,
  pending = false,
  disabledReason,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const reasonId = useId();
  const blocked = pending || disabledReason !== undefined;
  const button = (
    <button
      {...rest}
      type={type}
      aria-disabled={blocked || undefined}
      aria-busy={pending || undefined}
      aria-describedby={disabledReason ? reasonId : rest["aria-describedby"]}
      onClick={(event) => {
        if (blocked) event.preventDefault();
        else onClick?.(event);
      }}
      className={clsx(buttonClass(variant, size), className)}
    >
      {pending && <LoaderCircle aria-hidden className="size-3.5 animate-spin" />}
      {children}
    </button>
  );
  if (!disabledReason) return button;
  return (
    <Hint text={disabledReason}>
      {button}
      <span id={reasonId} className="sr-only">
        {disabledReason}
      </span>
    </Hint>
  );
}

/** A short text beside the first child while it is pointed at or has the focus. */
function Hint({ text, children }: { text: string; children: [React.ReactElement, React.ReactNode] }) {
  const [trigger, description] = children;
  return (
    <Tooltip.Root>
      <Tooltip.Trigger delay={200} render={trigger as React.ReactElement<Record<string, unknown>>} />
      {description}
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className="max-w-72 rounded-md bg-primary px-2.5 py-1.5 text-on-primary text-xs shadow-floating">
            {text}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** A button of one icon; `label` is its name and its tooltip. */
export function IconButton({
  label,
  className,
  children,
  pressed,
  ...rest
}: Omit<ComponentProps<"button">, "aria-label"> & { label: string; pressed?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      className={clsx(
        "inline-flex size-7 shrink-0 items-center justify-center rounded-md transition-colors hover:bg-hover hover:text-ink",
        pressed ? "bg-accent-soft text-accent" : "text-muted",
        className,
      )}
    >
      {children}
    </button>
  );
}
