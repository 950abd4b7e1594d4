/**
 * Waiting time before attempt n (0 = first retry): full jitter between half and all of a doubling bound,
 * 0.5 s to 30 s, so that clients do not return in step after an outage.
 */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const bound = Math.min(30_000, 1000 * 2 ** Math.min(attempt, 10));
  return Math.round(bound * (0.5 + random() * 0.5));
}
