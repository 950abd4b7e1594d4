import type { Instance } from "../../api/types";
import { StateBadge } from "../../ui/StateBadge";
import { Age } from "../../ui/Time";

const GOALS: Partial<Record<Instance["goal"], string>> = {
  DRAIN: "finishing its requests",
  REMOVE: "being removed",
};

export function InstanceTable({ instances }: { instances: readonly Instance[] }) {
  return (
    <ul className="divide-y divide-line">
      {instances.map((instance) => (
        <li
          key={instance.id}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-[0.8125rem]"
        >
          <span className="tnum w-6 text-muted">{instance.ordinal}</span>
          <span className="sm:w-36">
            <StateBadge of="instance" state={instance.state} />
          </span>
          <span className="min-w-0 flex-1 break-words text-muted empty:max-sm:hidden max-sm:order-last max-sm:basis-full">
            {instance.cause?.message ?? GOALS[instance.goal] ?? ""}
          </span>
          {instance.restarts > 0 && (
            <span className="tnum text-warn">
              {instance.restarts} {instance.restarts === 1 ? "restart" : "restarts"}
            </span>
          )}
          {instance.startedAt && (
            <span className="text-muted text-xs">
              started <Age at={instance.startedAt} />
            </span>
          )}
          {instance.hostPort != null && (
            <span className="tnum font-mono text-muted text-xs">:{instance.hostPort}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
