import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

/** Slack in pixels within which the view counts as being at its end. */
const END = 24;

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

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const before = top.current;
    top.current = element.scrollTop;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < END;
    if (atEnd) setFollowing(true);
    else if (element.scrollTop < before - 1) {
      setFollowing((was) => {
        if (was) setLeftAt(last);
        return false;
      });
    }
  }, [scroller, last]);

  return { following, follow, onScroll, fresh: following ? 0 : Math.max(0, last - leftAt) };
}
