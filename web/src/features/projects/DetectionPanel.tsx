import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { api, unwrap } from "../../api/client";
import { asApiError } from "../../api/errors";
import type { Inspection } from "../../api/types";
import { gitUrlProblem } from "../../lib/git";
import { Button } from "../../ui/Button";
import { ProblemCallout } from "../../ui/Callout";
import { CommitSha } from "../../ui/Commit";
import { DetectionView } from "../../ui/DetectionView";
import { Card } from "../../ui/Page";
import type { NewProject } from "./newProject";

const PAUSE_MS = 1_500;

/** Looks into the repository without deploying it: what would be built, and why. */
export function DetectionPanel({
  form,
  onProblems,
}: {
  form: NewProject;
  onProblems(problems: Record<string, string>): void;
}) {
  const detect = useMutation({
    mutationFn: inspect,
    onError: (thrown) => onProblems({ ...asApiError(thrown).details }),
  });
  const urlProblem = gitUrlProblem(form.gitUrl);
  const found = detect.data?.detection;
  return (
    <Card
      title="What will be built"
      hint="A worker looks into the repository and names what it finds. Deploying does the same."
      actions={
        <Button
          size="small"
          pending={detect.isPending}
          disabledReason={urlProblem}
          onClick={() =>
            detect.mutate({
              gitUrl: form.gitUrl.trim(),
              ref: form.branch.trim() || null,
              rootDirectory: form.rootDirectory.trim() || null,
            })
          }
        >
          <Search aria-hidden className="size-3.5" />
          {detect.isPending ? "Looking …" : "Look now"}
        </Button>
      }
      flush
    >
      {detect.isError ? (
        <ProblemCallout
          title="Nothing could be found out"
          problem={asApiError(detect.error)}
          className="p-4"
        />
      ) : (
        found && (
          <div className="p-4" role="status">
            {detect.data?.commit && (
              <p className="mb-3 flex flex-wrap items-center gap-x-2 text-muted text-xs">
                At <CommitSha sha={detect.data.commit.sha} /> {detect.data.commit.subject}
              </p>
            )}
            <DetectionView detection={found} />
          </div>
        )
      )}
    </Card>
  );
}

/** The first answer waits up to a minute for a worker; after that the inspection has an id to ask by. */
async function inspect(body: {
  gitUrl: string;
  ref: string | null;
  rootDirectory: string | null;
}): Promise<Inspection> {
  let inspection: Inspection = await unwrap(api.POST("/api/deployments/detect", { body }));
  while (!inspection.detection && inspection.inspectionId) {
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    const path = { id: inspection.inspectionId };
    inspection = await unwrap(api.GET("/api/deployments/detect/{id}", { params: { path } }));
  }
  return inspection;
}
