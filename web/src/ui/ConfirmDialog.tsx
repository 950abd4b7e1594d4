import { type ReactNode, useState } from "react";
import type { Problem } from "../lib/problem";
import { Button } from "./Button";
import { ProblemCallout } from "./Callout";
import { Dialog } from "./Dialog";
import { Field, TextInput } from "./Field";

/** A question before what cannot be undone. `typed`: the name that must be typed first. */
export function ConfirmDialog({
  open,
  onClose,
  title,
  children,
  confirm,
  danger,
  typed,
  pending,
  problem,
  onConfirm,
}: {
  open: boolean;
  onClose(): void;
  title: string;
  children: ReactNode;
  confirm: string;
  danger?: boolean;
  typed?: string;
  pending: boolean;
  problem: Problem | undefined;
  onConfirm(): void;
}) {
  const [text, setText] = useState("");
  const blocked = typed !== undefined && text !== typed;
  return (
    <Dialog
      insist
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant={danger ? "danger" : "primary"}
            pending={pending}
            disabledReason={blocked ? `Type ${typed} first.` : undefined}
            onClick={onConfirm}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {problem && <ProblemCallout title="That did not go through" problem={problem} className="mb-3" />}
      <div className="text-[0.8125rem] text-muted">{children}</div>
      {typed !== undefined && (
        <Field
          name="typed"
          className="mt-4"
          label={
            <span className="font-normal">
              Type <strong className="font-mono font-semibold">{typed}</strong> to confirm
            </span>
          }
        >
          <TextInput
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            mono
          />
        </Field>
      )}
    </Dialog>
  );
}
