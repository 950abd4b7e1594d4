import { Menu as BaseMenu } from "@base-ui/react/menu";
import clsx from "clsx";
import type { ReactElement, ReactNode } from "react";

export function Menu({
  trigger,
  children,
  label,
}: {
  trigger: ReactElement;
  children: ReactNode;
  label?: string;
}) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger as ReactElement<Record<string, unknown>>} aria-label={label} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={6} align="end" className="z-40 outline-none">
          <BaseMenu.Popup className="min-w-52 max-w-80 rounded-lg border border-line bg-surface p-1 shadow-floating outline-none">
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

export function MenuAction({
  children,
  onSelect,
  danger,
  icon,
  disabledReason,
}: {
  children: ReactNode;
  onSelect(): void;
  danger?: boolean;
  icon?: ReactNode;
  disabledReason?: string | undefined;
}) {
  return (
    <BaseMenu.Item
      onClick={disabledReason ? undefined : onSelect}
      closeOnClick={!disabledReason}
      aria-disabled={disabledReason ? true : undefined}
      className={clsx(
        "flex w-full cursor-pointer items-start gap-2 rounded-md px-2 py-1.5 text-left text-[0.8125rem] outline-none data-[highlighted]:bg-hover",
        danger && "text-failed",
        disabledReason && "cursor-not-allowed text-faint",
      )}
    >
      {icon && (
        <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center [&>svg]:size-3.5">
          {icon}
        </span>
      )}
      <span className="min-w-0">
        {children}
        {disabledReason && <span className="block text-faint text-xs">{disabledReason}</span>}
      </span>
    </BaseMenu.Item>
  );
}

export function MenuChoice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange(value: T): void;
}) {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
      <BaseMenu.Group>
        <BaseMenu.GroupLabel className="px-2 pt-1.5 pb-1 text-muted text-xs">{label}</BaseMenu.GroupLabel>
        {options.map((option) => (
          <BaseMenu.RadioItem
            key={option.value}
            value={option.value}
            closeOnClick={false}
            className="flex cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-[0.8125rem] outline-none data-[highlighted]:bg-hover"
          >
            <span className="flex size-4 items-center justify-center">
              <BaseMenu.RadioItemIndicator className="size-1.5 rounded-full bg-ink" />
            </span>
            {option.label}
          </BaseMenu.RadioItem>
        ))}
      </BaseMenu.Group>
    </BaseMenu.RadioGroup>
  );
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="my-1 h-px bg-line" />;
}

export function MenuText({ children }: { children: ReactNode }) {
  return <div className="px-2 py-1.5 text-[0.8125rem]">{children}</div>;
}
