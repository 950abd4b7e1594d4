import { Badge } from "./Badge";
import { DEPLOYMENT_STATES, INSTANCE_STATES, PRODUCTION_STATES } from "./states";

type StateBadgeProps =
  | { of: "deployment"; state: keyof typeof DEPLOYMENT_STATES }
  | { of: "production"; state: keyof typeof PRODUCTION_STATES }
  | { of: "instance"; state: keyof typeof INSTANCE_STATES };

const LOOKS = { deployment: DEPLOYMENT_STATES, production: PRODUCTION_STATES, instance: INSTANCE_STATES };

export function StateBadge(props: StateBadgeProps) {
  const looks: Record<string, { tone: "live" | "moving" | "failed" | "warn" | "quiet"; label: string }> =
    LOOKS[props.of];
  const look = looks[props.state] ?? { tone: "quiet", label: props.state };
  return <Badge tone={look.tone}>{look.label}</Badge>;
}
