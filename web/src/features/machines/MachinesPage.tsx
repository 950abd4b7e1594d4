import { useSuspenseQuery } from "@tanstack/react-query";
import { machinesQuery } from "../../api/queries";
import type { Machines } from "../../api/types";
import { formatBytes } from "../../lib/bytes";
import { toMillis } from "../../lib/time";
import { Badge, Tag } from "../../ui/Badge";
import { Callout } from "../../ui/Callout";
import { Card, EmptyState, Page, PageHeader } from "../../ui/Page";
import { Age } from "../../ui/Time";
import { useNow } from "../../ui/useNow";
import { useTitle } from "../../ui/useTitle";

/** Workers and agents report each 5 to 10 s; after this long without a word something is wrong. */
const SILENT_MS = 45_000;

/** Who builds, who runs, who serves, and when each was last heard of. */
export function MachinesPage() {
  useTitle("Machines");
  const { data } = useSuspenseQuery(machinesQuery);
  const now = useNow(10_000);
  const reachable = (at: string | null | undefined) => at != null && now - toMillis(at) < SILENT_MS;
  const builds = data.workers.some((worker) => reachable(worker.lastSeenAt));
  return (
    <Page>
      <PageHeader title="Machines" meta="They dial out to AutoStack; nothing here needs an open port." />
      <div className="space-y-4">
        {!builds && (
          <Callout tone="warn" title="No worker is listening">
            Deployments wait in the queue until one comes back. Apps that are live keep serving.
          </Callout>
        )}
        <Group
          title="Workers"
          hint="clone, build and push"
          empty="No worker has enrolled."
          machines={data.workers}
        >
          {(worker) => (
            <Machine key={worker.id} machine={worker} silent={!reachable(worker.lastSeenAt)}>
              {worker.slots != null && (
                <span className="tnum">
                  {worker.running ?? 0} of {worker.slots} slots busy
                </span>
              )}
            </Machine>
          )}
        </Group>
        <Group
          title="Agents"
          hint="run and probe the instances of a host"
          empty="No host has an agent."
          machines={data.agents}
        >
          {(agent) => (
            <Machine
              key={agent.id}
              machine={agent}
              silent={!reachable(agent.lastSeenAt)}
              host={agent.hostName}
            >
              {agent.engineVersion && <span>Docker {agent.engineVersion}</span>}
              {agent.facts && <HostFacts facts={agent.facts} />}
              <Applied wanted={agent.desiredVersion} applied={agent.appliedVersion} what="state" />
              {agent.trouble && (
                <span className="text-failed">
                  {agent.trouble.message} {agent.trouble.hint}
                </span>
              )}
            </Machine>
          )}
        </Group>
        <Group
          title="Edges"
          hint="the front door of a host"
          empty="No host has an edge."
          machines={data.edges}
        >
          {(edge) => (
            <Machine key={edge.id} machine={edge} silent={!reachable(edge.lastSeenAt)} host={edge.hostName}>
              <Applied wanted={edge.routeVersion} applied={edge.appliedVersion} what="route table" />
              {edge.refused && <span className="text-failed">Refused: {edge.refused}</span>}
            </Machine>
          )}
        </Group>
      </div>
    </Page>
  );
}

function Group<T>({
  title,
  hint,
  empty,
  machines,
  children,
}: {
  title: string;
  hint: string;
  empty: string;
  machines: readonly T[];
  children(machine: T): React.ReactNode;
}) {
  return (
    <Card title={title} hint={hint} flush>
      {machines.length === 0 ? (
        <EmptyState title={empty}>bin/up enrols the machine it runs on by itself.</EmptyState>
      ) : (
        <ul className="divide-y divide-line">{machines.map(children)}</ul>
      )}
    </Card>
  );
}

function Machine({
  machine,
  silent,
  host,
  children,
}: {
  machine: { name: string; version: string; lastSeenAt?: string | null };
  silent: boolean;
  host?: string | undefined;
  children: React.ReactNode;
}) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-3 text-[0.8125rem]">
      <div className="flex min-w-48 items-center gap-2">
        <span className="font-medium">{machine.name}</span>
        {host && host !== machine.name && <Tag>{host}</Tag>}
      </div>
      <Badge tone={silent ? "failed" : "live"}>{silent ? "Silent" : "Connected"}</Badge>
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1 text-muted">{children}</div>
      <span className="text-muted text-xs">
        {machine.version} · {machine.lastSeenAt ? <Age at={machine.lastSeenAt} /> : "never seen"}
      </span>
    </li>
  );
}

function HostFacts({ facts }: { facts: NonNullable<Machines["agents"][number]["facts"]> }) {
  return (
    <>
      <span className="tnum">{facts.cpus} CPU</span>
      <span className="tnum">
        {formatBytes(facts.memoryFreeBytes)} of {formatBytes(facts.memoryBytes)} memory free
      </span>
      <span className="tnum">
        {formatBytes(facts.diskFreeBytes)} of {formatBytes(facts.diskBytes)} disk free
      </span>
    </>
  );
}

function Applied({
  wanted,
  applied,
  what,
}: {
  wanted: number | undefined;
  applied: number | undefined;
  what: string;
}) {
  if (applied === undefined) return null;
  if (wanted === undefined || wanted === applied)
    return (
      <span className="tnum">
        {what} {applied}
      </span>
    );
  return (
    <span className="tnum text-warn">
      {what} {applied}, going to {wanted}
    </span>
  );
}
