// Rings at the machine that builds and goes on when it is let in: so a scenario knows when a build is under way.
const fs = require("node:fs");
const net = require("node:net");

const port = Number(fs.readFileSync(`${__dirname}/door.txt`, "utf8"));
// The default route's gateway, a little-endian number in hexadecimal (proc(5), /proc/net/route).
const route = fs
  .readFileSync("/proc/net/route", "utf8")
  .split("\n")
  .map((line) => line.split("\t"))
  .find((fields) => fields[1] === "00000000");
const gateway = Buffer.from(route[2], "hex").reverse().join(".");

console.log(`ringing at ${gateway}`);
const socket = net.connect(port, gateway);
socket.on("error", (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
socket.on("end", () => console.log("let in"));
socket.resume();
