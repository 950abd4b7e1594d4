import { isUnfinished } from "../../api/queries";
import type { Environment, ProductionState } from "../../api/types";

/** By name, as in the URL; else production; else the first. */
export function chooseEnvironment(
  environments: readonly Environment[],
  name: string | undefined,
): Environment | undefined {
  return (
    environments.find((environment) => environment.name === name) ??
    environments.find((environment) => environment.kind === "PRODUCTION") ??
    environments[0]
  );
}

/** One word for an environment; the same order as the control plane's ProductionSummary. */
export function environmentState(environment: Environment): ProductionState {
  if (isUnfinished(environment.latest)) return "DEPLOYING";
  if (environment.stopped) return "STOPPED";
  if (environment.live) return "LIVE";
  return environment.latest?.state === "FAILED" ? "FAILED" : "EMPTY";
}

type Verb = "stop" | "start" | "restart" | "scale" | "rollback";

/** Why an environment cannot do this now; undefined when it can. The control plane has the last word (409 not_live). */
export function whyNot(environment: Environment, verb: Verb): string | undefined {
  if (!environment.live) return "Nothing is live in this environment.";
  if (verb === "start") return environment.stopped ? undefined : "It is running.";
  if (verb === "rollback") return undefined;
  if (environment.stopped) return "It is stopped; start it first.";
  return undefined;
}
