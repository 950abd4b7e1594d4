import { machines } from "./machines.ts";
import { longLog, past } from "./past.ts";
import type { StoredEnvironment, StoredVariable } from "./types.ts";
import { World, type WorldOptions } from "./world.ts";

export type SeedName = "fresh" | "empty" | "full";

/** `fresh`: not set up. `empty`: an owner, no project. `full`: a team at work. */
export function seed(name: SeedName, options: WorldOptions = {}): World {
  const world = new World(options);
  if (name === "fresh") world.setupToken = "first-start";
  world.machines = machines();
  if (name === "full") fill(world);
  return world;
}

function fill(world: World): void {
  const shop = past(world, "storefront", "https://github.com/example/storefront.git", {
    deployments: 46,
    live: true,
  });
  const billing = past(world, "billing-api", "git@github.com:example/billing-api.git", {
    deployments: 12,
    live: true,
    failedLast: "health",
  });
  past(world, "docs-site", "https://gitlab.com/example/docs.git", { deployments: 5, live: true });
  past(world, "image-resizer", "https://codeberg.org/example/image-resizer.git", {
    deployments: 3,
    live: true,
    stopped: true,
  });
  past(world, "checkout", "https://github.com/example/checkout.git", {
    deployments: 2,
    live: false,
    failedLast: "build",
  });
  past(world, "search-indexer", "https://github.com/example/monorepo.git", {
    deployments: 9,
    live: true,
    rootDirectory: "services/search",
  });
  past(world, "status-page", "https://github.com/example/status.git", { deployments: 0, live: false });
  past(
    world,
    "mail-gateway",
    "https://github.com/example/mail-gateway-with-a-rather-long-repository-name.git",
    { deployments: 4, live: true },
  );

  const production = world.environmentsOf(shop.id)[0] as StoredEnvironment;
  production.wantedInstances = 2;
  production.variables = [
    variable("DATABASE_URL", "postgres://shop:s3cret@db.internal/shop", true),
    variable("STRIPE_SECRET_KEY", "sk_live_51HxQ", true),
    variable("NODE_ENV", "production", false),
    variable("LOG_LEVEL", "info", false),
    variable("PUBLIC_BASE_URL", "https://shop.example.com", false, true),
    variable("GREETING", "Hello # and welcome", false),
  ];
  world.addEnvironment(shop, "staging", "BRANCH", "develop");
  const compiler = past(world, "compiler", "https://github.com/example/compiler.git", {
    deployments: 0,
    live: false,
  });
  longLog(world, compiler, world.environmentsOf(compiler.id)[0] as StoredEnvironment);
  const billingProduction = world.environmentsOf(billing.id)[0] as StoredEnvironment;
  billingProduction.autoDeploy = false;
}

function variable(name: string, value: string, secret: boolean, buildTime = false): StoredVariable {
  return { name, value, secret, buildTime, updatedAt: new Date(Date.now() - 86_400_000 * 3).toISOString() };
}
