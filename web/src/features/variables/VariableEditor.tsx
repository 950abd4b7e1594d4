import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { api, unwrap } from "../../api/client";
import { ApiError, asApiError } from "../../api/errors";
import { useDenied } from "../../api/permissions";
import { variablesQuery } from "../../api/queries";
import type { Environment, VariableSet } from "../../api/types";
import { formatList, plural } from "../../lib/text";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Card } from "../../ui/Page";
import { ChangesDialog } from "./ChangesDialog";
import { RawEditor } from "./RawEditor";
import { RedeployNotice } from "./RedeployNotice";
import {
  type Change,
  changesBetween,
  type Draft,
  draftsOf,
  fromText,
  rebase,
  toInput,
  toText,
} from "./rules";
import { VariableTable } from "./VariableTable";

type Mode = "table" | "raw";

/** Table and raw text over one model: the drafts. What is saved is exactly what is shown. */
export function VariableEditor({
  environment,
  stored,
  onStored,
  onDirty,
}: {
  environment: Environment;
  stored: VariableSet;
  onStored(set: VariableSet): void;
  onDirty(dirty: boolean): void;
}) {
  const queryClient = useQueryClient();
  const denied = useDenied("VARIABLE_CHANGE");
  const base = useMemo(() => draftsOf(stored), [stored]);
  const [drafts, setDrafts] = useState<Draft[]>(base);
  const [mode, setMode] = useState<Mode>("table");
  const [text, setText] = useState("");
  const [reviewing, setReviewing] = useState(false);
  const [saved, setSaved] = useState<Change[]>();
  const [merged, setMerged] = useState<{ names: string[]; conflicts: string[] }>();
  const raw =
    mode === "raw"
      ? fromText(text, [...base, ...drafts.filter((one) => !base.some(({ name }) => name === one.name))])
      : undefined;
  const current = raw ? raw.drafts : drafts;
  const changes = changesBetween(base, current);
  const dirty = changes.length > 0 || (raw?.problems.length ?? 0) > 0;
  useEffect(() => onDirty(dirty), [dirty, onDirty]);

  const switchTo = (next: Mode) => {
    if (next === mode) return;
    if (next === "raw") setText(toText(drafts));
    else setDrafts(current);
    setMode(next);
  };
  const show = (next: Draft[]) => {
    setDrafts(next);
    if (mode === "raw") setText(toText(next));
  };

  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PUT("/api/environments/{id}/variables", {
          params: { path: { id: environment.id }, header: { "If-Match": `"${stored.revision}"` } },
          body: { variables: toInput(current) },
        }),
      ),
    onSuccess: (set) => {
      setSaved(changes);
      setMerged(undefined);
      setReviewing(false);
      onStored(set);
      show(draftsOf(set));
      queryClient.setQueryData(variablesQuery(environment.id).queryKey, set);
    },
    onError: async (thrown) => {
      if (!(thrown instanceof ApiError) || thrown.status !== 412) return;
      const theirs = await queryClient.fetchQuery({ ...variablesQuery(environment.id), staleTime: 0 });
      const others = changesBetween(base, draftsOf(theirs)).map(({ name }) => name);
      const { drafts: next, conflicts } = rebase(base, current, draftsOf(theirs));
      setMerged({ names: others, conflicts });
      onStored(theirs);
      show(next);
    },
  });

  const problem = save.isError ? asApiError(save.error) : undefined;
  return (
    <div className="space-y-4">
      {saved && saved.length > 0 && !dirty && <RedeployNotice environment={environment} changes={saved} />}
      {merged && (
        <Callout tone="warn" title="Somebody else saved meanwhile; nothing was overwritten">
          <p>
            Their changes to {formatList(merged.names)} are in the list now, and yours stand on top of them,
            not saved yet.
          </p>
          {merged.conflicts.length > 0 && (
            <p className="mt-1 font-medium">
              You both changed {formatList(merged.conflicts)}: check{" "}
              {merged.conflicts.length === 1 ? "it" : "them"} before you save.
            </p>
          )}
        </Callout>
      )}
      <Card
        title="Variables"
        hint={`What the app in ${environment.name} gets as its environment. A change takes effect on the next deployment.`}
        actions={<ModeSwitch mode={mode} onMode={switchTo} />}
        flush
      >
        {raw ? (
          <RawEditor text={text} onText={setText} problems={raw.problems} disabled={denied !== undefined} />
        ) : (
          <VariableTable base={base} drafts={drafts} onDrafts={setDrafts} disabled={denied !== undefined} />
        )}
      </Card>
      <div className="sticky bottom-3 z-10 flex flex-wrap items-center justify-between gap-3 rounded-xl border border-line bg-surface px-4 py-2.5 shadow-floating">
        <p role="status" className="text-[0.8125rem] text-muted">
          {raw && raw.problems.length > 0
            ? `${plural(raw.problems.length, "line")} to correct`
            : changes.length > 0
              ? `${plural(changes.length, "change")}, not saved`
              : plural(current.length, "variable")}
        </p>
        <div className="flex gap-2">
          <Button
            disabledReason={dirty ? undefined : "Nothing has changed."}
            onClick={() => {
              setMerged(undefined);
              show(base);
            }}
          >
            Discard
          </Button>
          <Button
            variant="primary"
            disabledReason={
              denied ??
              (raw && raw.problems.length > 0
                ? "Correct the named lines first."
                : changes.length > 0
                  ? undefined
                  : "Nothing has changed.")
            }
            onClick={() => {
              save.reset();
              setReviewing(true);
            }}
          >
            Review and save
          </Button>
        </div>
      </div>
      <p className="text-muted text-xs">
        The same from a terminal: <code className="font-mono">autostack env set NAME=value</code>. No log
        shows the value of a secret.
      </p>
      {reviewing && (
        <ChangesDialog
          environment={environment.name}
          changes={changes}
          pending={save.isPending}
          problem={problem && problem.status !== 412 ? problem : undefined}
          conflict={problem?.status === 412}
          onClose={() => setReviewing(false)}
          onSave={() => save.mutate()}
        />
      )}
    </div>
  );
}

function ModeSwitch({ mode, onMode }: { mode: Mode; onMode(mode: Mode): void }) {
  return (
    <fieldset className="flex rounded-md border border-line bg-sunken p-0.5">
      <legend className="sr-only">Show as</legend>
      {(["table", "raw"] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={mode === one}
          onClick={() => onMode(one)}
          className="h-6.5 rounded px-2.5 text-muted text-xs aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-raised"
        >
          {one === "table" ? "Table" : "Raw .env"}
        </button>
      ))}
    </fieldset>
  );
}
