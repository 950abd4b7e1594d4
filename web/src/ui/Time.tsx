import { formatAge, formatDuration, formatTimestamp, toMillis } from "../lib/time";
import { useNow } from "./useNow";

/** `3 min ago`, with the full time in the reader's zone and in UTC on hover. */
export function Age({ at, className }: { at: string; className?: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={at} title={`${formatTimestamp(at)}\n${formatTimestamp(at, "utc")}`} className={className}>
      {formatAge(at, now)}
    </time>
  );
}

/** From one time to the other, or to now while `to` is open. */
export function Duration({
  from,
  to,
  className,
}: {
  from: string;
  to?: string | null | undefined;
  className?: string;
}) {
  return to ? (
    <span className={className}>{formatDuration(toMillis(to) - toMillis(from))}</span>
  ) : (
    <RunningDuration from={from} className={className} />
  );
}

function RunningDuration({ from, className }: { from: string; className?: string | undefined }) {
  const now = useNow(1000);
  // Whole seconds while it runs: tenths would only flicker.
  const seconds = Math.max(0, Math.floor((now - toMillis(from)) / 1000));
  return (
    <span className={className}>
      {seconds === 0 ? "0 s" : formatDuration(Math.max(seconds * 1000, 1000)).replace(/\.0 s$/, " s")}
    </span>
  );
}
