import { z } from "./schema";
import { Signal } from "./signal";

const Preferences = z.object({
  theme: z.catch(z.enum(["system", "light", "dark"]), "system"),
  /** Single-key shortcuts; WCAG 2.1.4 asks for a switch. */
  shortcuts: z.catch(z.boolean(), true),
  logWrap: z.catch(z.boolean(), true),
  logTime: z.catch(z.enum(["off", "local", "utc", "relative"]), "local"),
});

export type Preferences = z.infer<typeof Preferences>;

/** Also read by public/theme.js. */
const KEY = "autostack.preferences";

export const preferences = new Signal<Preferences>(load());

export function changePreferences(change: Partial<Preferences>): void {
  const next = { ...preferences.get(), ...change };
  preferences.set(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  applyTheme();
}

export function applyTheme(): void {
  const { theme } = preferences.get();
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function load(): Preferences {
  let stored: unknown = {};
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    // Unreadable: the defaults hold.
  }
  const parsed = Preferences.safeParse(stored);
  return parsed.success ? parsed.data : Preferences.parse({});
}
