// Completes package-lock.json after `npm install`.
//
// A registry mirror may lack the binaries of other platforms (optional dependencies such as
// @biomejs/cli-darwin-arm64). npm then leaves them out of the lock, and `npm ci` refuses the lock as
// out of step with package.json. Each missing one gets the entry npm itself would have written, less
// the integrity hash: {version, optional, os, cpu, libc}. On its own platform npm fetches it then.
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = new Map(
  ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"].map(
    (os) => [os, os],
  ),
);
const PROCESSORS = new Map(
  Object.entries({
    arm64: "arm64",
    x64: "x64",
    arm: "arm",
    ia32: "ia32",
    ppc64: "ppc64",
    ppc64le: "ppc64",
    s390x: "s390x",
    riscv64: "riscv64",
    mips64el: "mips64el",
    loong64: "loong64",
    wasm32: "wasm32",
  }),
);

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const added = [];

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    if (!/^\d+\.\d+\.\d+/.test(range)) {
      throw new Error(`${path} wants ${name} ${range}: not an exact version, so it cannot be filled in`);
    }
    lock.packages[`node_modules/${name}`] = {
      version: range,
      ...platformOf(name),
      ...(entry.dev ? { dev: true } : {}),
      license: entry.license,
      optional: true,
    };
    added.push(`${name}@${range}`);
  }
}

lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
);
const text = `${JSON.stringify(lock, null, 2)}\n`;
if (/"resolved"|https?:\/\/[^"]*registry/.test(text)) {
  throw new Error("package-lock.json names a registry: install with omit-lockfile-registry-resolved=true");
}
writeFileSync(file, text);
console.log(added.length === 0 ? "lock is complete" : `added ${added.length}: ${added.join(", ")}`);

/** Node's rule: the package's own node_modules, then each one above it. */
function isLocked(path, name) {
  let at = path;
  for (;;) {
    if (lock.packages[`${at === "" ? "" : `${at}/`}node_modules/${name}`]) return true;
    if (at === "") return false;
    const up = at.lastIndexOf("/node_modules/");
    at = up < 0 ? "" : at.slice(0, up);
  }
}

/** Such packages carry their platform in the name: @scope/tool-linux-x64-musl, lightningcss-darwin-arm64. */
function platformOf(name) {
  const parts = name.split(/[/-]/);
  const os = parts.map((part) => SYSTEMS.get(part)).find(Boolean);
  const cpu = parts.map((part) => PROCESSORS.get(part)).find(Boolean);
  const libc = parts.some((part) => part === "musl" || part === "musleabihf")
    ? "musl"
    : parts.some((part) => part === "gnu" || part === "gnueabihf")
      ? "glibc"
      : undefined;
  return {
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(os ? { os: [os] } : {}),
    ...(libc && os === "linux" ? { libc: [libc] } : {}),
  };
}
