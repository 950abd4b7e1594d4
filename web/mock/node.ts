import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getResponse } from "msw";
import { WebSocketServer } from "ws";
import { handlers } from "./handlers.ts";
import { follow } from "./logs.ts";
import { type SeedName, seed } from "./seed.ts";
import type { Frame } from "./types.ts";
import type { World } from "./world.ts";

/** How the mock treats live connections: as it should, refusing them, or telling nothing. */
type Lines = "ok" | "no-sockets" | "no-live";

/** The mock as a real HTTP and WebSocket endpoint: real cookies, real headers, real cuts. */
export class MockApi {
  world: World;
  #lines: Lines = "ok";
  #pace: number;
  #sockets = new Set<{ terminate(): void }>();
  #handlers = handlers(() => this.world);
  #webSockets = new WebSocketServer({ noServer: true });

  constructor(name: SeedName, pace: number) {
    this.#pace = pace;
    this.world = seed(name, { pace });
  }

  /** True when the request was for the mock. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    if (url.pathname.startsWith("/__mock/")) {
      this.#control(url);
      response.writeHead(204).end();
      return true;
    }
    if (!url.pathname.startsWith("/api/")) return false;
    if (this.#lines === "no-live" && url.pathname.endsWith("/logs/events")) {
      response.writeHead(503).end();
      return true;
    }
    const answer = await getResponse(this.#handlers, await asRequest(request, url));
    await send(answer ?? new Response(null, { status: 404 }), response);
    return true;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    const match = /^\/api\/deployments\/([^/]+)\/logs\/stream$/.exec(url.pathname);
    if (!match) return false;
    // A ticket works once.
    const known = this.world.tickets.delete(url.searchParams.get("ticket") ?? "");
    const deployment = this.world.deployments.get(match[1] as string);
    if (!known || !deployment || this.#lines !== "ok") {
      socket.end(`HTTP/1.1 ${known ? "502 Bad Gateway" : "403 Forbidden"}\r\nConnection: close\r\n\r\n`);
      return true;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (client) => {
      const stop = follow(this.world, deployment, url.searchParams, (frame: Frame) => {
        client.send(JSON.stringify(frame));
        if (frame.type === "end") client.close(1000);
      });
      this.#sockets.add(client);
      client.on("close", () => {
        stop();
        this.#sockets.delete(client);
      });
    });
    return true;
  }

  attach(server: Server): void {
    server.on("upgrade", (request, socket, head) => this.upgrade(request, socket, head));
  }

  #control(url: URL): void {
    switch (url.pathname.slice("/__mock/".length)) {
      case "reset":
        this.world.engine.stop();
        this.#lines = "ok";
        this.world = seed((url.searchParams.get("seed") ?? "full") as SeedName, {
          pace: Number(url.searchParams.get("pace") ?? this.#pace),
        });
        break;
      case "lines":
        this.#lines = (url.searchParams.get("mode") ?? "ok") as Lines;
        break;
      case "cut":
        for (const socket of this.#sockets) socket.terminate();
        break;
      case "expire":
        this.world.access.clear();
        if (url.searchParams.get("refresh") !== "keep") this.world.refresh.clear();
        break;
      case "variable": {
        // Somebody else changes a variable meanwhile.
        const environment = this.world.environments.get(url.searchParams.get("environment") ?? "");
        if (!environment) break;
        environment.revision++;
        environment.variables = [
          ...environment.variables.filter(({ name }) => name !== url.searchParams.get("name")),
          {
            name: url.searchParams.get("name") ?? "",
            value: url.searchParams.get("value") ?? "",
            secret: false,
            buildTime: false,
            updatedAt: new Date().toISOString(),
          },
        ];
      }
    }
  }
}

async function asRequest(request: IncomingMessage, url: URL): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  const hasBody = request.method !== "GET" && request.method !== "HEAD" && chunks.length > 0;
  return new Request(url, {
    method: request.method ?? "GET",
    headers,
    ...(hasBody ? { body: Buffer.concat(chunks) } : {}),
  });
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  response.statusCode = answer.status;
  answer.headers.forEach((value, name) => {
    if (name !== "set-cookie") response.setHeader(name, value);
  });
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("Set-Cookie", cookies);
  response.setHeader("X-Request-Id", randomUUID());
  if (!answer.headers.has("cache-control")) response.setHeader("Cache-Control", "no-store");
  response.flushHeaders();
  if (!answer.body) {
    response.end();
    return;
  }
  const reader = answer.body.getReader();
  response.on("close", () => void reader.cancel().catch(() => {}));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    response.write(value);
  }
  response.end();
}
