// Builds the examples for real, as planned, and prints one table: cold build, rebuild after a change of one line, image size
// beside a Dockerfile written by hand on the same base (bench/examples/NAME.Dockerfile), and what a push then has to move.
//   node bench/examples.mjs [NAME...]     all of examples/checks.csv without names
// Cold means: no cached layer and empty cache mounts; base images are there. Each image is started with the limits of the
// agent and asked, also after the change. What cannot be had on this machine is listed with the reason.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const docker = fs.existsSync("/usr/bin/docker") ? "/usr/bin/docker" : "docker";
const work = fs.mkdtempSync(path.join(os.tmpdir(), "autostack-bench-"));
const scope = `bench-${process.pid}-`;
const BUILD_MS = 8 * 60_000;
const START_MS = 60_000;
const LIMITS =
  "--cap-drop=ALL --security-opt=no-new-privileges --init --ipc=private --memory=512m --memory-swap=512m --pids-limit=512".split(" ");
const READ_ONLY = ["--read-only", "--tmpfs=/tmp:rw,exec,nosuid,nodev,size=67108864,mode=1777"];
const WRITTEN_BY_TOOLS = /node_modules|target|lock|go\.sum/;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

class Skip extends Error {}

function run(command, args, { limit = START_MS, env = {} } = {}) {
  const ended = spawnSync(command, args, { timeout: limit, maxBuffer: 1 << 28, encoding: "utf8", env: { ...process.env, ...env } });
  return { code: ended.status ?? 124, out: (ended.stdout ?? "").trim(), all: `${ended.stdout ?? ""}${ended.stderr ?? ""}` };
}
function must(command, args, options) {
  const ended = run(command, args, options);
  if (ended.code !== 0) throw new Error(`${path.basename(command)} ${args.slice(0, 3).join(" ")}: ${ended.all.slice(-1500)}`);
  return ended.out;
}

function checks() {
  return fs
    .readFileSync(`${root}/examples/checks.csv`, "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => {
      const [name, , ask, answer] = line.split(", ");
      const [method, url] = ask.split(" ");
      return { name, method, url, answer };
    })
    .filter((check) => !check.name.includes("//")); // members of workspaces: the tests build those
}

function everyFile(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !WRITTEN_BY_TOOLS.test(path.relative(folder, file)));
}

/** Changes one line of a source; gives what the answer holds then. */
function changeOneLine(tree, answer) {
  for (const file of everyFile(tree)) {
    const text = fs.readFileSync(file, "utf8");
    if (/Hello (again )*from/.test(text)) {
      fs.writeFileSync(file, text.replace("Hello ", "Hello again "));
      return answer.replace(/^Hello /, "Hello again ");
    }
  }
  fs.appendFileSync(path.join(tree, "index.html"), "<!-- changed -->\n");
  return answer;
}

function assumeBases(dockerfile) {
  const stages = [...dockerfile.matchAll(/^FROM .* AS (\S+)/gim)].map((stage) => stage[1]);
  for (const [, base] of dockerfile.matchAll(/^FROM (?:--\S+ )?(\S+)/gm)) {
    if (base !== "scratch" && !stages.includes(base) && run(docker, ["image", "inspect", base]).code !== 0)
      throw new Skip(`no base image ${base}`);
  }
}

async function build(check, image, dockerfile, context, cold) {
  const begin = performance.now();
  const args = ["build", "--progress=plain", ...(cold ? ["--no-cache"] : []), `--tag=${image}`, `--file=${dockerfile}`, context];
  const ended = run(docker, args, { limit: BUILD_MS, env: { DOCKER_BUILDKIT: "1" } });
  const took = performance.now() - begin;
  if (ended.code !== 0) {
    throw new Error(`the build failed: ${ended.all.slice(-1500)}`);
  }
  return took;
}

/** On a connection of its own: the next container may get the port of the last one. */
function ask(method, url) {
  return new Promise((done, fail) => {
    const request = http.request(url, { method, agent: false, timeout: 10_000 }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => done({ status: response.statusCode, body }));
      response.on("error", fail);
    });
    request.on("timeout", () => request.destroy(new Error("no answer within 10 s")));
    request.on("error", fail);
    request.end(method === "POST" ? "{}" : undefined);
  });
}

