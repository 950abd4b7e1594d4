import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type PluginOption, type UserConfig } from "vite";

const CONTROL_PLANE = process.env.AUTOSTACK_URL ?? "http://127.0.0.1:8400";

export default defineConfig(async ({ mode }): Promise<UserConfig> => {
  const mock = mode === "mock";
  const plugins: PluginOption[] = [react(), tailwindcss()];
  // `npm run dev:mock`: the UI against data in memory, without any other process.
  if (mock) plugins.push((await import("./mock/vitePlugin.ts")).mockApi());
  return {
    plugins,
    server: mock
      ? {}
      : {
          proxy: {
            "/api": { target: CONTROL_PLANE, ws: true },
            "/docs": { target: CONTROL_PLANE },
            "/openapi.yaml": { target: CONTROL_PLANE },
          },
        },
    build: {
      target: "es2023",
      // A data: font or image would need a wider Content-Security-Policy.
      assetsInlineLimit: 0,
      manifest: true,
      reportCompressedSize: false,
    },
  };
});
