import clsx from "clsx";
import { ArrowUpRight } from "lucide-react";

/** A link out of AutoStack; only http and https are links, anything else stays text. */
export function ExternalLink({
  href,
  className,
  label,
}: {
  href: string;
  className?: string;
  label?: string;
}) {
  const shown = label ?? href.replace(/^https?:\/\//, "").replace(/\/$/, "");
  if (!/^https?:\/\//i.test(href)) return <span className={className}>{shown}</span>;
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className={clsx(
        "inline-flex min-w-0 items-center gap-0.5 rounded text-accent hover:underline",
        className,
      )}
    >
      <span className="truncate">{shown}</span>
      <ArrowUpRight aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only"> (new tab)</span>
    </a>
  );
}
