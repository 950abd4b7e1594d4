/**
 * The time at AutoStack, for ages and running durations: the browser's clock may be minutes off.
 * Each answer carries a Date header (whole seconds), so only a difference that matters is taken over.
 */
let offset = 0;

export function noteRemoteDate(header: string | null, received = Date.now()): void {
  if (!header) return;
  const remote = Date.parse(header);
  if (Number.isNaN(remote)) return;
  const difference = remote + 500 - received;
  offset = Math.abs(difference) > 2_000 ? difference : 0;
}

export function remoteNow(): number {
  return Date.now() + offset;
}
