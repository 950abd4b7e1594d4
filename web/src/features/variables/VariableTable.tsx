import clsx from "clsx";
import { Plus, Trash2, Undo2 } from "lucide-react";
import { type ClipboardEvent, useState } from "react";
import { parseEnv, variableNameProblem } from "../../lib/env";
import { secretByDefault } from "../../lib/secrets";
import { Button, IconButton } from "../../ui/Button";
import { inputClass } from "../../ui/controls";
import { changesBetween, type Draft, paste } from "./rules";

type TableProps = {
  base: readonly Draft[];
  drafts: readonly Draft[];
  onDrafts(drafts: Draft[]): void;
  disabled: boolean;
};

const cell = `${inputClass} h-8 font-mono text-[0.8125rem]`;

export function VariableTable({ base, drafts, onDrafts, disabled }: TableProps) {
  const removed = changesBetween(base, drafts).flatMap((change) =>
    change.kind === "removed" ? [change.before] : [],
  );
  const replace = (name: string, next: Draft) =>
    onDrafts(drafts.map((draft) => (draft.name === name ? next : draft)));
  return (
    <>
      <table className="w-full text-[0.8125rem] max-md:block">
        <thead className="max-md:sr-only">
          <tr className="border-line border-b text-left text-muted text-xs">
            <th scope="col" className="w-[34%] px-4 py-2 font-medium">
              Name
            </th>
            <th scope="col" className="py-2 pr-3 font-medium">
              Value
            </th>
            <th scope="col" className="w-20 py-2 pr-3 font-medium">
              Secret
            </th>
            <th scope="col" className="w-24 py-2 pr-3 font-medium">
              At build
            </th>
            <th scope="col" className="w-12 py-2 pr-3">
              <span className="sr-only">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-md:block">
          {drafts.map((draft) => (
            <Row
              key={draft.name}
              draft={draft}
              before={base.find(({ name }) => name === draft.name)}
              disabled={disabled}
              onChange={(next) => replace(draft.name, next)}
              onRemove={() => onDrafts(drafts.filter(({ name }) => name !== draft.name))}
            />
          ))}
          {removed.map((draft) => (
            <tr
              key={draft.name}
              className="bg-failed-soft/40 max-md:flex max-md:items-center max-md:justify-between"
            >
              <td className="px-4 py-2 font-mono text-muted line-through">{draft.name}</td>
              <td colSpan={3} className="py-2 text-failed text-xs max-md:hidden">
                will be removed
              </td>
              <td className="py-2 pr-3">
                <IconButton label={`Keep ${draft.name}`} onClick={() => onDrafts([...drafts, draft])}>
                  <Undo2 aria-hidden className="size-4" />
                </IconButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {drafts.length === 0 && removed.length === 0 && (
        <p className="px-4 pt-6 pb-2 text-center text-muted">
          No variable yet. Add one, or paste a whole <code className="font-mono text-ink">.env</code> file
          into the name below.
        </p>
      )}
      {!disabled && <AddRow drafts={drafts} onDrafts={onDrafts} />}
    </>
  );
}

function Row({
  draft,
  before,
  disabled,
  onChange,
  onRemove,
}: {
  draft: Draft;
  before: Draft | undefined;
  disabled: boolean;
  onChange(draft: Draft): void;
  onRemove(): void;
}) {
  const unchanged = draft.value === null;
  const changed =
    !before ||
    before.value !== draft.value ||
    before.secret !== draft.secret ||
    before.buildTime !== draft.buildTime;
  return (
    <tr
      className={clsx(
        "max-md:grid max-md:grid-cols-[1fr_auto_auto] max-md:items-center max-md:gap-x-4 max-md:gap-y-2 max-md:px-4 max-md:py-3",
        changed && "bg-moving-soft/50",
      )}
    >
      <th
        scope="row"
        className="break-all px-4 py-2 text-left font-medium font-mono max-md:col-span-2 max-md:p-0"
      >
        {draft.name}
        {changed && (
          <span className="ml-2 font-normal font-sans text-moving text-xs">{before ? "changed" : "new"}</span>
        )}
      </th>
      <td className="py-2 pr-3 max-md:order-3 max-md:col-span-3 max-md:p-0">
        <div className="flex items-start gap-1">
          <ValueInput draft={draft} disabled={disabled} onChange={onChange} />
          {before && draft.value !== before.value && (
            <IconButton label={`Undo the change of ${draft.name}`} onClick={() => onChange(before)}>
              <Undo2 aria-hidden className="size-4" />
            </IconButton>
          )}
        </div>
      </td>
      <td className="py-2 pr-3 max-md:order-4 max-md:p-0">
        <label
          className="flex min-h-6 items-center gap-1.5"
          title={unchanged ? "Enter the value again to make it readable." : undefined}
        >
          <input
            type="checkbox"
            aria-label={`${draft.name} is a secret`}
            checked={draft.secret}
            // A stored secret never becomes readable: its value would have to be shown.
            disabled={disabled || unchanged}
            onChange={(event) => onChange({ ...draft, secret: event.target.checked })}
            className="size-4 accent-accent"
          />
          <span className="text-muted text-xs md:hidden">Secret</span>
        </label>
      </td>
      <td className="py-2 pr-3 max-md:order-5 max-md:col-span-2 max-md:p-0">
        <label className="flex min-h-6 items-center gap-1.5">
          <input
            type="checkbox"
            aria-label={`${draft.name} is there at build time too`}
            checked={draft.buildTime}
            disabled={disabled}
            onChange={(event) => onChange({ ...draft, buildTime: event.target.checked })}
            className="size-4 accent-accent"
          />
          <span className="text-muted text-xs md:hidden">At build</span>
        </label>
      </td>
      <td className="py-2 pr-3 max-md:order-2 max-md:justify-self-end max-md:p-0">
        {!disabled && (
          <IconButton label={`Remove ${draft.name}`} onClick={onRemove}>
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        )}
      </td>
    </tr>
  );
}

function ValueInput({
  draft,
  disabled,
  onChange,
}: {
  draft: Draft;
  disabled: boolean;
  onChange(draft: Draft): void;
}) {
  const label = `Value of ${draft.name}`;
  if (draft.secret) {
    return (
      <input
        type="password"
        aria-label={label}
        value={draft.value ?? ""}
        placeholder="unchanged; type to replace"
        readOnly={disabled}
        autoComplete="new-password"
        data-1p-ignore
        onChange={(event) => onChange({ ...draft, value: event.target.value })}
        className={cell}
      />
    );
  }
  const value = draft.value ?? "";
  if (value.includes("\n")) {
    return (
      <textarea
        aria-label={label}
        value={value}
        readOnly={disabled}
        rows={Math.min(8, value.split("\n").length)}
        spellCheck={false}
        onChange={(event) => onChange({ ...draft, value: event.target.value })}
        className={`${inputClass} resize-y py-1.5 font-mono text-[0.8125rem] leading-5`}
      />
    );
  }
  return (
    <input
      aria-label={label}
      value={value}
      readOnly={disabled}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange({ ...draft, value: event.target.value })}
      className={cell}
    />
  );
}

function AddRow({ drafts, onDrafts }: Pick<TableProps, "drafts" | "onDrafts">) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string>();
  const [note, setNote] = useState("");

  const add = () => {
    const wrong =
      variableNameProblem(name.trim()) ??
      (drafts.some((draft) => draft.name === name.trim())
        ? `${name.trim()} is in the list already.`
        : undefined);
    setProblem(wrong);
    if (wrong) return;
    onDrafts([
      ...drafts,
      { name: name.trim(), value, secret: secretByDefault(name.trim()), buildTime: false },
    ]);
    setName("");
    setValue("");
  };

  const pasted = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData("text");
    if (!text.includes("=")) return;
    event.preventDefault();
    const { entries, problems } = parseEnv(text);
    onDrafts(paste(drafts, entries));
    setProblem(problems[0] && `Line ${problems[0].line} of the pasted text: ${problems[0].message}`);
    setNote(`${entries.length} taken from the pasted text`);
  };

  return (
    <div className="border-line border-t bg-sunken px-4 py-3 last:rounded-b-xl">
      <form
        className="grid items-start gap-2 md:grid-cols-[34%_minmax(0,1fr)_auto]"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <input
          aria-label="Name of a new variable"
          aria-invalid={problem !== undefined || undefined}
          aria-describedby="new-variable-problem"
          placeholder="NAME, or paste a .env file"
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            setProblem(undefined);
          }}
          onPaste={pasted}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          className={cell}
        />
        <input
          aria-label="Value of the new variable"
          placeholder="value"
          value={value}
          onChange={(event) => setValue(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          className={cell}
        />
        <Button type="submit">
          <Plus aria-hidden className="size-4" /> Add
        </Button>
      </form>
      <p
        id="new-variable-problem"
        role="status"
        className={clsx("text-xs", problem ? "mt-1.5 text-failed" : note && "mt-1.5 text-muted")}
      >
        {problem ?? note}
      </p>
    </div>
  );
}
