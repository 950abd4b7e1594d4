/** The escape codes of a terminal (ECMA-48) in one log line, as spans of text that a view may draw. */

/** A colour: 0-15 of the theme's palette, or a fixed red-green-blue value. */
export type AnsiColor = { palette: number } | { rgb: readonly [number, number, number] };

export type AnsiStyle = {
  fg?: AnsiColor;
  bg?: AnsiColor;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  strike?: boolean;
  inverse?: boolean;
};

export type AnsiSpan = { text: string; style: AnsiStyle };

const ESC = "\u001b";
// CSI ... final byte; OSC ... BEL or ST; the other two-character escapes; stray C0 and C1 controls but tab.
const SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|\\u009b)([0-?]*)[ -/]*([@-~])`,
    `(?:${ESC}\\]|\\u009d)[^\\u0007${ESC}\\u009c]*(?:\\u0007|${ESC}\\\\|\\u009c|$)`,
    `${ESC}[PX^_][^${ESC}]*(?:${ESC}\\\\|$)`,
    `${ESC}[ -/]*[0-~]?`,
    "[\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u009f]",
  ].join("|"),
  "g",
);

/**
 * The part of a line that a terminal would still show: a carriage return starts the line over, as progress bars do.
 */
function lastOverwrite(line: string): string {
  if (!line.includes("\r")) return line;
  const parts = line.split("\r");
  for (let i = parts.length - 1; i >= 0; i--) {
    if (parts[i]) return parts[i] as string;
  }
  return "";
}

/** The line without escape codes: what search and copy see. */
export function stripAnsi(line: string): string {
  return lastOverwrite(line).replace(SEQUENCE, "");
}

/** Spans in reading order; neighbours differ in style. Styles do not carry over from line to line. */
export function parseAnsi(line: string): AnsiSpan[] {
  const text = lastOverwrite(line);
  const spans: AnsiSpan[] = [];
  let style: AnsiStyle = {};
  let from = 0;
  const push = (part: string) => {
    if (part) spans.push({ text: part, style });
  };
  for (const match of text.matchAll(SEQUENCE)) {
    push(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === "m") style = applySgr(style, match[1] ?? "");
  }
  push(text.slice(from));
  return spans;
}

function applySgr(before: AnsiStyle, parameters: string): AnsiStyle {
  const style = { ...before };
  // 38:2::r:g:b (ITU T.416) and 38;2;r;g;b mean the same; an empty parameter is 0.
  const groups = parameters.split(";").map((group) => group.split(":"));
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i] as string[];
    const code = Number(group[0] || 0);
    if (code === 38 || code === 48) {
      const [color, used] =
        group.length > 1
          ? [colonColor(group), 0]
          : semicolonColor(groups.slice(i + 1).map((g) => g[0] ?? ""));
      i += used;
      if (color) style[code === 38 ? "fg" : "bg"] = color;
      continue;
    }
    applyCode(style, code, group[1]);
  }
  return style;
}

function applyCode(style: AnsiStyle, code: number, sub?: string) {
  if (code === 0) for (const key of Object.keys(style)) delete style[key as keyof AnsiStyle];
  else if (code === 1) style.bold = true;
  else if (code === 2) style.dim = true;
  else if (code === 3) style.italic = true;
  else if (code === 4) style.underline = sub !== "0";
  else if (code === 7) style.inverse = true;
  else if (code === 9) style.strike = true;
  else if (code === 22) {
    delete style.bold;
    delete style.dim;
  } else if (code === 23) delete style.italic;
  else if (code === 24) delete style.underline;
  else if (code === 27) delete style.inverse;
  else if (code === 29) delete style.strike;
  else if (code >= 30 && code <= 37) style.fg = { palette: code - 30 };
  else if (code === 39) delete style.fg;
  else if (code >= 40 && code <= 47) style.bg = { palette: code - 40 };
  else if (code === 49) delete style.bg;
  else if (code >= 90 && code <= 97) style.fg = { palette: code - 82 };
  else if (code >= 100 && code <= 107) style.bg = { palette: code - 92 };
}

/** `rest` follows 38 or 48; the number tells how many of it belong to the colour. */
function semicolonColor(rest: string[]): [AnsiColor | undefined, number] {
  if (rest[0] === "5") return [indexed(Number(rest[1] || 0)), 2];
  if (rest[0] === "2") return [rgb(rest.slice(1, 4)), 4];
  return [undefined, rest.length];
}

function colonColor(group: string[]): AnsiColor | undefined {
  if (group[1] === "5") return indexed(Number(group[2] || 0));
  if (group[1] === "2") return rgb(group.length >= 6 ? group.slice(3, 6) : group.slice(2, 5));
  return undefined;
}

function rgb(parts: string[]): AnsiColor | undefined {
  const [r = 0, g = 0, b = 0] = parts.map((part) => Math.min(255, Number(part || 0)));
  return [r, g, b].every(Number.isInteger) ? { rgb: [r, g, b] } : undefined;
}

/** The 256 colours of xterm: 16 of the palette, a cube of 6 x 6 x 6, 24 greys. */
function indexed(index: number): AnsiColor | undefined {
  if (!Number.isInteger(index) || index < 0 || index > 255) return undefined;
  if (index < 16) return { palette: index };
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return { rgb: [grey, grey, grey] };
  }
  const cube = index - 16;
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  return { rgb: [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)] };
}
