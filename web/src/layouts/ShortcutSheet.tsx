import { useSyncExternalStore } from "react";
import { changePreferences } from "../lib/preferences";
import { Checkbox } from "../ui/controls";
import { Dialog } from "../ui/Dialog";
import { shortcuts } from "../ui/shortcuts";
import { usePreferences } from "../ui/usePreferences";

export function ShortcutSheet({ onClose }: { onClose(): void }) {
  const all = useSyncExternalStore(shortcuts.subscribe, shortcuts.get);
  const { shortcuts: on } = usePreferences();
  return (
    <Dialog open onClose={onClose} title="Keyboard shortcuts" description="Those of the page you are on.">
      <dl className="divide-y divide-line">
        {all.map(({ keys, label }) => (
          <div key={`${keys} ${label}`} className="flex items-center justify-between gap-4 py-1.5">
            <dt>{label}</dt>
            <dd className="flex gap-1">
              {keys.split(" ").map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded border border-line-strong bg-sunken px-1.5 text-center font-mono text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Checkbox
        className="mt-4"
        label="Use single-key shortcuts"
        checked={on}
        onChange={(event) => changePreferences({ shortcuts: event.target.checked })}
      />
    </Dialog>
  );
}
