import { backoff } from "../lib/backoff";
import { z } from "../lib/schema";
import type { StreamKind } from "./types";

const Line = z.object({
  seq: z.int().check(z.positive()),
  at: z.string(),
  stage: z.nullish(z.string()),
  source: z.nullish(z.string()),
  level: z.string(),
  text: z.string(),
});

const Frame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("lines"), lines: z.array(Line) }),
  z.object({ type: z.literal("gap"), from: z.int(), to: z.int(), reason: z.string() }),
  z.object({ type: z.literal("end") }),
  z.object({ type: z.literal("heartbeat") }),
  z.object({
    type: z.literal("deployment"),
    deployment: z.looseObject({ id: z.string(), state: z.string() }),
  }),
]);

export type StreamFrame = z.infer<typeof Frame>;

/**
 * `live` by WebSocket or SSE; `polling` when neither gets through; `waiting` until the next attempt.
 */
export type StreamStatus = "connecting" | "live" | "polling" | "waiting" | "ended";

export type StreamHandlers = {
  /** Frames in order, collected per animation frame. */
  onFrames(frames: StreamFrame[]): void;
  onStatus(status: StreamStatus): void;
};

export type StreamSource = {
  ticket(): Promise<string>;
  /** Reads what came after `after` over HTTP and hands it over as frames; for the last resort. */
  poll(after: number): Promise<StreamFrame[]>;
  /** The number of the last line that has arrived. */
  lastSeq(): number;
};

/** A heartbeat comes every 15 s; two missing ones mean that the line is dead though it looks open. */
const SILENCE_MS = 35_000;
const POLL_MS = 2_000;
/** Polls before a live transport is tried again. */
const POLLS_BEFORE_RETRY = 15;
/** Failed openings in a row after which the next transport takes over. */
const OPENINGS = 2;

type Transport = "socket" | "events" | "poll";

/**
 * The tail of one log stream. Resumes after the last line that arrived, over whichever transport works:
 * WebSocket, then server-sent events, then polling. Wakes up at once when the tab or the network is back.
 */
export class LogTail {
  readonly #url: { socket: string; events: string };
  readonly #stream: StreamKind;
  readonly #source: StreamSource;
  readonly #handlers: StreamHandlers;
  #transport: Transport = "socket";
  #failures = 0;
  #openings = 0;
  #polls = 0;
  #status: StreamStatus | undefined;
  #stopped = true;
  #generation = 0;
  #close: () => void = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #queue: StreamFrame[] = [];
  #flushing = false;

