import { useEffect, useEffectEvent } from "react";
import { preferences } from "../lib/preferences";
import { Signal } from "../lib/signal";

export type Shortcut = { keys: string; label: string };

type Registered = Shortcut & { run(): void };

/** All shortcuts of what is on screen now, for the `?` sheet. */
export const shortcuts = new Signal<readonly Registered[]>([]);

let pressed = "";
let pressedAt = 0;
let listening = false;

/**
 * `keys` is one key ("f", "/") or two in a row ("g p"). Not while typing, not with modifiers, and not when the
 * person switched single keys off.
 */
export function useShortcut(keys: string, label: string, run: () => void, enabled = true): void {
  const act = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return;
    listen();
    const shortcut: Registered = { keys, label, run: () => act() };
    shortcuts.set([...shortcuts.get(), shortcut]);
    return () => shortcuts.set(shortcuts.get().filter((other) => other !== shortcut));
  }, [keys, label, enabled]);
}

function listen() {
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!preferences.get().shortcuts || isTyping(event.target)) return;
    if (document.querySelector("[data-modal], [role=menu]")) return;
    const sequence = event.timeStamp - pressedAt < 1_000 && pressed ? `${pressed} ${event.key}` : event.key;
    pressed = event.key;
    pressedAt = event.timeStamp;
    // The one that came last on screen goes first: "/" in a page beats "/" of the frame.
    const match =
      shortcuts.get().findLast((shortcut) => shortcut.keys === sequence) ??
      shortcuts.get().findLast((shortcut) => shortcut.keys === event.key);
    if (!match) return;
    event.preventDefault();
    pressed = "";
    match.run();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
