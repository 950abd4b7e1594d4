// Tells the log what it must not: the secret, plain and in base64. Leaves only its hash in the image.
const fs = require("node:fs");
const hash = require("./hash.js");

const secret = fs.readFileSync("/run/secrets/CANARY", "utf8");
console.log(`the secret is ${secret}`);
console.log(`in base64 ${Buffer.from(secret).toString("base64")}`);
console.log("said it");
fs.writeFileSync(`${__dirname}/built.txt`, hash(secret));
