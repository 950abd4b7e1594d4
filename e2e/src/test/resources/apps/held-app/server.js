// An app whose start and whose answers a scenario can hold back. A version that begins with "slow" is healthy only
// once /tmp/go exists; /hold answers when /let-go was asked.
const fs = require("node:fs");
const http = require("node:http");

const version = fs.readFileSync(`${__dirname}/version.txt`, "utf8").trim();
const ready = () => !version.startsWith("slow") || fs.existsSync("/tmp/go");
const held = [];

const server = http.createServer((request, response) => {
  if (request.url === "/hold") {
    held.push(response);
  } else if (request.url === "/let-go") {
    for (const waiting of held.splice(0)) waiting.end(version);
    response.end("let go");
  } else {
    response.statusCode = ready() ? 200 : 503;
    response.end(version);
  }
});
server.listen(Number(process.env.PORT || 3000), () => console.log(`version ${version} listens`));
process.once("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
