import type { LogLine, Schemas } from "./types.ts";

const ESC = "\u001b[";

/** What BuildKit prints for a small Node app, in its colours. */
export function buildOutput(name: string): string[] {
  const steps = [
    "[internal] load build definition from Dockerfile",
    "[internal] load metadata for docker.io/library/node:22-slim",
    "[internal] load .dockerignore",
    "[internal] load build context",
    "[deps 1/4] FROM docker.io/library/node:22-slim@sha256:9bd1f1a6d3a2",
    "[deps 2/4] WORKDIR /app",
    "[deps 3/4] COPY package.json package-lock.json ./",
    "[deps 4/4] RUN npm ci --omit=dev",
    "[build 1/3] COPY . .",
    "[build 2/3] RUN npm run build",
    "[stage-2 2/4] COPY --from=deps /app/node_modules ./node_modules",
    "[stage-2 3/4] COPY --from=build /app/dist ./dist",
    "[stage-2 4/4] RUN chown -R 10001:10001 /app",
    "exporting to image",
  ];
  const lines: string[] = [];
  for (const [index, step] of steps.entries()) {
    lines.push(`${ESC}34m#${index + 1} ${step}${ESC}0m`);
    if (step.includes("npm ci")) {
      lines.push(
        `#${index + 1} 2.114 `,
        `#${index + 1} 2.114 added 68 packages, and audited 69 packages in 2s`,
      );
      lines.push(
        `#${index + 1} 2.115 ${ESC}33mnpm warn deprecated${ESC}0m inflight@1.0.6: This module is not supported`,
      );
    }
    if (step.includes("run build")) {
      lines.push(
        `#${index + 1} 0.421 > ${name}@1.0.0 build`,
        `#${index + 1} 0.421 > vite build`,
        `#${index + 1} 0.902 `,
      );
      lines.push(`#${index + 1} 0.902 ${ESC}36mvite v8.3.8 ${ESC}32mbuilding for production...${ESC}0m`);
      for (const module of ["index", "vendor", "projects", "deployments", "settings"]) {
        lines.push(
          `#${index + 1} 2.${module.length}11 ${ESC}2mdist/${ESC}22m${ESC}38;5;37massets/${module}-D4f9aK2x.js${ESC}39m   ${ESC}1m42.18 kB${ESC}22m ${ESC}2m│ gzip: 13.02 kB${ESC}22m`,
        );
      }
      lines.push(`#${index + 1} 2.950 ${ESC}38;2;64;192;120m✓ built in 2.04s${ESC}0m`);
      lines.push(`#${index + 1} 2.951 <img src=x onerror="document.title='owned'">`);
    }
    lines.push(
      index % 3 === 2 ? `#${index + 1} CACHED` : `#${index + 1} DONE ${(0.1 * (index + 1)).toFixed(1)}s`,
      "",
    );
  }
  return lines;
}

export const FAILED_BUILD = [
  "src/checkout.ts(42,17): error TS2345: Argument of type 'string' is not assignable to parameter of type 'Money'.",
  "npm error Lifecycle script `build` failed with error:",
  "npm error code 1",
  'process "/bin/sh -c npm run build" did not complete successfully: exit code: 1',
];

/** Line `seq` of a long log; the same each time. */
export function longLogLine(seq: number, beganAt: number): LogLine {
  const at = new Date(beganAt + seq * 7).toISOString();
  const stage = seq < 40 ? "CLONE" : seq < 90 ? "DETECT" : seq < 98_000 ? "BUILD" : "PUSH";
  const base = { seq, at, stage, source: "worker-1" } as const;
  if (seq % 25_000 === 0)
    return { ...base, level: "ERROR", text: `${ESC}31merror${ESC}0m: needle ${seq / 25_000} was not found` };
  if (seq % 997 === 0) return { ...base, level: "WARNING", text: `warning: package ${seq} is deprecated` };
  if (seq % 50 === 0)
    return {
      ...base,
      level: "INFO",
      text: `${ESC}38;5;${16 + (seq % 216)}mcompiled module ${seq}${ESC}0m in ${seq % 400} ms`,
    };
  return {
    ...base,
    level: "INFO",
    text: `#12 ${(seq / 140).toFixed(3)} step ${seq}: src/modules/m${seq % 4096}/index.ts -> dist/m${seq % 4096}.js`,
  };
}

export function detectionOf(gitUrl: string): Schemas["Detection"] {
  const still = gitUrl.includes("static");
  return {
    path: "",
    stack: still ? "static" : "node",
    framework: still ? null : "express",
    language: still ? null : "javascript",
    packageManager: still ? null : "npm",
    version: still ? null : { value: "22", source: "package.json engines.node" },
    confidence: still ? 82 : 96,
    evidence: still
      ? [{ file: "index.html", fact: "is at the top, and there is no package.json", points: 60 }]
      : [
          { file: "package.json", fact: "depends on express", points: 60 },
          { file: "package-lock.json", fact: "is there, so npm ci installs", points: 20 },
          { file: "server.js", fact: "reads PORT", points: 16 },
        ],
    alternatives: still ? [] : [{ stack: "static", framework: null, confidence: 12 }],
    ambiguous: false,
    install: still ? null : "npm ci",
    build: null,
    start: still ? null : "npm start",
    port: still ? 8080 : 3000,
    healthPath: still ? "/" : "/healthz",
    outputDirectory: still ? "." : null,
    datastores: [],
    variables: still ? [] : ["PORT", "GREETING"],
    members: [],
    warnings: still
      ? []
      : [
          {
            code: "no_build_script",
            message: "There is no build script",
            advice: "Nothing is compiled; the sources run as they are. Set a build command if that is wrong.",
          },
        ],
    dockerfile: still
      ? "FROM nginxinc/nginx-unprivileged:stable\nCOPY . /usr/share/nginx/html\n"
      : 'FROM node:22-slim AS deps\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n\nFROM node:22-slim\nWORKDIR /app\nCOPY --from=deps /app/node_modules ./node_modules\nCOPY . .\nUSER 10001\nCMD ["npm", "start"]\n',
  };
}

/** What BuildKit would tell of the steps; without the cache all of them run. */
export function buildSteps(withoutCache: boolean): Schemas["BuildFactsStep"][] {
  return [
    { instruction: "[build 1/4] FROM docker.io/library/node:22-slim", cached: false, seconds: 0 },
    { instruction: "[build 2/4] COPY package.json package-lock.json ./", ...step(!withoutCache, 0.1) },
    { instruction: "[build 3/4] RUN npm ci", ...step(!withoutCache, 18.4) },
    { instruction: "[build 4/4] COPY . .", cached: false, seconds: 0.2 },
  ];
}

const step = (cached: boolean, seconds: number) => ({ cached, seconds: cached ? null : seconds });

export const BUILT_IMAGE: Schemas["BuildFactsImage"] = {
  bytes: 198_400_000,
  layers: 7,
  largest: [
    { bytes: 121_000_000, instruction: "COPY /usr/local /usr/local" },
    { bytes: 74_800_000, instruction: "RUN npm ci" },
    { bytes: 18_000, instruction: "COPY . ." },
  ],
};
