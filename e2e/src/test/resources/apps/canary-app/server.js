// Tells the log the secret; answers with the hashes of what it was given when it was built and when it was started.
const fs = require("node:fs");
const http = require("node:http");
const hash = require("./hash.js");

const built = fs.readFileSync(`${__dirname}/built.txt`, "utf8");
const secret = process.env.CANARY || "";
console.log(`the secret is ${secret}`);
console.error(`in base64 ${Buffer.from(secret).toString("base64")}`);
const server = http.createServer((request, response) => response.end(`${built} ${hash(secret)}`));
server.listen(Number(process.env.PORT || 3000), () => console.log("said it"));
process.once("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
