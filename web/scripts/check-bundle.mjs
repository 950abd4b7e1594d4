// The first page may weigh 210 KB (gzip): entry, styles, and the project list with all they import statically.
// A chunk over 120 KB must be one that only a dynamic import brings.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 210_000;
const CHUNK_LIMIT = 120_000;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const files = new Set();
const visit = (name) => {
  const chunk = manifest[name];
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) visit(imported);
};
visit("index.html");
visit("src/features/projects/ProjectListPage.tsx");

let total = 0;
for (const file of files) {
  const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  total += size;
  console.log(`${String(size).padStart(8)}  ${file}`);
  if (size > CHUNK_LIMIT) fail(`${file} is over ${CHUNK_LIMIT} bytes`);
}
console.log(`${String(total).padStart(8)}  first page, gzip (limit ${LIMIT})`);
if (total > LIMIT) fail(`the first page is over ${LIMIT} bytes`);

function fail(message) {
  console.error(`bundle: ${message}`);
  process.exitCode = 1;
}
