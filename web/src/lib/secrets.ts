/** Names whose values everybody may see; any other variable is a secret until a person says otherwise. */
const PLAIN = new Set(
  "NODE_ENV PORT HOST LOG_LEVEL TZ LANG LC_ALL DEBUG ENVIRONMENT APP_ENV RAILS_ENV RACK_ENV FLASK_ENV PUBLIC_URL BASE_URL".split(
    " ",
  ),
);

export function secretByDefault(name: string): boolean {
  if (PLAIN.has(name)) return false;
  // Bundlers put these into what browsers download: calling them secret would be a lie.
  return !/^(VITE_|NEXT_PUBLIC_|PUBLIC_|REACT_APP_|NUXT_PUBLIC_)/.test(name);
}
