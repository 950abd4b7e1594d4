import { useEffect } from "react";

type Mark = "moving" | "live" | "failed" | undefined;

/** The title of the tab, and its icon while something is under way or has just ended. */
export function useTitle(title: string, mark?: Mark): void {
  useEffect(() => {
    document.title = `${title} · AutoStack`;
  }, [title]);
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!icon) return;
    icon.href = mark ? `/favicon-${mark}.svg` : "/favicon.svg";
    return () => {
      icon.href = "/favicon.svg";
    };
  }, [mark]);
}
