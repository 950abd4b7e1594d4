import { GitCommitHorizontal } from "lucide-react";
import { DEPLOYMENT_KINDS } from "./states";

type CommitProps = {
  commit: { sha: string; subject?: string | null; author?: string | null } | null | undefined;
  gitRef?: string | null | undefined;
  kind: string;
};

/** The subject line of what was deployed, or what stands in for it while nothing is checked out yet. */
export function commitTitle({ commit, gitRef, kind }: CommitProps): string {
  if (commit?.subject) return commit.subject;
  if (commit) return commit.sha.slice(0, 7);
  if (kind === "DEPLOY") return gitRef ? `Newest commit of ${gitRef}` : "Newest commit";
  return DEPLOYMENT_KINDS[kind] ?? kind;
}

export function CommitSha({ sha }: { sha: string }) {
  return (
    <span className="inline-flex items-center gap-1 font-mono text-xs" title={sha}>
      <GitCommitHorizontal aria-hidden className="size-3.5" />
      {sha.slice(0, 7)}
    </span>
  );
}
