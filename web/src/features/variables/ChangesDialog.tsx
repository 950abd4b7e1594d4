import clsx from "clsx";
import type { Problem } from "../../lib/problem";
import { plural } from "../../lib/text";
import { Button } from "../../ui/Button";
import { Callout, ProblemCallout } from "../../ui/Callout";
import { Dialog } from "../../ui/Dialog";
import type { Change, Draft } from "./rules";

const LOOK = {
  added: { sign: "+", word: "added", className: "text-live" },
  changed: { sign: "~", word: "changed", className: "text-moving" },
  removed: { sign: "−", word: "removed", className: "text-failed" },
} as const;

/** What a save does, before it does it. Secret values are not shown here either. */
export function ChangesDialog({
  environment,
  changes,
  pending,
  problem,
  conflict,
  onClose,
  onSave,
}: {
  environment: string;
  changes: readonly Change[];
  pending: boolean;
  problem: Problem | undefined;
  conflict: boolean;
  onClose(): void;
  onSave(): void;
}) {
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={`Save ${plural(changes.length, "change")} to ${environment}?`}
      description="What is live keeps its present values until the next deployment."
      footer={
        <>
          <Button onClick={onClose}>Keep editing</Button>
          <Button
            variant="primary"
            pending={pending}
            disabledReason={changes.length === 0 ? "Nothing is left to save." : undefined}
            onClick={onSave}
          >
            Save
          </Button>
        </>
      }
    >
      {problem && <ProblemCallout title="Nothing was saved" problem={problem} className="mb-4" />}
      {conflict && (
        <Callout tone="warn" title="Somebody else saved meanwhile" className="mb-4">
          Nothing was overwritten. Below is what your changes are on top of theirs; save again to keep both.
        </Callout>
      )}
      <ul className="divide-y divide-line rounded-lg border border-line">
        {changes.map((change) => {
          const look = LOOK[change.kind];
          return (
            <li
              key={change.name}
              className="grid grid-cols-[1rem_minmax(0,2fr)_minmax(0,3fr)] gap-x-3 px-3 py-2 text-[0.8125rem]"
            >
              <span aria-hidden className={clsx("text-center font-bold", look.className)}>
                {look.sign}
              </span>
              <span className="break-all font-mono">
                {change.name}
                <span className="sr-only"> is {look.word}</span>
              </span>
              <span className="min-w-0 text-muted text-xs">
                <Detail change={change} />
              </span>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

function Detail({ change }: { change: Change }) {
  if (change.kind === "removed") return <Value draft={change.before} struck />;
  if (change.kind === "added") return <Value draft={change.after} />;
  const notes = change.what.filter((what) => what !== "value");
  return (
    <>
      {change.what.includes("value") && (
        <>
          <Value draft={change.before} struck /> → <Value draft={change.after} />
        </>
      )}
      {notes.length > 0 && <span className="block">{notes.join(", ")}</span>}
    </>
  );
}

function Value({ draft, struck }: { draft: Draft; struck?: boolean }) {
  if (draft.secret) return <span>{struck ? "the stored secret" : "a secret"}</span>;
  return (
    <code className={clsx("break-all font-mono", struck && "line-through")}>
      {draft.value === "" ? "(empty)" : (draft.value ?? "")}
    </code>
  );
}
