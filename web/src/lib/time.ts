/** Times for people. All inputs are ISO-8601 UTC or milliseconds since 1970; the reader's zone is the browser's. */

export type TimeZoneChoice = "local" | "utc";

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });

const AGE_STEPS: [number, Intl.RelativeTimeFormatUnit, number][] = [
  [60_000, "second", 1000],
  [3_600_000, "minute", 60_000],
  [86_400_000, "hour", 3_600_000],
  [30 * 86_400_000, "day", 86_400_000],
  [365 * 86_400_000, "month", 30 * 86_400_000],
  [Number.POSITIVE_INFINITY, "year", 365 * 86_400_000],
];

/** `now`, `5 min. ago`, `yesterday`. Future times within a minute count as now: clocks differ a little. */
export function formatAge(at: string | number, now: number): string {
  const elapsed = now - toMillis(at);
  if (elapsed < 5_000) return "just now";
  for (const [limit, unit, size] of AGE_STEPS) {
    if (elapsed < limit) return RELATIVE.format(-Math.floor(elapsed / size), unit);
  }
  return "";
}

/** `850 ms`, `4.2 s`, `38 s`, `2m 05s`, `1h 02m`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return "0 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const pad = (n: number) => String(n).padStart(2, "0");
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  return `${Math.floor(seconds / 3600)}h ${pad(Math.floor(seconds / 60) % 60)}m`;
}

/** `21 Nov 2026, 14:03:12 UTC`: the full time with its zone, for titles and details. */
export function formatTimestamp(at: string | number, zone: TimeZoneChoice = "local"): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
    ...(zone === "utc" ? { timeZone: "UTC" } : {}),
  }).format(toMillis(at));
}

/** `14:03:12.482`, the time of day of a log line. */
export function formatClock(at: string | number, zone: TimeZoneChoice = "local"): string {
  const date = new Date(toMillis(at));
  const parts =
    zone === "utc"
      ? [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), date.getUTCMilliseconds()]
      : [date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds()];
  const [h, m, s, ms] = parts as [number, number, number, number];
  const pad = (n: number, width = 2) => String(n).padStart(width, "0");
  return `${pad(h)}:${pad(m)}:${pad(s)}.${pad(ms, 3)}`;
}

/** `+1:02.480`, time since the first line. */
export function formatOffset(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  const pad = (n: number, width = 2) => String(n).padStart(width, "0");
  const minutes = Math.floor(whole / 60_000);
  return `+${minutes}:${pad(Math.floor(whole / 1000) % 60)}.${pad(whole % 1000, 3)}`;
}

export function toMillis(at: string | number): number {
  return typeof at === "number" ? at : Date.parse(at);
}
