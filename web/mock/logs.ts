import { randomUUID } from "node:crypto";
import { HttpResponse } from "msw";
import type { Call } from "./call.ts";
import { deploymentOf } from "./deployments.ts";
import type { Deployment, Frame, Schemas, StreamKind } from "./types.ts";
import type { World } from "./world.ts";

const kindOf = (query: URLSearchParams): StreamKind =>
  query.get("stream") === "runtime" ? "runtime" : "build";

function streamOf(call: Call) {
  return call.world.stream(deploymentOf(call).id, kindOf(call.query));
}

export function readLog(call: Call): Response {
  const stream = streamOf(call);
  const after = Number(call.query.get("after") ?? 0);
  const limit = Math.min(1000, Number(call.query.get("limit") ?? 1000));
  if (call.query.get("download") === "true") {
    const text = stream.read(0, Number.POSITIVE_INFINITY).map((line) => `${line.at} ${line.text}\n`);
    return new HttpResponse(text.join(""), {
      headers: {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Disposition": 'attachment; filename="build.log"',
      },
    });
  }
  const lines = stream.read(after, limit);
  const lastRead = lines.at(-1)?.seq ?? after;
  return HttpResponse.json<Schemas["LogPage"]>({
    lines,
    next: lastRead < stream.last ? lastRead : null,
    first: stream.first,
    last: stream.last,
    closed: stream.closed,
  });
}

export function logTicket(call: Call): Response {
  deploymentOf(call);
  const ticket = randomUUID();
  call.world.tickets.add(ticket);
  return HttpResponse.json<Schemas["Ticket"]>({ ticket });
}

export function logEvents(call: Call): Response {
  const deployment = deploymentOf(call);
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (frame: Frame) => {
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(frame)}\n\n`));
        if (frame.type === "end") finish();
      };
      const finish = () => {
        stop();
        controller.close();
      };
      stop = follow(call.world, deployment, call.query, send);
    },
    cancel: () => stop(),
  });
  return new HttpResponse(body, {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
  });
}

/**
 * Sends how the deployment stands, what came after `after`, and then all that follows; the returned function ends it.
 */
export function follow(
  world: World,
  deployment: Deployment,
  query: URLSearchParams,
  send: (frame: Frame) => void,
): () => void {
  const stream = world.stream(deployment.id, kindOf(query));
  const after = Number(query.get("after") ?? 0);
  send({ type: "deployment", deployment: world.deploymentView(deployment) });
  for (let at = after; at < stream.last; at += 500) send({ type: "lines", lines: stream.read(at, 500) });
  send({ type: "heartbeat", at: new Date().toISOString() });
  if (stream.closed) {
    // After the caller has the function that ends it.
    queueMicrotask(() => send({ type: "end" }));
    return () => {};
  }
  stream.listeners.add(send);
  return () => stream.listeners.delete(send);
}
