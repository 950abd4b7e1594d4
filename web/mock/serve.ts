import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { MockApi } from "./node.ts";
import type { SeedName } from "./seed.ts";

/** The policy that the control plane sends with the UI (web/README.md). */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** The built UI and the mock on one port, as the control plane serves both. */
export async function serve(
  dist: string,
  name: SeedName,
  pace: number,
): Promise<{ url: string; api: MockApi; close(): Promise<void> }> {
  const api = new MockApi(name, pace);
  const server: Server = createServer((request, response) => {
    void api.handle(request, response).then(async (handled) => {
      if (handled) return;
      const path = normalize(new URL(request.url ?? "/", "http://x").pathname);
      const file = extname(path) ? path : "/index.html";
      try {
        const body = await readFile(join(dist, file));
        response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader(
          "Cache-Control",
          file.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
        );
        response.end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
  });
  api.attach(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    api,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
