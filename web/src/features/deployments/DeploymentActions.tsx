import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, ChevronsUpDown, Hammer, History, Play, RotateCw, Square, Trash2 } from "lucide-react";
import { useState } from "react";
import { asApiError } from "../../api/errors";
import {
  cancelDeployment,
  deleteDeployment,
  redeploy,
  restartEnvironment,
  rollBack,
  scaleEnvironment,
  startEnvironment,
  stopEnvironment,
} from "../../api/mutations";
import { deploymentQueries, isUnfinished } from "../../api/queries";
import type { Action, Deployment } from "../../api/types";
import { paths } from "../../paths";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Menu, MenuAction, MenuSeparator } from "../../ui/Menu";
import { RollbackDialog } from "../../ui/RollbackDialog";
import { ScaleDialog } from "../../ui/ScaleDialog";
import { toastDone, toastProblem } from "../../ui/Toast";

type Open = "cancel" | "rollback" | "stop" | "scale" | "delete";

/** What can be done from here. The control plane says what is allowed and why not. */
export function DeploymentActions({ deployment }: { deployment: Deployment }) {
  const [open, setOpen] = useState<Open>();
  const navigate = useNavigate();
  const { actions, environmentId, environmentName } = deployment;
  const close = () => setOpen(undefined);
  const show = (thrown: unknown, title: string) => toastProblem(title, asApiError(thrown));

  const again = useMutation({
    mutationFn: (withoutCache: boolean) => redeploy(deployment.id, withoutCache),
    onSuccess: (created) => navigate(paths.deployment(created.id)),
    onError: (thrown) => show(thrown, "The redeploy was not started"),
  });
  const start = useMutation({
    mutationFn: () => startEnvironment(environmentId),
    onSuccess: () => toastDone(`${environmentName} is starting`),
    onError: (thrown) => show(thrown, `${environmentName} was not started`),
  });
  const restart = useMutation({
    mutationFn: () => restartEnvironment(environmentId),
    onSuccess: () => toastDone(`${environmentName} is restarting, one instance after the other`),
    onError: (thrown) => show(thrown, `${environmentName} was not restarted`),
  });

  return (
    <>
      {isUnfinished(deployment) ? (
        <Button variant="danger" disabledReason={whyNot(actions.cancel)} onClick={() => setOpen("cancel")}>
          Cancel
        </Button>
      ) : (
        <Button
          disabledReason={whyNot(actions.redeploy)}
          pending={again.isPending}
          onClick={() => again.mutate(false)}
        >
          <RotateCw aria-hidden className="size-3.5" /> Redeploy
        </Button>
      )}
      <Button
        disabledReason={deployment.state === "LIVE" ? undefined : whyNot(actions.rollback)}
        onClick={() => setOpen("rollback")}
      >
        <History aria-hidden className="size-3.5" />
        {deployment.state === "LIVE" ? "Roll back" : "Roll back to this"}
      </Button>
      <Menu
        trigger={
          <Button>
            More <ChevronDown aria-hidden className="size-3.5" />
          </Button>
        }
      >
        <MenuAction
          icon={<Hammer aria-hidden />}
          disabledReason={whyNot(actions.redeploy)}
          onSelect={() => again.mutate(true)}
        >
          Build again without the cache
        </MenuAction>
        <MenuAction
          icon={<RotateCw aria-hidden />}
          disabledReason={whyNot(actions.restart)}
          onSelect={() => restart.mutate()}
        >
          Restart
        </MenuAction>
        <MenuAction
          icon={<ChevronsUpDown aria-hidden />}
          disabledReason={whyNot(actions.scale)}
          onSelect={() => setOpen("scale")}
        >
          Scale
        </MenuAction>
        <MenuAction
          icon={<Square aria-hidden />}
          disabledReason={whyNot(actions.stop)}
          onSelect={() => setOpen("stop")}
        >
          Stop
        </MenuAction>
        <MenuAction
          icon={<Play aria-hidden />}
          disabledReason={whyNot(actions.start)}
          onSelect={() => start.mutate()}
        >
          Start
        </MenuAction>
        <MenuSeparator />
        <MenuAction
          danger
          icon={<Trash2 aria-hidden />}
          disabledReason={whyNot(actions.delete)}
          onSelect={() => setOpen("delete")}
        >
          Delete this deployment
        </MenuAction>
      </Menu>
      {open === "cancel" && <Cancel deployment={deployment} onClose={close} />}
      {open === "rollback" && <Rollback deployment={deployment} onClose={close} />}
      {open === "stop" && <Stop deployment={deployment} onClose={close} onUndo={() => start.mutate()} />}
      {open === "scale" && <Scale deployment={deployment} onClose={close} />}
      {open === "delete" && <Delete deployment={deployment} onClose={close} />}
    </>
  );
}

