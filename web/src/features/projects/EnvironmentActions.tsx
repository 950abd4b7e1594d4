import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, History, Play, RotateCw, Square } from "lucide-react";
import { useState } from "react";
import { asApiError } from "../../api/errors";
import {
  changeEnvironment,
  deploy,
  restartEnvironment,
  rollBack,
  scaleEnvironment,
  startEnvironment,
  stopEnvironment,
} from "../../api/mutations";
import { useDenied } from "../../api/permissions";
import { deploymentQueries } from "../../api/queries";
import type { Environment } from "../../api/types";
import { paths } from "../../paths";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { RollbackDialog } from "../../ui/RollbackDialog";
import { ScaleDialog } from "../../ui/ScaleDialog";
import { toastDone, toastProblem } from "../../ui/Toast";
import { whyNot } from "./rules";

/** Deploy, roll back, restart, scale, stop or start: what can be done to one environment. */
export function EnvironmentActions({ environment }: { environment: Environment }) {
  const [dialog, setDialog] = useState<"stop" | "scale" | "rollback">();
  const denied = useDenied("DEPLOYMENT_CHANGE");
  const close = () => setDialog(undefined);
  const { id, name } = environment;

  const start = useMutation({
    mutationFn: () => startEnvironment(id),
    onSuccess: () => toastDone(`${name} is starting`),
    onError: (thrown) => toastProblem(`${name} was not started`, asApiError(thrown)),
  });
  const restart = useMutation({
    mutationFn: () => restartEnvironment(id),
    onSuccess: () => toastDone(`${name} is restarting, one instance after the other`),
    onError: (thrown) => toastProblem(`${name} was not restarted`, asApiError(thrown)),
  });
  const stop = useMutation({
    mutationFn: () => stopEnvironment(id),
    onSuccess: () => {
      close();
      toastDone(`${name} is stopping`, { label: "Start it again", run: () => start.mutate() });
    },
  });
  const scale = useMutation({
    mutationFn: (instances: number) => scaleEnvironment({ id, instances }),
    onSuccess: (_, instances) => {
      close();
      toastDone(`${name} goes to ${instances} ${instances === 1 ? "instance" : "instances"}`);
    },
  });

  return (
    <div className="flex flex-wrap gap-2">
      {environment.stopped ? (
        <Button
          disabledReason={denied ?? whyNot(environment, "start")}
          pending={start.isPending}
          onClick={() => start.mutate()}
        >
          <Play aria-hidden className="size-3.5" /> Start
        </Button>
      ) : (
        <Button disabledReason={denied ?? whyNot(environment, "stop")} onClick={() => setDialog("stop")}>
          <Square aria-hidden className="size-3.5" /> Stop
        </Button>
      )}
      <Button
        disabledReason={denied ?? whyNot(environment, "restart")}
        pending={restart.isPending}
        onClick={() => restart.mutate()}
      >
        <RotateCw aria-hidden className="size-3.5" /> Restart
      </Button>
      <Button disabledReason={denied ?? whyNot(environment, "scale")} onClick={() => setDialog("scale")}>
        <ChevronsUpDown aria-hidden className="size-3.5" /> Scale
      </Button>
      <Button
        disabledReason={denied ?? whyNot(environment, "rollback")}
        onClick={() => setDialog("rollback")}
      >
        <History aria-hidden className="size-3.5" /> Roll back
      </Button>
      <DeployButton environment={environment} primary />
      {dialog === "rollback" && <Rollback environment={environment} onClose={close} />}
      {dialog === "scale" && (
        <ScaleDialog
          open
          onClose={close}
          environment={name}
          current={environment.wantedInstances}
          pending={scale.isPending}
          problem={scale.isError ? asApiError(scale.error) : undefined}
          onConfirm={(instances) => scale.mutate(instances)}
        />
      )}
      <ConfirmDialog
        open={dialog === "stop"}
        onClose={close}
        title={`Stop ${name}?`}
        confirm="Stop it"
        danger
        pending={stop.isPending}
        problem={stop.isError ? asApiError(stop.error) : undefined}
        onConfirm={() => stop.mutate()}
      >
        Its URL answers with a maintenance page until you start it again. Nothing is deleted.
      </ConfirmDialog>
    </div>
  );
}

export function DeployButton({ environment, primary }: { environment: Environment; primary?: boolean }) {
  const navigate = useNavigate();
  const denied = useDenied("DEPLOYMENT_CREATE");
  const start = useMutation({
    mutationFn: () => deploy({ projectId: environment.projectId, environmentId: environment.id }),
    onSuccess: (deployment) => navigate(paths.deployment(deployment.id)),
    onError: (thrown) => toastProblem("The deployment was not started", asApiError(thrown)),
  });
  return (
    <Button
      variant={primary ? "primary" : "secondary"}
      disabledReason={denied}
      pending={start.isPending}
      onClick={() => start.mutate()}
    >
      Deploy
    </Button>
  );
}

function Rollback({ environment, onClose }: { environment: Environment; onClose(): void }) {
  const navigate = useNavigate();
  const list = useInfiniteQuery(deploymentQueries.list({ environment: environment.id }, 50));
  const run = useMutation({
    mutationFn: rollBack,
    onSuccess: (deployment) => navigate(paths.deployment(deployment.id)),
  });
  const candidates =
    list.data?.pages
      .flatMap((page) => page.items)
      .filter((deployment) => deployment.rollbackable && deployment.id !== environment.live?.id) ?? [];
  return (
    <RollbackDialog
      open
      onClose={onClose}
      environment={environment.name}
      candidates={candidates}
      loading={list.isPending}
      pending={run.isPending}
      problem={run.isError ? asApiError(run.error) : undefined}
      onConfirm={(id, reason) => run.mutate({ id, reason })}
    />
  );
}

export function ResumeAutoDeploy({ environment }: { environment: Environment }) {
  const denied = useDenied("PROJECT_CHANGE");
  const resume = useMutation({
    mutationFn: () => changeEnvironment({ id: environment.id, autoDeploy: true }),
    onSuccess: () => toastDone("Pushes deploy again"),
    onError: (thrown) => toastProblem("Deployment on push stays paused", asApiError(thrown)),
  });
  return (
    <Callout
      tone="warn"
      title="Deployment on push is paused"
      actions={
        <Button
          size="small"
          disabledReason={denied}
          pending={resume.isPending}
          onClick={() => resume.mutate()}
        >
          Resume
        </Button>
      }
    >
      <p className="text-muted">New commits wait until you resume, so that they do not undo the rollback.</p>
    </Callout>
  );
}
