// An app that talks: /print?total=1000&rate=100 prints that many lines at that many a second.
const http = require("node:http");
const print = require("./print.js");

const server = http.createServer((request, response) => {
  const url = new URL(request.url, "http://x");
  if (url.pathname === "/print") {
    print("talking", Number(url.searchParams.get("total")), Number(url.searchParams.get("rate")));
  }
  response.end("here");
});
server.listen(Number(process.env.PORT));
process.once("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
