import { useSyncExternalStore } from "react";
import { type Preferences, preferences } from "../lib/preferences";

export function usePreferences(): Preferences {
  return useSyncExternalStore(preferences.subscribe, preferences.get);
}

const DARK = "(prefers-color-scheme: dark)";

/** The theme that shows now, with "system" resolved. */
export function useTheme(): "light" | "dark" {
  const { theme } = usePreferences();
  const systemDark = useSyncExternalStore(subscribeToSystem, isSystemDark);
  return theme === "system" ? (systemDark ? "dark" : "light") : theme;
}

function subscribeToSystem(listener: () => void): () => void {
  const query = window.matchMedia?.(DARK);
  query?.addEventListener("change", listener);
  return () => query?.removeEventListener("change", listener);
}

function isSystemDark(): boolean {
  return window.matchMedia?.(DARK).matches ?? false;
}
