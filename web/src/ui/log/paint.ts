import type { CSSProperties } from "react";
import type { AnsiColor, AnsiStyle } from "../../lib/ansi";
import { type Rgb, readable } from "../../lib/contrast";

export type Theme = "light" | "dark";

/** `--color-log` of tokens.css. */
const SURFACE: Record<Theme, Rgb> = { light: [252, 252, 253], dark: [10, 12, 16] };
/** `--color-ink` of tokens.css. */
const INK: Record<Theme, Rgb> = { light: [20, 23, 31], dark: [233, 235, 240] };

/** Above 4.5 so that a marked or pointed-at row still reads. */
const RATIO = 5.6;

const PALETTE: Record<Theme, readonly Rgb[]> = {
  light: [
    [36, 41, 51],
    [180, 35, 24],
    [22, 115, 67],
    [138, 83, 0],
    [28, 78, 201],
    [140, 45, 162],
    [8, 112, 130],
    [88, 96, 110],
    [100, 108, 122],
    [209, 50, 40],
    [26, 130, 76],
    [150, 95, 0],
    [45, 96, 235],
    [165, 60, 190],
    [10, 125, 145],
    [20, 23, 31],
  ],
  dark: [
    [124, 134, 150],
    [255, 123, 114],
    [97, 211, 148],
    [232, 182, 84],
    [121, 166, 255],
    [214, 146, 240],
    [92, 207, 224],
    [205, 210, 219],
    [141, 150, 166],
    [255, 161, 152],
    [134, 230, 176],
    [246, 206, 126],
    [161, 194, 255],
    [230, 180, 250],
    [134, 224, 238],
    [245, 247, 250],
  ],
};

const cache = new Map<string, CSSProperties>();

/** The inline style of a span; the same object for the same look. React sets it through the CSSOM, which a strict CSP allows. */
export function paint(style: AnsiStyle, theme: Theme): CSSProperties | undefined {
  if (isPlain(style)) return undefined;
  const key = `${theme}${JSON.stringify(style)}`;
  const known = cache.get(key);
  if (known) return known;
  const made = mix(style, theme);
  // A hostile log may hold millions of colours.
  if (cache.size > 2_000) cache.clear();
  cache.set(key, made);
  return made;
}

function mix(style: AnsiStyle, theme: Theme): CSSProperties {
  let fg = style.fg && resolve(style.fg, theme);
  let bg = style.bg && resolve(style.bg, theme);
  if (style.inverse) [fg, bg] = [bg ?? SURFACE[theme], fg ?? INK[theme]];
  const css: CSSProperties = {};
  if (bg) css.backgroundColor = `rgb(${bg.join(" ")})`;
  if (fg || bg) {
    css.color = `rgb(${readable(fg ?? INK[theme], bg ?? SURFACE[theme], bg ? 4.6 : RATIO).join(" ")})`;
  } else if (style.dim) {
    css.color = `rgb(${resolve({ palette: 8 }, theme).join(" ")})`;
  }
  if (style.bold) css.fontWeight = 600;
  if (style.italic) css.fontStyle = "italic";
  const lines = [style.underline && "underline", style.strike && "line-through"].filter(Boolean);
  if (lines.length > 0) css.textDecoration = lines.join(" ");
  return css;
}

function resolve(color: AnsiColor, theme: Theme): Rgb {
  return "rgb" in color ? color.rgb : (PALETTE[theme][color.palette] ?? INK[theme]);
}

function isPlain(style: AnsiStyle): boolean {
  for (const _ in style) return false;
  return true;
}
