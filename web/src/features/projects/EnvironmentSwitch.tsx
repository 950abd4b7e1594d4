import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import type { Environment, Project } from "../../api/types";
import { paths } from "../../paths";
import { Dot } from "../../ui/Badge";
import { PRODUCTION_STATES } from "../../ui/states";
import { environmentState } from "./rules";

export function EnvironmentSwitch({ project, current }: { project: Project; current: Environment }) {
  return (
    <nav
      aria-label="Environment"
      className="flex max-w-full gap-1 overflow-x-auto rounded-lg border border-line bg-sunken p-0.5"
    >
      {project.environments.map((environment) => {
        const here = environment.id === current.id;
        const look = PRODUCTION_STATES[environmentState(environment)];
        return (
          <Link
            key={environment.id}
            {...paths.project(project.id, environment.kind === "PRODUCTION" ? undefined : environment.name)}
            aria-current={here ? "true" : undefined}
            className={clsx(
              "inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md px-2.5 text-[0.8125rem]",
              here ? "bg-surface font-medium shadow-raised" : "text-muted hover:text-ink",
            )}
          >
            <Dot tone={look.tone} />
            {environment.name}
            <span className="sr-only">, {look.label}</span>
          </Link>
        );
      })}
    </nav>
  );
}
