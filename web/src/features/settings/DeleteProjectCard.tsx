import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import { asApiError } from "../../api/errors";
import { useDenied } from "../../api/permissions";
import { projectQueries } from "../../api/queries";
import type { Project } from "../../api/types";
import { formatList } from "../../lib/text";
import { paths } from "../../paths";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Card } from "../../ui/Page";
import { toastDone } from "../../ui/Toast";

export function DeleteProjectCard({ project }: { project: Project }) {
  const [asking, setAsking] = useState(false);
  const denied = useDenied("PROJECT_DELETE");
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/projects/{id}", { params: { path: { id: project.id } } })),
    onSuccess: async () => {
      toastDone(`${project.name} is deleted`);
      await navigate(paths.projects());
      queryClient.removeQueries({ queryKey: projectQueries.one(project.id).queryKey });
    },
  });
  const urls = project.environments.flatMap((environment) =>
    environment.live && environment.url ? [environment.url] : [],
  );
  return (
    <Card title="Delete the project" className="border-failed-solid/40">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-lg text-[0.8125rem] text-muted">
          Its instances, images, variables and logs go, and its URLs stop answering. The Git repository is not
          touched.
        </p>
        <Button variant="danger" disabledReason={denied} onClick={() => setAsking(true)}>
          Delete {project.name}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${project.name}?`}
        confirm="Delete the project"
        danger
        typed={project.name}
        pending={remove.isPending}
        problem={remove.isError ? asApiError(remove.error) : undefined}
        onConfirm={() => remove.mutate()}
      >
        This cannot be undone.{urls.length > 0 && <> {formatList(urls)} will stop answering.</>}
      </ConfirmDialog>
    </Card>
  );
}
