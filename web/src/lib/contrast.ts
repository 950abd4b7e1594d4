/** Contrast by WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */

export type Rgb = readonly [number, number, number];

export function luminance([r, g, b]: Rgb): number {
  const linear = (channel: number) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/**
 * `color` moved towards white or black, as little as needed, until it reads on `background` at `ratio`.
 * Programs choose colours for a terminal that they do not know; this keeps them readable in both themes.
 */
export function readable(color: Rgb, background: Rgb, ratio = 4.5): Rgb {
  if (contrast(color, background) >= ratio) return color;
  const goal: Rgb = luminance(background) < 0.18 ? [255, 255, 255] : [0, 0, 0];
  let [from, to] = [0, 1];
  for (let i = 0; i < 8; i++) {
    const middle = (from + to) / 2;
    if (contrast(mix(color, goal, middle), background) >= ratio) to = middle;
    else from = middle;
  }
  return mix(color, goal, to);
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const channel = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * share);
  return [channel(0), channel(1), channel(2)];
}
