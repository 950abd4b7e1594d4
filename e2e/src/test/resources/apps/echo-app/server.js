// An app that shows what reached it, in base64: its environment, its arguments, the paths it was asked for, and what
// the build command and the last health command wrote.
const fs = require("node:fs");
const http = require("node:http");

const asked = new Set();
const base64 = (text) => Buffer.from(text).toString("base64");
const built = () => (fs.existsSync("built.txt") ? fs.readFileSync("built.txt", "utf8") : "");
const checked = () => (fs.existsSync("/tmp/checked.json") ? JSON.parse(fs.readFileSync("/tmp/checked.json", "utf8")) : []);

const server = http.createServer((request, response) => {
  if (request.url !== "/seen") {
    asked.add(request.url);
    response.end("ok");
    return;
  }
  const environment = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, base64(value)]));
  const seen = { environment, arguments: process.argv.slice(2).map(base64), asked: [...asked].map(base64), built: base64(built()), checked: checked().map(base64), version: base64(process.version) };
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(seen));
});
server.listen(Number(process.env.PORT || 3000));
process.once("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
