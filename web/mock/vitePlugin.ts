import type { Server } from "node:http";
import type { Plugin } from "vite";
import { MockApi } from "./node.ts";
import type { SeedName } from "./seed.ts";

/** The mock inside Vite's development server: `npm run dev:mock`, seed by MOCK_SEED. */
export function mockApi(): Plugin {
  return {
    name: "autostack-mock-api",
    configureServer(vite) {
      const api = new MockApi(
        (process.env.MOCK_SEED ?? "full") as SeedName,
        Number(process.env.MOCK_PACE ?? 1),
      );
      if (vite.httpServer) api.attach(vite.httpServer as Server);
      vite.middlewares.use((request, response, next) => {
        api.handle(request, response).then(
          (handled) => {
            if (!handled) next();
          },
          (thrown) => next(thrown),
        );
      });
    },
  };
}
