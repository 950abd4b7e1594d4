import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { asApiError } from "../../api/errors";
import { deploy, redeploy } from "../../api/mutations";
import { useDenied } from "../../api/permissions";
import type { Environment } from "../../api/types";
import { plural } from "../../lib/text";
import { paths } from "../../paths";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { toastProblem } from "../../ui/Toast";
import type { Change } from "./rules";

/** Saved is not yet in use: says so, and offers the deployment that makes it so. */
export function RedeployNotice({
  environment,
  changes,
}: {
  environment: Environment;
  changes: readonly Change[];
}) {
  const navigate = useNavigate();
  const denied = useDenied("DEPLOYMENT_CREATE");
  const { live } = environment;
  const start = useMutation({
    mutationFn: () =>
      live ? redeploy(live.id) : deploy({ projectId: environment.projectId, environmentId: environment.id }),
    onSuccess: (deployment) => navigate(paths.deployment(deployment.id)),
    onError: (thrown) => toastProblem("The deployment was not started", asApiError(thrown)),
  });
  return (
    <div role="status">
      <Callout
        tone="note"
        title={`Saved: ${plural(changes.length, "change")}. They take effect on the next deployment.`}
        actions={
          <Button
            size="small"
            variant="primary"
            disabledReason={denied}
            pending={start.isPending}
            onClick={() => start.mutate()}
          >
            {live ? "Redeploy now" : "Deploy now"}
          </Button>
        }
      >
        <p className="text-muted">
          {live ? `#${live.number} keeps the values that it was started with.` : "Nothing is live yet."}
        </p>
      </Callout>
    </div>
  );
}
