import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EnvEntry, parseEnv, renderEnv, UNCHANGED } from "./env";

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/);
const nasty = fc.constantFrom(
  "",
  " ",
  "#",
  " # not a comment",
  "'",
  '"',
  "`",
  "\\",
  "\\n",
  "\n",
  "\r\n",
  "$HOME",
  "$" + "{A}",
  "a=b",
  "-----BEGIN KEY-----\nabc\n-----END KEY-----\n",
  UNCHANGED,
  "–rf",
  "; rm -rf /",
  "ünïcode 🚀",
  "\ufeff",
  "\u2028",
);
const value = fc.oneof(
  nasty,
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.array(nasty).map((parts) => parts.join("")),
  fc.constant(null),
);
const entries = fc.uniqueArray(fc.record({ name, value }), { selector: (entry) => entry.name });

describe("env", () => {
  test("parsingWhatWasRenderedGivesTheSameVariables", () => {
    fc.assert(
      fc.property(entries, (list: EnvEntry[]) => {
        const parsed = parseEnv(renderEnv(list));
        expect(parsed.problems).toEqual([]);
        expect(parsed.entries).toEqual(list);
      }),
      { numRuns: 2_000 },
    );
  });

  test("anyTextIsReadWithoutAnException", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => void parseEnv(text)),
      { numRuns: 2_000 },
    );
  });

  test("aFileFromAnotherToolIsUnderstood", () => {
    const text = [
      "\ufeff# database",
      "export DATABASE_URL=postgres://u:p@h/db?x=1#frag",
      "EMPTY=",
      "SPACED = some words # a comment",
      "SINGLE='literal $HOME \\n'",
      'DOUBLE="line one\\nline \\"two\\" \\$5" # comment',
      'KEY="-----BEGIN-----',
      "abc",
      '-----END-----"',
      'BACK=`it\'s "fine"`',
      "",
    ].join("\r\n");
    const { entries, problems } = parseEnv(text);
    expect(problems).toEqual([]);
    expect(Object.fromEntries(entries.map((entry) => [entry.name, entry.value]))).toEqual({
      DATABASE_URL: "postgres://u:p@h/db?x=1#frag",
      EMPTY: "",
      SPACED: "some words",
      SINGLE: "literal $HOME \\n",
      DOUBLE: 'line one\nline "two" $5',
      KEY: "-----BEGIN-----\nabc\n-----END-----",
      BACK: 'it\'s "fine"',
    });
  });

  test("eachMistakeIsNamedWithItsLine", () => {
    const text = 'A=1\nno equals sign\n2BAD=x\nA=2\nQ="open\nB="x" y';
    expect(parseEnv(text).problems).toEqual([
      { line: 2, message: "This line has no “=”." },
      {
        line: 3,
        message: "A name has 1 to 128 letters, digits and underscores and does not begin with a digit.",
      },
      { line: 4, message: "A is set twice; first in line 1." },
      { line: 5, message: "There is text behind the closing quote." },
    ]);
    expect(parseEnv("A='never closed\nB=1").problems).toEqual([
      { line: 1, message: "The quote ' is not closed." },
    ]);
    expect(parseEnv("A='never closed\nB=1").entries).toEqual([{ name: "B", value: "1" }]);
  });

  test("onlyABareMarkMeansUnchanged", () => {
    expect(parseEnv(`A=${UNCHANGED}\nB='${UNCHANGED}'`).entries).toEqual([
      { name: "A", value: null },
      { name: "B", value: UNCHANGED },
    ]);
  });
});
