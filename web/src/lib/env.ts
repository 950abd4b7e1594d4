/**
 * The `.env` notation: the raw text of the variables editor and what people paste.
 *
 * A value is bare, in 'single quotes' or `backticks` (taken literally, may span lines), or in "double
 * quotes" with the escapes \n \r \t \" \\ \$. `#` begins a comment at the start of a line, or after a
 * space behind a value. parseEnv(renderEnv(x)) = x for every x; a property test holds this.
 */

/** `value` null: a secret that is stored and stays as it is; its value never reaches the browser. */
export type EnvEntry = { name: string; value: string | null };

export type EnvProblem = { line: number; message: string };

export type EnvText = { entries: EnvEntry[]; problems: EnvProblem[] };

/** Stands bare where a stored secret stays unchanged. The same text in quotes is an ordinary value. */
export const UNCHANGED = "\u2022".repeat(8);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\", $: "$" };

/** The rule of protocol's VariableName, as a sentence when it is broken. */
export function variableNameProblem(name: string): string | undefined {
  if (name === "") return "Give the variable a name.";
  if (name.length <= 128 && NAME.test(name)) return undefined;
  return "A name has 1 to 128 letters, digits and underscores and does not begin with a digit.";
}

export function parseEnv(source: string): EnvText {
  const text = source.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const entries: EnvEntry[] = [];
  const problems: EnvProblem[] = [];
  const firstLine = new Map<string, number>();
  let at = 0;
  let line = 1;

  while (at < text.length) {
    const start = line;
    const end = lineEnd(text, at);
    const raw = text.slice(at, end);
    if (/^\s*(#|$)/.test(raw)) {
      at = end + 1;
      line++;
      continue;
    }
    const assignment = /^\s*(?:export\s+)?([^=]*?)\s*=[^\S\n]*/.exec(raw);
    if (!assignment) {
      problems.push({ line: start, message: "This line has no “=”." });
      at = end + 1;
      line++;
      continue;
    }
    const name = assignment[1] ?? "";
    const value = readValue(text, at + assignment[0].length);
    line += count(text.slice(at, value.end), "\n") + 1;
    at = value.end + 1;

    const nameProblem = variableNameProblem(name);
    if (nameProblem) problems.push({ line: start, message: nameProblem });
    else if (value.problem) problems.push({ line: start, message: value.problem });
    else if (firstLine.has(name)) {
      problems.push({ line: start, message: `${name} is set twice; first in line ${firstLine.get(name)}.` });
    } else {
      firstLine.set(name, start);
      entries.push({ name, value: value.value });
    }
  }
  return { entries, problems };
}

export function renderEnv(entries: readonly EnvEntry[]): string {
  return entries.map(({ name, value }) => `${name}=${value === null ? UNCHANGED : quote(value)}\n`).join("");
}

function quote(value: string): string {
  if (/^[\w./:@%+,=~^?&*()[\]{}|;<>!-]*$/.test(value)) return value;
  if (!/['\n\r]/.test(value)) return `'${value}'`;
  return `"${value.replace(/[\\"$]/g, "\\$&").replace(/\r/g, "\\r")}"`;
}

type Read = { value: string | null; end: number; problem?: string };

/** Reads the value that begins at `at`; `end` is the index of the newline behind it (or the text's length). */
function readValue(text: string, at: number): Read {
  const mark = text[at];
  if (mark === "'" || mark === "`") {
    const close = text.indexOf(mark, at + 1);
    if (close < 0) return unclosed(text, at, mark);
    return behindQuote(text, close, text.slice(at + 1, close));
  }
  if (mark === '"') {
    let value = "";
    for (let i = at + 1; i < text.length; i++) {
      const char = text[i] as string;
      if (char === '"') return behindQuote(text, i, value);
      const escaped = char === "\\" ? ESCAPES[text[i + 1] ?? ""] : undefined;
      if (escaped !== undefined) {
        value += escaped;
        i++;
      } else value += char;
    }
    return unclosed(text, at, mark);
  }
  const end = lineEnd(text, at);
  const bare = text
    .slice(at, end)
    .replace(/(^|\s)#.*$/, "")
    .trim();
  return { value: bare === UNCHANGED ? null : bare, end };
}

function behindQuote(text: string, close: number, value: string): Read {
  const end = lineEnd(text, close);
  const rest = text.slice(close + 1, end);
  if (/^\s*(#.*)?$/.test(rest)) return { value, end };
  return { value, end, problem: "There is text behind the closing quote." };
}

function unclosed(text: string, at: number, mark: string): Read {
  return { value: "", end: lineEnd(text, at), problem: `The quote ${mark} is not closed.` };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}
