import clsx from "clsx";

/** Text as it is, in a box that scrolls and can be reached by keyboard. */
export function CodeBlock({
  label,
  text,
  wrap,
  className,
}: {
  label: string;
  text: string;
  wrap?: boolean;
  className?: string;
}) {
  return (
    <section
      aria-label={label}
      tabIndex={0}
      className={clsx(
        "max-h-72 overflow-auto rounded-md border border-line bg-log px-3 py-2 text-ink",
        className,
      )}
    >
      <pre className={clsx("font-mono text-xs leading-5", wrap && "whitespace-pre-wrap break-words")}>
        {text}
      </pre>
    </section>
  );
}
