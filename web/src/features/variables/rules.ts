import type { VariableInput, VariableSet } from "../../api/types";
import { type EnvEntry, parseEnv, renderEnv } from "../../lib/env";
import { secretByDefault } from "../../lib/secrets";

/** One variable in the editor. `value` null: a stored secret that stays as it is. */
export type Draft = { name: string; value: string | null; secret: boolean; buildTime: boolean };

export type Change =
  | { kind: "added"; name: string; after: Draft }
  | { kind: "changed"; name: string; before: Draft; after: Draft; what: string[] }
  | { kind: "removed"; name: string; before: Draft };

export function draftsOf(set: VariableSet): Draft[] {
  return set.variables.map(({ name, value, secret, buildTime }) => ({
    name,
    value: secret ? null : (value ?? ""),
    secret,
    buildTime,
  }));
}

/** What a save would do. Order does not count: a set of variables has none. */
export function changesBetween(base: readonly Draft[], drafts: readonly Draft[]): Change[] {
  const before = new Map(base.map((draft) => [draft.name, draft]));
  const after = new Map(drafts.map((draft) => [draft.name, draft]));
  const changes: Change[] = [];
  for (const draft of drafts) {
    const old = before.get(draft.name);
    if (!old) changes.push({ kind: "added", name: draft.name, after: draft });
    else {
      const what = differences(old, draft);
      if (what.length > 0)
        changes.push({ kind: "changed", name: draft.name, before: old, after: draft, what });
    }
  }
  for (const draft of base) {
    if (!after.has(draft.name)) changes.push({ kind: "removed", name: draft.name, before: draft });
  }
  return changes;
}

function differences(before: Draft, after: Draft): string[] {
  return [
    ...(after.value !== before.value ? ["value"] : []),
    ...(after.secret !== before.secret ? [after.secret ? "becomes a secret" : "becomes readable"] : []),
    ...(after.buildTime !== before.buildTime
      ? [after.buildTime ? "also at build time" : "at run time only"]
      : []),
  ];
}

/**
 * My changes on top of what somebody else saved meanwhile. Where both touched a name, mine is kept and the name is
 * reported, so that a person decides.
 */
export function rebase(
  base: readonly Draft[],
  mine: readonly Draft[],
  theirs: readonly Draft[],
): { drafts: Draft[]; conflicts: string[] } {
  const theirChanges = new Map(changesBetween(base, theirs).map((change) => [change.name, change]));
  const drafts = new Map(theirs.map((draft) => [draft.name, draft]));
  const conflicts: string[] = [];
  for (const change of changesBetween(base, mine)) {
    const other = theirChanges.get(change.name);
    if (other && !sameOutcome(change, other)) conflicts.push(change.name);
    if (change.kind === "removed") drafts.delete(change.name);
    else drafts.set(change.name, change.after);
  }
  return { drafts: [...drafts.values()], conflicts };
}

function sameOutcome(a: Change, b: Change): boolean {
  if (a.kind === "removed" || b.kind === "removed") return a.kind === b.kind;
  return differences(a.after, b.after).length === 0;
}

/** The raw text of a set; `values` null stand as "unchanged". */
export function toText(drafts: readonly Draft[]): string {
  return renderEnv(drafts);
}

/**
 * The set that a raw text stands for: exactly its lines, no more. Flags are kept by name; a new name is a secret
 * unless its name says otherwise. "Unchanged" needs a stored secret of that name.
 */
export function fromText(
  text: string,
  known: readonly Draft[],
): { drafts: Draft[]; problems: { line: number; message: string }[] } {
  const { entries, problems } = parseEnv(text);
  const byName = new Map(known.map((draft) => [draft.name, draft]));
  const drafts: Draft[] = [];
  for (const entry of entries) {
    const before = byName.get(entry.name);
    if (entry.value === null && !(before?.secret && before.value === null)) {
      problems.push({
        line: lineOf(text, entry.name),
        message: `${entry.name} has no stored value that could stay unchanged.`,
      });
      continue;
    }
    drafts.push(withFlags(entry, before));
  }
  return { drafts, problems };
}

function withFlags(entry: EnvEntry, before: Draft | undefined): Draft {
  return {
    name: entry.name,
    value: entry.value,
    secret: before?.secret ?? secretByDefault(entry.name),
    buildTime: before?.buildTime ?? false,
  };
}

/** Adds what was pasted; a name that exists gets the new value and keeps its flags. */
export function paste(drafts: readonly Draft[], entries: readonly EnvEntry[]): Draft[] {
  const merged = new Map(drafts.map((draft) => [draft.name, draft]));
  for (const entry of entries) {
    if (entry.value !== null) merged.set(entry.name, withFlags(entry, merged.get(entry.name)));
  }
  return [...merged.values()];
}

export function toInput(drafts: readonly Draft[]): VariableInput[] {
  return drafts.map(({ name, value, secret, buildTime }) => ({ name, value, secret, buildTime }));
}

function lineOf(text: string, name: string): number {
  const at = text.split("\n").findIndex((line) => new RegExp(`^\\s*(export\\s+)?${name}\\s*=`).test(line));
  return at + 1;
}
