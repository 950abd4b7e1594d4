// An app that shows a scenario what it was given: its version, its environment, slow answers, sockets, lines in the log.
const http = require("node:http");
const fs = require("node:fs");
const crypto = require("node:crypto");

const version = fs.readFileSync(`${__dirname}/version.txt`, "utf8").trim();
if (process.env.BEHAVIOUR === "exit") {
  console.error("configuration is wrong, giving up");
  process.exit(3);
}
const status = process.env.BEHAVIOUR === "500" ? 500 : 200;
const host = process.env.BEHAVIOUR === "loopback" ? "127.0.0.1" : "0.0.0.0";

const server = http.createServer((request, response) => {
  const url = new URL(request.url, "http://x");
  if (url.pathname === "/environment") {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(process.env));
  } else if (url.pathname === "/slow") {
    setTimeout(() => response.end(version), Number(url.searchParams.get("ms") || 2000));
  } else if (url.pathname === "/print") {
    const total = Number(url.searchParams.get("total") || 1000);
    const rate = Number(url.searchParams.get("rate") || 1000);
    print(total, rate);
    response.end("printing");
  } else {
    response.statusCode = status;
    response.end(version);
  }
});

function print(total, rate) {
  const began = Date.now();
  let printed = 0;
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((Date.now() - began) / 1000) * rate));
    let text = "";
    for (; printed < due; printed++) text += `line ${printed + 1} ${Date.now()}\n`;
    if (text) process.stdout.write(text);
    if (printed >= total) clearInterval(timer);
  }, 5);
}

// A WebSocket server of one purpose: answers each text with the version in front of it.
server.on("upgrade", (request, socket) => {
  const accept = crypto
    .createHash("sha1")
    .update(request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
    .digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let buffered = Buffer.alloc(0);
  socket.on("data", (data) => {
    buffered = Buffer.concat([buffered, data]);
    while (buffered.length >= 6) {
      const length = buffered[1] & 127;
      if (length > 125 || buffered.length < 6 + length) return;
      const opcode = buffered[0] & 15;
      const mask = buffered.subarray(2, 6);
      const text = Buffer.from(buffered.subarray(6, 6 + length).map((byte, i) => byte ^ mask[i % 4]));
      buffered = buffered.subarray(6 + length);
      if (opcode === 8) return socket.end();
      if (opcode === 1) {
        const answer = Buffer.from(`${version}:${text}`);
        socket.write(Buffer.concat([Buffer.from([0x81, answer.length]), answer]));
      }
    }
  });
  socket.on("error", () => socket.destroy());
});

if (process.env.BEHAVIOUR !== "deaf") {
  server.listen(Number(process.env.PORT || 3000), host, () => console.log(`version ${version} listens`));
} else {
  setInterval(() => {}, 1000);
}
process.once("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
