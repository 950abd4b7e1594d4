// Measures a running AutoStack (bin/up) on this machine and prints one table.
//   node --experimental-websocket bench/system.mjs [part...]     parts: deploy rollback cutover logs twenty memory
// Load goes to loopback only and is bounded in count and time.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";

const home = process.env.AUTOSTACK_HOME;
const port = Number(process.env.AUTOSTACK_PORT);
const edgePort = Number(process.env.AUTOSTACK_EDGE_PORT);
const registry = `127.0.0.1:${process.env.AUTOSTACK_REGISTRY_PORT}`;
const gitBase = `git://127.0.0.1:${process.env.AUTOSTACK_GIT_PORT}`;
const api = `http://127.0.0.1:${port}`;
const key = fs.readFileSync(`${home}/operator-key`, "utf8").trim();
const docker = fs.existsSync("/usr/bin/docker") ? "/usr/bin/docker" : "docker";
const work = fs.mkdtempSync(path.join(os.tmpdir(), "autostack-bench-"));
const runs = Number(process.env.RUNS || 5);
const table = [];

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const sorted = (values) => [...values].sort((a, b) => a - b);
const quantile = (values, q) => sorted(values)[Math.min(values.length - 1, Math.ceil(values.length * q) - 1)];
const median = (values) => quantile(values, 0.5);
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
const run = (command, args, options = {}) =>
  execFileSync(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options }).toString().trim();

async function call(method, url, body) {
  const response = await fetch(api + url, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      ...(method === "POST" ? { "idempotency-key": randomUUID() } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

const OVER = new Set(["LIVE", "RETIRED", "FAILED", "CANCELLED", "SUPERSEDED"]);
async function over(id, limitMs = 300_000, everyMs = 10) {
  const end = Date.now() + limitMs;
  for (;;) {
    const deployment = await call("GET", `/api/deployments/${id}`);
    if (OVER.has(deployment.state)) {
      if (deployment.state !== "LIVE" && deployment.state !== "RETIRED")
        throw new Error(`deployment ${deployment.number}: ${deployment.state} ${JSON.stringify(deployment.cause)}`);
      return deployment;
    }
    if (Date.now() > end) throw new Error(`deployment ${deployment.number} is still ${deployment.state}`);
    await sleep(everyMs);
  }
}
const liveAfter = (d) => Date.parse(d.history.find((s) => s.state === "LIVE").at) - Date.parse(d.createdAt);

/** A bare repository that the Git daemon serves, with a checkout to commit to. */
function repository(name, from) {
  const bare = `${home}/git/${name}.git`;
  const tree = path.join(work, name);
  fs.rmSync(bare, { recursive: true, force: true });
  fs.cpSync(from, tree, { recursive: true, filter: (f) => !f.includes("node_modules") });
  run("git", ["init", "-q", "-b", "main"], { cwd: tree });
  const commit = (message) => {
    run("git", ["add", "-A"], { cwd: tree });
    run("git", ["-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "-q", "-m", message], { cwd: tree });
  };
  commit("Start");
  run("git", ["clone", "-q", "--bare", tree, bare]);
  return {
    tree,
    url: `${gitBase}/${name}.git`,
    change(file, text) {
      fs.appendFileSync(path.join(tree, file), text);
      commit(`Change ${file}`);
      run("git", ["push", "-q", bare, "main"], { cwd: tree });
    },
  };
}

async function project(name, gitUrl) {
  const known = (await call("GET", `/api/projects?limit=200&q=${name}`)).items.find((p) => p.name === name);
  return known ?? (await call("POST", "/api/projects", { name, gitUrl }));
}
const deploy = async (id) => over((await call("POST", "/api/deployments", { projectId: id })).id);

/** GET through the edge; resolves with the status, or rejects when the connection breaks. */
function ask(host, url, agent) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: "127.0.0.1", port: edgePort, path: url, agent, headers: { host } }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode, body }));
      response.on("error", reject);
    });
    request.setTimeout(15_000, () => request.destroy(new Error("no answer in 15 s")));
    request.on("error", reject);
  });
}

