import { Field as BaseField } from "@base-ui/react/field";
import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { inputClass } from "./controls";

type FieldProps = {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value; also set by the server's details of the same name. */
  error?: string | undefined;
  optional?: boolean;
  className?: string;
  children: ReactNode;
};

/** Label, control, hint and error, tied together for assistive technology. */
export function Field({ name, label, hint, error, optional, className, children }: FieldProps) {
  return (
    <BaseField.Root
      name={name}
      invalid={error !== undefined || undefined}
      className={clsx("min-w-0", className)}
    >
      <BaseField.Label className="mb-1 flex items-baseline gap-1.5 font-medium text-[0.8125rem]">
        {label}
        {optional && <span className="font-normal text-faint text-xs">optional</span>}
      </BaseField.Label>
      {children}
      {hint && <BaseField.Description className="mt-1 text-muted text-xs">{hint}</BaseField.Description>}
      <BaseField.Error match={error !== undefined || undefined} className="mt-1 text-failed text-xs">
        {error}
      </BaseField.Error>
    </BaseField.Root>
  );
}

export function TextInput({ className, mono, ...rest }: ComponentProps<"input"> & { mono?: boolean }) {
  return (
    <BaseField.Control
      {...(rest as ComponentProps<typeof BaseField.Control>)}
      className={clsx(inputClass, "h-9", mono && "font-mono text-[0.8125rem]", className)}
    />
  );
}

export function TextArea({ className, mono, ...rest }: ComponentProps<"textarea"> & { mono?: boolean }) {
  return (
    <BaseField.Control
      render={<textarea />}
      {...(rest as unknown as ComponentProps<typeof BaseField.Control>)}
      className={clsx(inputClass, "min-h-24 py-2", mono && "font-mono text-[0.8125rem] leading-5", className)}
    />
  );
}
