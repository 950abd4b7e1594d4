import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import { asApiError } from "../../api/errors";
import { useDenied } from "../../api/permissions";
import type { Project, ProjectChange } from "../../api/types";
import { Button } from "../../ui/Button";
import { ProblemCallout } from "../../ui/Callout";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { GitCredentialFields, type GitCredentialForm } from "../../ui/GitCredentialFields";
import { Card } from "../../ui/Page";

const NONE: GitCredentialForm = { kind: "none", username: "", value: "" };

/** Write-only: a saved credential is replaced or removed, never shown. */
export function CredentialCard({ project }: { project: Project }) {
  const denied = useDenied("PROJECT_CHANGE");
  const [form, setForm] = useState(NONE);
  const [removing, setRemoving] = useState(false);
  const save = useMutation({
    mutationFn: (gitCredential: ProjectChange["gitCredential"]) =>
      unwrap(
        api.PATCH("/api/projects/{id}", {
          params: { path: { id: project.id }, header: { "If-Match": `"${project.revision}"` } },
          body: { gitCredential },
        }),
      ),
    onSuccess: () => {
      setForm(NONE);
      setRemoving(false);
    },
  });
  const problem = save.isError ? asApiError(save.error) : undefined;
  return (
    <Card
      title="Git credential"
      hint={
        project.hasGitCredential
          ? "One is saved. It is never shown again."
          : "None is saved: the repository has to be public."
      }
      actions={
        project.hasGitCredential && (
          <Button size="small" variant="danger" disabledReason={denied} onClick={() => setRemoving(true)}>
            Remove
          </Button>
        )
      }
    >
      {problem && !removing && (
        <ProblemCallout title="The credential was not saved" problem={problem} className="mb-4" />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (form.kind === "none") return;
          save.mutate(
            form.kind === "key"
              ? { kind: "SSH_KEY", value: form.value.endsWith("\n") ? form.value : `${form.value}\n` }
              : {
                  kind: "PASSWORD",
                  value: form.value,
                  ...(form.username.trim() ? { username: form.username.trim() } : {}),
                },
          );
        }}
      >
        <GitCredentialFields
          value={form}
          onChange={setForm}
          error={problem?.details.gitCredential}
          none={project.hasGitCredential ? "Keep the saved one" : "None"}
        />
        {form.kind !== "none" && (
          <Button
            type="submit"
            variant="primary"
            className="mt-4"
            pending={save.isPending}
            disabledReason={denied ?? (form.value === "" ? "Enter the credential first." : undefined)}
          >
            {project.hasGitCredential ? "Replace the credential" : "Save the credential"}
          </Button>
        )}
      </form>
      <ConfirmDialog
        open={removing}
        onClose={() => setRemoving(false)}
        title="Remove the Git credential?"
        confirm="Remove it"
        danger
        pending={save.isPending}
        problem={removing ? problem : undefined}
        onConfirm={() => save.mutate(null)}
      >
        A private repository cannot be cloned any more until you save another one. What is live is not
        touched.
      </ConfirmDialog>
    </Card>
  );
}