// --- POST to LIVE against the same steps by hand
async function deployAgainstByHand() {
  const repo = repository("bench-express", "examples/node-express");
  const app = await project("bench-express", repo.url);
  const first = await deploy(app.id);
  const dockerfile = path.join(work, "Dockerfile.byhand");
  fs.writeFileSync(dockerfile, first.detection.dockerfile);
  const ours = [];
  const byHand = [];
  const stages = {};
  for (let i = 0; i <= runs; i++) {
    repo.change("server.js", `\n// ${i} ${Date.now()}\n`);
    const hand = await handRun(repo, dockerfile, i);
    const deployment = await deploy(app.id);
    if (i === 0) continue; // warms both caches
    byHand.push(hand);
    ours.push(liveAfter(deployment));
    for (const s of deployment.stages) {
      (stages[s.stage] ??= []).push(Date.parse(s.finishedAt) - Date.parse(s.startedAt));
    }
  }
  const [a, b] = [median(ours), median(byHand)];
  table.push(["POST to LIVE, one-line change, warm cache", seconds(a), `by hand ${seconds(b)}`, "ratio <= 1.15 or + 1.0 s", `ratio ${(a / b).toFixed(2)}, ${((a - b) / 1000).toFixed(2)} s`]);
  console.error("stages (median ms):", Object.fromEntries(Object.entries(stages).map(([k, v]) => [k, median(v)])));
}

async function handRun(repo, dockerfile, i) {
  const began = Date.now();
  const tree = path.join(work, `hand-${i}`);
  const image = `${registry}/byhand/express:${i}`;
  run("git", ["clone", "-q", "--depth", "1", repo.url, tree]);
  run(docker, ["build", "-q", "-f", dockerfile, "-t", image, tree], { env: { ...process.env, DOCKER_BUILDKIT: "1" } });
  run(docker, ["push", "-q", image]);
  const container = run(docker, ["run", "-d", "-p", "127.0.0.1::3000", "-e", "PORT=3000", image]);
  const address = run(docker, ["port", container, "3000/tcp"]).split("\n")[0];
  while (!(await fetch(`http://${address}/`).then((r) => r.ok, () => false))) await sleep(10);
  const took = Date.now() - began;
  run(docker, ["rm", "-f", container]);
  return took;
}

// --- rollback
async function rollback() {
  const { app, releases } = await probe();
  const took = [];
  for (let i = 0; i < Math.max(20, runs); i++) {
    const d = await call("POST", `/api/deployments/${releases[i % 2]}/rollback`, { reason: "bench" });
    took.push(liveAfter(await over(d.id)));
  }
  table.push([`rollback, request to verified (${took.length})`, `median ${seconds(median(took))}`, "", "p95 <= 1.5 s", `p95 ${seconds(quantile(took, 0.95))}`]);
  return app;
}

let probed;
async function probe() {
  if (probed) return probed;
  const repo = repository("bench-probe", "e2e/src/test/resources/apps/probe-app");
  const app = await project("bench-probe", repo.url);
  const one = await deploy(app.id);
  repo.change("version.txt", "two\n");
  const two = await deploy(app.id);
  probed = { app, repo, releases: [one.id, two.id], environment: two.environmentId };
  return probed;
}

// --- cutover under load
async function cutover() {
  const { app, repo, releases } = await probe();
  const rounds = Number(process.env.ROUNDS || 30);
  const host = "bench-probe.localhost";
  const keep = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const count = { passed: 0, failed: 0, slow: 0, reset: 0, sockets: 0, cut: 0 };
  const errors = {};
  let on = true;
  const note = (what) => { errors[what] = (errors[what] ?? 0) + 1; };
  const one = (url, agent) =>
    ask(host, url, agent).then(
      (a) => { if (a.status === 200) count.passed++; else { count.failed++; note(`status ${a.status}`); } },
      (e) => { count.reset++; note(e.code || e.message); });
  const fast = (async () => {
    let n = 0;
    const began = Date.now();
    while (on) {
      for (const due = ((Date.now() - began) / 1000) * 200; n < due; n++) one("/", n % 2 ? keep : new http.Agent());
      await sleep(5);
    }
  })();
  const slow = (async () => {
    while (on) { one("/slow?ms=2000", keep); count.slow++; await sleep(250); }
  })();
  const sockets = [0, 1, 2, 3].map(() => echo(host, () => on, count));
  const began = Date.now();
  for (let i = 0; i < rounds; i++) {
    repo.change("round.txt", `${i} ${Date.now()}\n`); // an equal source would not be built
    await deploy(app.id);
    await over((await call("POST", `/api/deployments/${releases[i % 2]}/rollback`, { reason: "bench" })).id);
  }
  on = false;
  await Promise.all([fast, slow, ...sockets]);
  await sleep(3000);
  keep.destroy();
  const last = (await call("GET", `/api/deployments?project=${app.id}&limit=60`)).items;
  console.error("errors:", errors, "counted for the cutover of the newest:", (await call("GET", `/api/deployments/${last[0].id}`)).cutover);
  table.push([`cutover: ${rounds} deployments + ${rounds} rollbacks, 200 req/s, ${seconds(Date.now() - began)}`, `${count.passed} answered (${count.slow} of 2 s)`, "", "0 failed, 0 reset", `${count.failed} failed, ${count.reset} reset; ${count.sockets} WebSocket texts, ${count.cut} sockets closed at a drain deadline`]);
}

