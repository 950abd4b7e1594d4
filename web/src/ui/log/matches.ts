import { type AnsiSpan, type AnsiStyle, stripAnsi } from "../../lib/ansi";
import type { LogLine } from "../../lib/logBuffer";

const folded = new WeakMap<LogLine, string>();

/** The text as search sees it: without escape codes, in lower case; kept per line. */
export function searchText(line: LogLine): string {
  let text = folded.get(line);
  if (text === undefined) {
    text = stripAnsi(line.text).toLowerCase();
    folded.set(line, text);
  }
  return text;
}

export type Piece = { text: string; style: AnsiStyle; found: boolean };

/** Cuts spans where the query begins and ends, so that a match may run over a change of colour. */
export function markMatches(spans: readonly AnsiSpan[], query: string): Piece[] {
  const needle = query.toLowerCase();
  const whole = spans.map((span) => span.text).join("");
  const haystack = whole.toLowerCase();
  // Some letters change length in lower case; then the positions would not fit.
  if (needle === "" || haystack.length !== whole.length) {
    return spans.map((span) => ({ ...span, found: false }));
  }
  const pieces: Piece[] = [];
  let offset = 0;
  let match = haystack.indexOf(needle);
  for (const { text, style } of spans) {
    let at = 0;
    while (at < text.length) {
      const position = offset + at;
      if (match >= 0 && position >= match + needle.length)
        match = haystack.indexOf(needle, match + needle.length);
      const found = match >= 0 && position >= match;
      const until = match < 0 ? Number.POSITIVE_INFINITY : found ? match + needle.length : match;
      const end = Math.min(text.length, until - offset);
      pieces.push({ text: text.slice(at, end), style, found });
      at = end;
    }
    offset += text.length;
  }
  return pieces;
}