  constructor(deploymentId: string, stream: StreamKind, source: StreamSource, handlers: StreamHandlers) {
    const base = `${location.host}/api/deployments/${encodeURIComponent(deploymentId)}/logs`;
    const secure = location.protocol === "https:";
    this.#url = {
      socket: `${secure ? "wss" : "ws"}://${base}/stream`,
      events: `${location.protocol}//${base}/events`,
    };
    this.#stream = stream;
    this.#source = source;
    this.#handlers = handlers;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    document.addEventListener("visibilitychange", this.#wake);
    window.addEventListener("online", this.#wake);
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#disconnect();
    document.removeEventListener("visibilitychange", this.#wake);
    window.removeEventListener("online", this.#wake);
  }

  #wake = () => {
    if (this.#stopped || document.visibilityState === "hidden" || this.#status !== "waiting") return;
    this.#failures = 0;
    this.#connect();
  };

  #connect(): void {
    this.#disconnect();
    const generation = this.#generation;
    const current = () => !this.#stopped && generation === this.#generation;
    if (this.#transport === "poll") {
      this.#poll(current);
      return;
    }
    this.#setStatus("connecting");
    let opened = false;
    const handlers: ConnectionHandlers = {
      onFrame: (text) => {
        if (!current()) return;
        if (!opened) {
          opened = true;
          this.#failures = 0;
          this.#openings = 0;
          this.#setStatus("live");
        }
        this.#listenForSilence();
        this.#receive(text);
      },
      onOpen: () => {
        if (!current()) return;
        this.#listenForSilence();
        this.#setStatus("live");
      },
      onClosed: (reached) => {
        if (!current()) return;
        // No ticket means that AutoStack is away, which says nothing about the transport.
        if (!opened && reached) this.#openingFailed();
        this.#retry();
      },
    };
    this.#close =
      this.#transport === "socket"
        ? openSocket(this.#url.socket, () => this.#query(), this.#source, handlers)
        : openEvents(`${this.#url.events}?${this.#query()}`, handlers);
    this.#listenForSilence();
  }

  #query(): URLSearchParams {
    return new URLSearchParams({ stream: this.#stream, after: String(this.#source.lastSeq()) });
  }

  #openingFailed(): void {
    this.#openings++;
    if (this.#openings < OPENINGS) return;
    this.#openings = 0;
    this.#transport = this.#transport === "socket" ? "events" : "poll";
    this.#polls = 0;
  }

  #retry(): void {
    this.#disconnect();
    this.#setStatus("waiting");
    this.#timer = setTimeout(() => this.#connect(), backoff(this.#failures++));
  }

  async #poll(current: () => boolean): Promise<void> {
    try {
      const frames = await this.#source.poll(this.#source.lastSeq());
      if (!current()) return;
      this.#failures = 0;
      this.#setStatus("polling");
      for (const frame of frames) this.#accept(frame);
      if (this.#stopped) return;
    } catch {
      if (current()) this.#retry();
      return;
    }
    if (++this.#polls >= POLLS_BEFORE_RETRY) this.#transport = "socket";
    this.#timer = setTimeout(() => this.#connect(), POLL_MS);
  }

  #listenForSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#retry(), SILENCE_MS);
  }

  #receive(text: string): void {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return;
    }
    // A frame of a newer version is passed over, not an error.
    const frame = Frame.safeParse(json);
    if (frame.success) this.#accept(frame.data);
  }

  #accept(frame: StreamFrame): void {
    if (frame.type === "heartbeat") return;
    this.#queue.push(frame);
    if (frame.type === "end") {
      this.stop();
      this.#setStatus("ended");
    }
    if (this.#flushing) return;
    this.#flushing = true;
    // A hidden tab has no animation frames.
    if (document.visibilityState === "hidden") setTimeout(this.#flush, 250);
    else requestAnimationFrame(this.#flush);
  }

  #flush = () => {
    this.#flushing = false;
    const frames = this.#queue;
    this.#queue = [];
    this.#handlers.onFrames(frames);
  };

  #setStatus(status: StreamStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#handlers.onStatus(status);
  }

  #disconnect(): void {
    this.#generation++;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    const close = this.#close;
    this.#close = () => {};
    close();
  }
}

type ConnectionHandlers = { onFrame(text: string): void; onOpen(): void; onClosed(reached: boolean): void };

function openSocket(
  url: string,
  query: () => URLSearchParams,
  source: StreamSource,
  { onFrame, onOpen, onClosed }: ConnectionHandlers,
): () => void {
  let socket: WebSocket | undefined;
  let closed = false;
  source.ticket().then(
    (ticket) => {
      if (closed) return;
      // The ticket is good for one use and 30 s: nothing lasting stands in a URL.
      const parameters = query();
      parameters.set("ticket", ticket);
      socket = new WebSocket(`${url}?${parameters}`);
      socket.onopen = onOpen;
      socket.onmessage = (event) => onFrame(String(event.data));
      socket.onclose = () => onClosed(true);
    },
    () => {
      if (!closed) onClosed(false);
    },
  );
  return () => {
    closed = true;
    if (!socket) return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
  };
}

function openEvents(url: string, { onFrame, onOpen, onClosed }: ConnectionHandlers): () => void {
  const events = new EventSource(url, { withCredentials: true });
  const receive = (event: MessageEvent) => onFrame(String(event.data));
  events.onopen = onOpen;
  events.onmessage = receive;
  for (const name of ["lines", "gap", "end", "heartbeat", "deployment"])
    events.addEventListener(name, receive);
  // Reconnecting is ours: EventSource would resume from where this URL began.
  events.onerror = () => {
    events.close();
    onClosed(true);
  };
  return () => events.close();
}
