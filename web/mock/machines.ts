import { randomUUID } from "node:crypto";
import type { Schemas } from "./types.ts";

/** What the machines page shows: a host with its agent and edge, and two workers. */
export function machines(): Schemas["Machines"] {
  const hostId = randomUUID();
  const seen = new Date().toISOString();
  const GiB = 1024 ** 3;
  return {
    at: seen,
    hosts: [{ id: hostId, name: "local", shared: true, online: true, instances: 3, healthy: 3 }],
    workers: [
      {
        id: randomUUID(),
        name: "worker-1",
        version: "0.1.0",
        shared: true,
        online: true,
        lastSeenAt: seen,
        slots: 2,
        running: 1,
      },
      {
        id: randomUUID(),
        name: "worker-2",
        version: "0.1.0",
        shared: true,
        online: false,
        lastSeenAt: new Date(Date.now() - 7_200_000).toISOString(),
        slots: 2,
        running: 0,
      },
    ],
    agents: [
      {
        id: randomUUID(),
        hostId,
        hostName: "local",
        name: "agent-local",
        version: "0.1.0",
        engineVersion: "20.10.24",
        online: true,
        lastSeenAt: seen,
        desiredVersion: 42,
        appliedVersion: 42,
        facts: {
          cpus: 4,
          memoryBytes: 16 * GiB,
          memoryFreeBytes: 9.2 * GiB,
          diskBytes: 240 * GiB,
          diskFreeBytes: 151 * GiB,
        },
        trouble: null,
        troubleSince: null,
      },
    ],
    edges: [
      {
        id: randomUUID(),
        hostId,
        hostName: "local",
        name: "edge-local",
        version: "0.1.0",
        online: true,
        lastSeenAt: seen,
        routeVersion: 14,
        appliedVersion: 14,
        refused: null,
      },
    ],
  };
}
