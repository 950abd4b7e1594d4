const LIST = new Intl.ListFormat("en", { type: "conjunction" });

/** `a, b, and c`. */
export function formatList(parts: readonly string[]): string {
  return LIST.format(parts);
}

/** `1 line`, `2 lines`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
