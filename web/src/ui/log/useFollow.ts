import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Slack in pixels within which the view counts as being at its end. */
const END = 24;
/** A scroll this soon after a wheel, touch, key or press is the person's; any other is the list's own. */
const INTENT_MS = 700;

/**
 * Keeps a scroller at its end while lines arrive. Lets go as soon as the person scrolls up, and takes hold
 * again at the end. `fresh` counts the lines that came since it let go.
 */
export function useFollow(
  scroller: RefObject<HTMLElement | null>,
  last: number,
  height: number,
  initially: boolean,
) {
  const [following, setFollowing] = useState(initially);
  const [leftAt, setLeftAt] = useState(last);
  const top = useRef(0);
  const touched = useRef(Number.NEGATIVE_INFINITY);

  const follow = useCallback(
    (on: boolean) => {
      setFollowing(on);
      if (!on) setLeftAt(last);
    },
    [last],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the height is what calls for it
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!following || !element) return;
    element.scrollTop = element.scrollHeight;
    top.current = element.scrollTop;
  }, [following, height, last]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const touch = () => {
      touched.current = performance.now();
    };
    const kinds = ["wheel", "touchmove", "pointerdown", "pointermove", "keydown"] as const;
    const listen = (event: Event) => {
      if (event.type !== "pointermove" || (event as PointerEvent).buttons > 0) touch();
    };
    for (const kind of kinds) element.addEventListener(kind, listen, { passive: true });
    return () => {
      for (const kind of kinds) element.removeEventListener(kind, listen);
    };
  }, [scroller]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const before = top.current;
    top.current = element.scrollTop;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < END;
    const byPerson = performance.now() - touched.current < INTENT_MS;
    if (atEnd && byPerson) setFollowing(true);
    else if (!atEnd && byPerson && element.scrollTop < before - 1) {
      setFollowing(false);
      if (following) setLeftAt(last);
    }
  }, [scroller, last, following]);

  return { following, follow, onScroll, fresh: following ? 0 : Math.max(0, last - leftAt) };
}
