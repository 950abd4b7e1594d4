import { useState } from "react";
import type { Problem } from "../lib/problem";
import { Button } from "./Button";
import { ProblemCallout } from "./Callout";
import { commitTitle } from "./Commit";
import { Dialog } from "./Dialog";
import { Field, TextInput } from "./Field";
import { Age } from "./Time";

type Candidate = {
  id: string;
  number: number;
  kind: string;
  createdAt: string;
  ref?: string | null;
  commit?: { sha: string; subject?: string | null; author?: string | null } | null;
};

/** Which earlier release comes back, and what does not come back with it. */
export function RollbackDialog({
  open,
  onClose,
  environment,
  candidates,
  loading,
  pending,
  problem,
  onConfirm,
}: {
  open: boolean;
  onClose(): void;
  environment: string;
  candidates: readonly Candidate[];
  loading?: boolean;
  pending: boolean;
  problem: Problem | undefined;
  onConfirm(id: string, reason: string): void;
}) {
  const [chosen, setChosen] = useState<string>();
  const [reason, setReason] = useState("");
  const picked = candidates.find((candidate) => candidate.id === chosen) ?? candidates[0];
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Roll back ${environment}`}
      description="The image is not built again: the same digest that ran before takes over, without a failed request."
      wide
      footer={
        <>
          <Button onClick={onClose}>Keep what is live</Button>
          <Button
            variant="primary"
            pending={pending}
            disabledReason={picked ? undefined : "There is no earlier release to go back to."}
            onClick={() => picked && onConfirm(picked.id, reason.trim())}
          >
            {picked ? `Roll back to #${picked.number}` : "Roll back"}
          </Button>
        </>
      }
    >
      {problem && <ProblemCallout title="The rollback was not started" problem={problem} className="mb-4" />}
      {picked ? (
        <fieldset>
          <legend className="mb-1.5 font-medium text-[0.8125rem]">
            {candidates.length > 1 ? "Release to bring back" : "This release comes back"}
          </legend>
          <div className="max-h-56 divide-y divide-line overflow-y-auto rounded-lg border border-line">
            {candidates.map((candidate) => (
              <label
                key={candidate.id}
                className="flex cursor-pointer items-center gap-3 px-3 py-2 hover:bg-hover"
              >
                <input
                  type="radio"
                  name="release"
                  checked={candidate.id === picked.id}
                  onChange={() => setChosen(candidate.id)}
                  className="size-4 shrink-0 accent-accent"
                />
                <span className="tnum w-10 shrink-0 text-muted">#{candidate.number}</span>
                <span className="min-w-0 flex-1 truncate">
                  {commitTitle({ commit: candidate.commit, gitRef: candidate.ref, kind: candidate.kind })}
                </span>
                <Age at={candidate.createdAt} className="shrink-0 text-muted text-xs" />
              </label>
            ))}
          </div>
        </fieldset>
      ) : (
        <p className="text-muted">
          {loading ? "Looking for earlier releases …" : "There is no earlier release to go back to."}
        </p>
      )}
      <ul className="mt-4 space-y-1 text-[0.8125rem]">
        <li>
          <strong className="font-medium">Comes back:</strong> the image, its variables and secrets, limits,
          health check.
        </li>
        <li>
          <strong className="font-medium">Does not come back:</strong> databases and files outside the image
          stay as they are.
        </li>
        <li>
          <strong className="font-medium">Pauses:</strong> deployments on push, until you resume them.
        </li>
      </ul>
      <Field name="reason" label="Reason" optional className="mt-4">
        <TextInput
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
          placeholder="Checkout answers 500 since #41"
        />
      </Field>
    </Dialog>
  );
}
