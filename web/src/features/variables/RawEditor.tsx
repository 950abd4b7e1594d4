import { UNCHANGED } from "../../lib/env";
import { inputClass } from "../../ui/controls";

export function RawEditor({
  text,
  onText,
  problems,
  disabled,
}: {
  text: string;
  onText(text: string): void;
  problems: readonly { line: number; message: string }[];
  disabled: boolean;
}) {
  const rows = Math.min(32, Math.max(10, text.split("\n").length + 1));
  return (
    <div className="p-4">
      <textarea
        aria-label="Variables as a .env file"
        aria-describedby="raw-hint raw-problems"
        aria-invalid={problems.length > 0 || undefined}
        value={text}
        onChange={(event) => onText(event.target.value)}
        readOnly={disabled}
        rows={rows}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        wrap="off"
        className={`${inputClass} resize-y overflow-auto py-2 font-mono text-[0.8125rem] leading-5`}
      />
      <p id="raw-hint" className="mt-1.5 text-muted text-xs">
        This text is the whole set: a line that you remove removes its variable.{" "}
        <code className="font-mono">{UNCHANGED}</code> stands for a stored secret that stays as it is.
      </p>
      <ul id="raw-problems" aria-live="polite" className="mt-1 text-failed text-xs">
        {problems.map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            Line {line}: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