async function answers(check, image, port, expected) {
  const start = [...LIMITS, ...READ_ONLY, `--env=PORT=${port}`, `--publish=127.0.0.1::${port}`, image];
  const container = must(docker, ["run", "--detach", ...start]);
  try {
    const address = must(docker, ["port", container, `${port}/tcp`]).split("\n")[0];
    let last = "nothing";
    for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
      try {
        const { status, body } = await ask(check.method, `http://${address}${check.url}`);
        last = `${status} ${body}`;
        if (status === 200 && body.includes(expected)) return;
      } catch (error) {
        last = String(error);
      }
    }
    throw new Error(`no "${expected}" but ${last.slice(0, 200)}: ${run(docker, ["logs", container]).all.slice(-800)}`);
  } finally {
    run(docker, ["rm", "--force", container]);
  }
}

const inspect = (image, format) => must(docker, ["image", "inspect", "--format", format, image]);
const size = (image) => Number(inspect(image, "{{.Size}}"));
const layers = (image) => JSON.parse(inspect(image, "{{json .RootFS.Layers}}"));

/** Bytes of the layers that an image has and the other has not: what a push moves, before compression. */
function moved(image, before) {
  const archive = path.join(work, "image.tar");
  try {
    must(docker, ["save", "--output", archive, image], { limit: 3 * START_MS });
    const sizes = new Map(
      must("tar", ["-tvf", archive]).split("\n").map((line) => {
        const cells = line.trim().split(/\s+/);
        return [cells[5], Number(cells[2])];
      }),
    );
    const files = JSON.parse(must("tar", ["-xOf", archive, "manifest.json"]))[0].Layers;
    return layers(image).reduce((sum, layer, i) => sum + (before.includes(layer) ? 0 : sizes.get(files[i])), 0);
  } finally {
    fs.rmSync(archive, { force: true });
  }
}

async function measure(check) {
  const { name } = check;
  const tree = path.join(work, name);
  fs.cpSync(`${root}/examples/${name}`, tree, { recursive: true, filter: (file) => !/node_modules|\/target/.test(path.relative(root, file)) });
  const plan = JSON.parse(must(`${root}/bin/autostack`, ["plan", "--json", tree]));
  const text = must(`${root}/bin/autostack`, ["dockerfile", tree]);
  assumeBases(text);
  const own = everyFile(tree).find((file) => path.basename(file) === "Dockerfile");
  const context = own ? path.dirname(own) : tree;
  const dockerfile = path.join(work, `${name}.Dockerfile`);
  const images = ["1", "2", "3", "by-hand"].map((tag) => `autostack-bench-${name}:${tag}`);
  fs.writeFileSync(dockerfile, `${text}\n`.replaceAll("type=cache,id=", `type=cache,id=${scope}${name}-`));
  try {
    const cold = await build(check, images[0], dockerfile, context, true);
    await answers(check, images[0], plan.port, check.answer);
    let expected = changeOneLine(tree, check.answer);
    const again = await build(check, images[1], dockerfile, context, false);
    await answers(check, images[1], plan.port, expected);
    // The layers of two builds with a cache: one without makes its own of the same content.
    expected = changeOneLine(tree, expected);
    await build(check, images[2], dockerfile, context, false);
    const byHand = `${root}/bench/examples/${name}.Dockerfile`;
    let hand = null;
    if (fs.existsSync(byHand)) {
      await build(check, images[3], byHand, context, false);
      await answers(check, images[3], plan.port, expected);
      hand = size(images[3]);
    }
    const bytes = size(images[1]);
    const ratio = hand ? `${megabytes(hand)} | ${(bytes / hand).toFixed(2)}` : " | ";
    return (
      `| ${name} | ${plan.packageManager ?? ""} | ${seconds(cold)} | ${seconds(again)} | ${(again / cold).toFixed(2)} ` +
      `| ${megabytes(bytes)} | ${ratio} | ${megabytes(moved(images[2], layers(images[1])))} |`
    );
  } finally {
    for (const image of images) run(docker, ["image", "rm", "--force", image]);
  }
}

const wanted = process.argv.slice(2);
const failed = [];
const skipped = [];
let answered = 0;
console.log("| Example | Manager | Cold build | Rebuild | Ratio | Image | By hand | Ratio | Moved after the change |");
console.log("|---|---|---|---|---|---|---|---|---|");
try {
  for (const check of checks().filter((each) => wanted.length === 0 || wanted.includes(each.name))) {
    try {
      console.log(await measure(check));
      answered++;
    } catch (error) {
      (error instanceof Skip ? skipped : failed).push(`${check.name}: ${error.message}`);
    }
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
for (const each of skipped) console.log(`skipped  ${each}`);
for (const each of failed) console.log(`FAILED   ${each}`);
console.log(`${answered} built and answered, ${failed.length} failed, ${skipped.length} skipped`);
process.exit(failed.length > 0 || answered === 0 ? 1 : 0);
