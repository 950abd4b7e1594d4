import { useSyncExternalStore } from "react";
import { remoteNow } from "../lib/clock";

/** The time at AutoStack, renewed each `interval` ms; all users of one interval share a timer. */
export function useNow(interval: number): number {
  const ticker = tickerOf(interval);
  return useSyncExternalStore(ticker.subscribe, ticker.get);
}

type Ticker = { subscribe(listener: () => void): () => void; get(): number };

const tickers = new Map<number, Ticker>();

function tickerOf(interval: number): Ticker {
  let ticker = tickers.get(interval);
  if (!ticker) {
    ticker = createTicker(interval);
    tickers.set(interval, ticker);
  }
  return ticker;
}

function createTicker(interval: number): Ticker {
  const listeners = new Set<() => void>();
  let now = remoteNow();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = remoteNow();
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => {
      // Nobody listened for a while: the kept time is old.
      if (timer === undefined && remoteNow() - now > interval) now = remoteNow();
      return now;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      timer ??= setInterval(tick, interval);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