function whyNot(action: Action): string | undefined {
  return action.allowed ? undefined : (action.reason ?? "Not possible now.");
}

type DialogProps = { deployment: Deployment; onClose(): void };

function Cancel({ deployment, onClose }: DialogProps) {
  const cancel = useMutation({ mutationFn: () => cancelDeployment(deployment.id), onSuccess: onClose });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Cancel deployment #${deployment.number}?`}
      confirm="Cancel it"
      danger
      pending={cancel.isPending}
      problem={cancel.isError ? asApiError(cancel.error) : undefined}
      onConfirm={() => cancel.mutate()}
    >
      The build stops within seconds. What is live now keeps serving.
    </ConfirmDialog>
  );
}

function Rollback({ deployment, onClose }: DialogProps) {
  const navigate = useNavigate();
  // From the live deployment one goes back to an earlier one; from an earlier one, to that one.
  const live = deployment.state === "LIVE";
  const list = useInfiniteQuery({
    ...deploymentQueries.list({ environment: deployment.environmentId }, 50),
    enabled: live,
  });
  const run = useMutation({
    mutationFn: rollBack,
    onSuccess: (created) => navigate(paths.deployment(created.id)),
  });
  const earlier =
    list.data?.pages
      .flatMap((page) => page.items)
      .filter((one) => one.rollbackable && one.id !== deployment.id) ?? [];
  return (
    <RollbackDialog
      open
      onClose={onClose}
      environment={deployment.environmentName}
      candidates={live ? earlier : [deployment]}
      loading={live && list.isPending}
      pending={run.isPending}
      problem={run.isError ? asApiError(run.error) : undefined}
      onConfirm={(id, reason) => run.mutate({ id, reason })}
    />
  );
}

function Stop({ deployment, onClose, onUndo }: DialogProps & { onUndo(): void }) {
  const { environmentId, environmentName } = deployment;
  const stop = useMutation({
    mutationFn: () => stopEnvironment(environmentId),
    onSuccess: () => {
      onClose();
      toastDone(`${environmentName} is stopping`, { label: "Start it again", run: onUndo });
    },
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Stop ${environmentName}?`}
      confirm="Stop it"
      danger
      pending={stop.isPending}
      problem={stop.isError ? asApiError(stop.error) : undefined}
      onConfirm={() => stop.mutate()}
    >
      Its URL answers with a maintenance page until you start it again. Nothing is deleted.
    </ConfirmDialog>
  );
}

function Scale({ deployment, onClose }: DialogProps) {
  const { environmentId, environmentName } = deployment;
  const scale = useMutation({
    mutationFn: (instances: number) => scaleEnvironment({ id: environmentId, instances }),
    onSuccess: (_, instances) => {
      onClose();
      toastDone(`${environmentName} goes to ${instances} ${instances === 1 ? "instance" : "instances"}`);
    },
  });
  return (
    <ScaleDialog
      open
      onClose={onClose}
      environment={environmentName}
      current={Math.max(1, deployment.instances.filter((instance) => instance.goal === "RUN").length)}
      pending={scale.isPending}
      problem={scale.isError ? asApiError(scale.error) : undefined}
      onConfirm={(instances) => scale.mutate(instances)}
    />
  );
}

function Delete({ deployment, onClose }: DialogProps) {
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteDeployment(deployment.id),
    onSuccess: () => {
      toastDone(`Deployment #${deployment.number} is deleted`);
      return navigate(paths.project(deployment.projectId));
    },
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Delete deployment #${deployment.number}?`}
      confirm="Delete it"
      danger
      pending={remove.isPending}
      problem={remove.isError ? asApiError(remove.error) : undefined}
      onConfirm={() => remove.mutate()}
    >
      Its log and its image go. Rolling back to it will not be possible any more.
    </ConfirmDialog>
  );
}
