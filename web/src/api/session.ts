import { Signal } from "../lib/signal";
import { ApiError } from "./errors";

/**
 * What happens when the sign-in has expired in the middle of something: requests wait here, a dialog asks for
 * the password over the page, and then they go out again. Nothing that was typed is lost.
 */
export const sessionExpired = new Signal(false);

let waiting: { resume: () => void; abandon: (reason: unknown) => void }[] = [];

/** Resolves once the person has signed in again; rejects when they leave instead. */
export function signInAgain(): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push({ resume: resolve, abandon: reject });
    sessionExpired.set(true);
  });
}

export function sessionRestored(): void {
  const resumed = waiting;
  waiting = [];
  sessionExpired.set(false);
  for (const request of resumed) request.resume();
}

export function sessionAbandoned(): void {
  const abandoned = waiting;
  waiting = [];
  sessionExpired.set(false);
  const reason = new ApiError(401, { code: "signed_out", message: "You are signed out." });
  for (const request of abandoned) request.abandon(reason);
}