/** Keeps a WebSocket open and sends a text each 100 ms; opens a new one when the drain deadline closed it. */
async function echo(host, on, count) {
  while (on()) {
    await new Promise((done) => {
      const request = http.request({ host: "127.0.0.1", port: edgePort, path: "/socket", headers: { host, connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": Buffer.from(randomUUID().slice(0, 16)).toString("base64") } });
      request.on("error", () => { count.reset++; done(); });
      request.on("response", (r) => { count.failed++; r.resume(); done(); });
      request.on("upgrade", (_response, socket) => {
        const timer = setInterval(() => {
          if (!on()) return socket.end();
          const mask = Buffer.from([1, 2, 3, 4]);
          const text = Buffer.from("hi").map((byte, i) => byte ^ mask[i]);
          socket.write(Buffer.concat([Buffer.from([0x81, 0x82]), mask, text]));
        }, 100);
        socket.on("data", () => count.sockets++);
        socket.on("error", () => {});
        socket.on("close", () => { clearInterval(timer); if (on()) count.cut++; done(); });
      });
      request.end();
    });
  }
}

// --- a printed line until it is in a WebSocket
async function logs() {
  const { app } = await probe();
  const live = (await call("GET", `/api/projects/${app.id}`)).environments[0].live;
  for (const [rate, total] of [[1000, 10_000], [50_000, 500_000]]) {
    const { ticket } = await call("POST", `/api/deployments/${live.id}/logs/ticket?stream=runtime`, {});
    const after = (await call("GET", `/api/deployments/${live.id}/logs?stream=runtime&limit=1`)).last ?? 0;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/deployments/${live.id}/logs/stream?stream=runtime&after=${after}&ticket=${ticket}`);
    const lag = [];
    const seen = new Set();
    let skipped = 0;
    socket.onmessage = (message) => {
      const now = Date.now();
      const frame = JSON.parse(message.data);
      if (frame.type === "gap") skipped += frame.to - frame.from + 1;
      for (const line of frame.lines ?? []) {
        const match = /^line (\d+) (\d+)$/.exec(line.text);
        if (match) { lag.push(now - Number(match[2])); seen.add(Number(match[1])); }
      }
    };
    await new Promise((open, fail) => { socket.onopen = open; socket.onerror = (e) => fail(new Error(`socket: ${e.message ?? e.type}`)); });
    await ask("bench-probe.localhost", `/print?rate=${rate}&total=${total}`);
    const end = Date.now() + (total / rate) * 1000 + 30_000;
    while (seen.size + skipped < total && Date.now() < end) await sleep(100);
    socket.close();
    let stored = 0;
    for (let from = after; ; ) {
      const page = await call("GET", `/api/deployments/${live.id}/logs?stream=runtime&after=${from}&limit=1000`);
      stored += page.lines.filter((l) => /^line \d+ \d+$/.test(l.text)).length;
      if (!page.lines.length) break;
      from = page.lines.at(-1).seq;
    }
    table.push([`log line to WebSocket at ${rate} lines/s`, lag.length ? `median ${median(lag)} ms` : "-", "", rate === 1000 ? "p99 <= 100 ms" : "no loss in 10 s", `p99 ${lag.length ? quantile(lag, 0.99) : "-"} ms; ${total - stored} of ${total} lost, ${skipped} skipped for this reader`]);
  }
}

// --- twenty at once
/**
 * Calls the API each 25 ms from a process of its own over one kept connection, whatever this one waits for. Started
 * before its rivals by the kernel when that is allowed, so that its own waiting for a processor is not counted.
 */
const READER = `
  const http = require("node:http");
  const { url, key } = JSON.parse(process.argv[1]);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const call = () => new Promise((done, fail) => {
    const began = performance.now();
    http.get(url, { agent, headers: { authorization: "Bearer " + key } }, (answer) => {
      answer.resume();
      answer.on("end", () => answer.statusCode === 200 ? done([performance.now() - began, Date.now()]) : fail(new Error("status " + answer.statusCode)));
    }).on("error", fail);
  });
  let start = 0, on = true;
  process.once("message", () => { on = false; });
  (async () => {
    for (let i = 0; i < 40; i++) await call();
    process.send("warm");
    start = performance.now();
    const calls = [];
    while (on) {
      calls.push(await call());
      await new Promise((done) => setTimeout(done, 25));
    }
    process.send(calls, () => process.exit(0));
  })();`;

function reader(url) {
  const child = spawn(process.execPath, ["-e", READER, JSON.stringify({ url, key })], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  try {
    os.setPriority(child.pid, -15);
    // Linux weighs sessions before it weighs the processes within (sched(7), autogroup).
    if (fs.existsSync(`/proc/${child.pid}/autogroup`)) fs.writeFileSync(`/proc/${child.pid}/autogroup`, "-15");
  } catch {
    console.error("The reader runs at the usual priority: its own waiting is counted.");
  }
  const next = () => new Promise((done, fail) => {
    child.once("message", done);
    child.once("exit", (code) => fail(new Error(`the reader ended with ${code}`)));
  });
  return { warm: next(), stop() { const all = next(); child.send("stop"); return all; } };
}

async function twenty() {
  const repo = repository("bench-many", "e2e/src/test/resources/apps/probe-app");
  const apps = [];
  for (let i = 0; i < 20; i++) apps.push(await project(`bench-many-${String.fromCharCode(97 + i)}`, repo.url));
  const measuring = reader(`${api}/api/projects?limit=50`);
  await measuring.warm;
  const began = Date.now();
  const posted = await Promise.all(apps.map((a) => call("POST", "/api/deployments", { projectId: a.id })));
  await Promise.all(posted.map((d) => over(d.id, 600_000, 500)));
  const took = Date.now() - began;
  const answers = await measuring.stop();
  const calls = answers.map(([took]) => took);
  console.error("slowest calls (ms, at Unix ms):", answers.sort((a, b) => b[0] - a[0]).slice(0, 8).map((c) => c.map(Math.round)));
  table.push(["20 deployments at once, 2 slots", seconds(took), "", "all LIVE, API p99 <= 50 ms", `20 LIVE, p50 ${median(calls).toFixed(0)} ms, p99 ${quantile(calls, 0.99).toFixed(0)} ms of ${calls.length} calls`]);
  for (const a of apps) await call("DELETE", `/api/projects/${a.id}`);
}

// --- memory
async function memory() {
  await sleep(5000);
  const proportional = (pid) => {
    try { return Number(/Pss:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]) / 1024; } catch { return 0; }
  };
  const pidOf = (name) => {
    const keeper = fs.readFileSync(`${home}/run/${name}.pid`, "utf8").trim();
    return keeper;
  };
  const postmaster = fs.readFileSync(`${home}/postgres/data/postmaster.pid`, "utf8").split("\n")[0];
  const children = spawnSync("pgrep", ["-P", postmaster]).stdout.toString().split("\n").filter(Boolean);
  const database = [postmaster, ...children].reduce((sum, pid) => sum + proportional(pid), 0);
  const standalone = proportional(pidOf("standalone"));
  const edge = proportional(pidOf("edge"));
  table.push(["memory of standalone with Postgres", `${(standalone + database).toFixed(0)} MB`, "", "<= 400 MB", `JVM ${standalone.toFixed(0)}, Postgres ${database.toFixed(0)} (proportional set size)`]);
  table.push(["memory of the edge", `${edge.toFixed(0)} MB`, "", "<= 150 MB", ""]);
}

const parts = { deploy: deployAgainstByHand, rollback, cutover, logs, twenty, memory };
const wanted = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(parts);
let failed = false;
for (const name of wanted) {
  try {
    await parts[name]();
  } catch (e) {
    failed = true;
    table.push([name, "did not finish", "", "", String(e.message).slice(0, 300)]);
  }
}
fs.rmSync(work, { recursive: true, force: true });
console.log("| What | Measured | Beside it | Bar | |\n|---|---|---|---|---|");
for (const row of table) console.log(`| ${row.join(" | ")} |`);
process.exit(failed ? 1 : 0);
