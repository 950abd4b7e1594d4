import { Minus, Plus } from "lucide-react";
import { useState } from "react";
import type { Problem } from "../lib/problem";
import { Button, IconButton } from "./Button";
import { ProblemCallout } from "./Callout";
import { Dialog } from "./Dialog";
import { TextInput } from "./Field";

/** The bound stands in the schema: environment.wanted_instances. */
const MOST = 20;

export function ScaleDialog({
  open,
  onClose,
  environment,
  current,
  pending,
  problem,
  onConfirm,
}: {
  open: boolean;
  onClose(): void;
  environment: string;
  current: number;
  pending: boolean;
  problem: Problem | undefined;
  onConfirm(instances: number): void;
}) {
  const [text, setText] = useState(String(current));
  const wanted = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  const wrong = !(wanted >= 1 && wanted <= MOST);
  const step = (by: number) =>
    setText(String(Math.min(MOST, Math.max(1, (Number.isNaN(wanted) ? current : wanted) + by))));
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Scale ${environment}`}
      description="Instances are added and removed one by one; requests under way finish first."
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            variant="primary"
            pending={pending}
            disabledReason={
              wrong
                ? `Between 1 and ${MOST} instances.`
                : wanted === current
                  ? "That many are wanted already."
                  : undefined
            }
            onClick={() => onConfirm(wanted)}
          >
            {wrong ? "Scale" : `Scale to ${wanted}`}
          </Button>
        </>
      }
    >
      {problem && <ProblemCallout title="The number was not changed" problem={problem} className="mb-4" />}
      <div className="flex items-center gap-2">
        <IconButton label="One less" onClick={() => step(-1)} className="size-9 border border-line-strong">
          <Minus aria-hidden className="size-4" />
        </IconButton>
        <TextInput
          aria-label="Instances"
          inputMode="numeric"
          value={text}
          onChange={(event) => setText(event.target.value.trim())}
          aria-invalid={wrong || undefined}
          className="tnum w-20 text-center"
        />
        <IconButton label="One more" onClick={() => step(1)} className="size-9 border border-line-strong">
          <Plus aria-hidden className="size-4" />
        </IconButton>
        <span className="text-muted">now {current}</span>
      </div>
    </Dialog>
  );
}
