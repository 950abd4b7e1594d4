import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["e2e/**/*.e2e.ts"],
    // One Chromium and one mock at a time: they share the machine with the builds of others.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: [
      "default",
      ["junit", { outputFile: process.env.AUTOSTACK_E2E_REPORT ?? "reports/e2e.xml", suiteName: "web e2e" }],
    ],
  },
});
