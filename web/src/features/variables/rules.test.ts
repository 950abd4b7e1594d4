import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNCHANGED } from "../../lib/env";
import { changesBetween, type Draft, fromText, paste, rebase, toText } from "./rules";

const plain = (name: string, value: string): Draft => ({ name, value, secret: false, buildTime: false });
const secret = (name: string, value: string | null = null): Draft => ({
  name,
  value,
  secret: true,
  buildTime: false,
});

const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,3}$/);
const draft: fc.Arbitrary<Draft> = fc.oneof(
  fc.record({ name, value: fc.string(), secret: fc.constant(false), buildTime: fc.boolean() }),
  fc.record({ name, value: fc.option(fc.string()), secret: fc.constant(true), buildTime: fc.boolean() }),
);
const set = fc.uniqueArray(draft, { selector: (one) => one.name, maxLength: 8 });
const sorted = (drafts: readonly Draft[]) => [...drafts].sort((a, b) => a.name.localeCompare(b.name));

/** What the control plane would hold after a save: null keeps what is stored. */
const byName = (drafts: readonly Draft[]) =>
  sorted(drafts).map((one) => [one.name, one.value, one.secret, one.buildTime]);

describe("variables", () => {
  test("tableAndRawTextAreTheSameSet", () => {
    fc.assert(
      fc.property(set, (drafts) => {
        const back = fromText(toText(drafts), drafts);
        expect(back.problems).toEqual([]);
        expect(back.drafts).toEqual(drafts);
        expect(changesBetween(drafts, back.drafts)).toEqual([]);
      }),
    );
  });

  test("aRawTextMeansExactlyItsLines", () => {
    const known = [plain("A", "1"), secret("B"), plain("C", "3")];
    const { drafts, problems } = fromText(`C=3\nB=${UNCHANGED}\nNEW=x`, known);
    expect(problems).toEqual([]);
    expect(drafts).toEqual([plain("C", "3"), secret("B"), secret("NEW", "x")]);
    expect(changesBetween(known, drafts).map((change) => [change.kind, change.name])).toEqual([
      ["added", "NEW"],
      ["removed", "A"],
    ]);
  });

  test("unchangedNeedsAStoredSecret", () => {
    const { problems, drafts } = fromText(`A=${UNCHANGED}\nNEW=${UNCHANGED}`, [plain("A", "1")]);
    expect(drafts).toEqual([]);
    expect(problems.map(({ line }) => line)).toEqual([1, 2]);
  });

  test("pastingReplacesValuesAndKeepsFlags", () => {
    const before: Draft[] = [
      { name: "TOKEN", value: null, secret: true, buildTime: true },
      plain("LOG_LEVEL", "info"),
    ];
    expect(
      paste(before, [
        { name: "TOKEN", value: "t" },
        { name: "NODE_ENV", value: "test" },
      ]),
    ).toEqual([
      { name: "TOKEN", value: "t", secret: true, buildTime: true },
      plain("LOG_LEVEL", "info"),
      plain("NODE_ENV", "test"),
    ]);
  });

  test("mineOnTopOfTheirsKeepsBothAndNamesWhatBothTouched", () => {
    const base = [plain("A", "1"), plain("B", "2"), plain("C", "3")];
    const mine = [plain("A", "mine"), plain("B", "2"), plain("D", "new")];
    const theirs = [plain("A", "theirs"), plain("B", "changed"), plain("C", "3")];
    const { drafts, conflicts } = rebase(base, mine, theirs);
    expect(byName(drafts)).toEqual(byName([plain("A", "mine"), plain("B", "changed"), plain("D", "new")]));
    expect(conflicts).toEqual(["A"]);
  });

  test("withoutChangesOfMineTheirsIsTheOutcomeAndWithoutTheirsMineIs", () => {
    fc.assert(
      fc.property(set, set, (base, other) => {
        expect(byName(rebase(base, base, other).drafts)).toEqual(byName(other));
        expect(byName(rebase(base, other, base).drafts)).toEqual(byName(other));
        expect(rebase(base, other, other).conflicts).toEqual([]);
      }),
    );
  });
});
