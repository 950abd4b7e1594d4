import { hostname } from "node:os";
import express from "express";

const port = Number(process.env.PORT || 3000);
const facts = {
  greeting: process.env.GREETING || "Hello from Express",
  release: process.env.AUTOSTACK_RELEASE || null,
  host: hostname(),
};

const app = express();
app.disable("x-powered-by");

app.get("/healthz", (_request, response) => {
  response.type("text").send("ok\n");
});

app.get("/", (request, response) => {
  if (request.accepts(["html", "json"]) === "json") {
    response.json(facts);
  } else {
    response.type("html").send(page(facts));
  }
});

const server = app.listen(port, "0.0.0.0", (error) => {
  if (error) throw error;
  console.log(`listening on port ${server.address().port}`);
});

// A platform stops an instance with SIGTERM: take no new connections, answer what has begun, end.
// The last answer on each connection says so, or its client would try to use the connection again.
// What still runs after ten seconds is cut off, so that the end comes in any case.
const open = new Set();
let stopping = false;

server.prependListener("request", (_request, response) => {
  open.add(response);
  response.once("close", () => open.delete(response));
  if (stopping) response.setHeader("Connection", "close");
});

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    console.log(`${signal}: finishing open requests`);
    stopping = true;
    for (const response of open) {
      if (!response.headersSent) response.setHeader("Connection", "close");
    }
    server.close(() => console.log("stopped"));
    setTimeout(() => server.closeAllConnections(), 10_000).unref();
  });
}

function page({ greeting, release, host }) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(greeting)}</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 18vh auto 0; padding: 0 1.5rem; }
  h1 { font-size: 2.2rem; line-height: 1.2; margin: 0 0 1.5rem; }
  dl { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1.5rem; margin: 0; }
  dt { opacity: .65; }
  dd { margin: 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>${escape(greeting)}</h1>
<dl>
  <dt>Release</dt><dd>${escape(release ?? "not set")}</dd>
  <dt>Host</dt><dd>${escape(host)}</dd>
</dl>
</body>
</html>
`;
}

function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
