import { useSuspenseQuery } from "@tanstack/react-query";
import { userQuery } from "./queries";

/** Names of the enum Permission in the control plane's access package. */
type Permission =
  | "PROJECT_CREATE"
  | "PROJECT_CHANGE"
  | "PROJECT_DELETE"
  | "VARIABLE_CHANGE"
  | "DEPLOYMENT_CREATE"
  | "DEPLOYMENT_CHANGE";

/** Why the signed-in person may not do this, or undefined. The gate is the control plane; this only explains early. */
export function useDenied(permission: Permission): string | undefined {
  const { data: user } = useSuspenseQuery(userQuery);
  if (user.permissions.includes(permission)) return undefined;
  return `Your role in ${user.team.name} (${user.team.role.toLowerCase()}) does not allow this.`;
}
