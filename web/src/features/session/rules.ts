/** Where to go after the sign-in: an address of this site only, whatever the link said. */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith("/") || next.startsWith("//") || next.includes("\\")) return "/projects";
  const url = new URL(next, location.origin);
  if (url.origin !== location.origin || url.pathname === "/sign-in") return "/projects";
  return url.pathname + url.search + url.hash;
}
