import { api, unwrap } from "../../api/client";
import { ApiError } from "../../api/errors";
import { deploy } from "../../api/mutations";
import type { Project, ProjectCreate } from "../../api/types";
import type { EnvEntry } from "../../lib/env";
import { gitUrlProblem, nameProblem } from "../../lib/git";
import { secretByDefault } from "../../lib/secrets";

export type NewProject = {
  gitUrl: string;
  name: string;
  branch: string;
  rootDirectory: string;
  submodules: boolean;
  credential: { kind: "none" | "password" | "key"; username: string; value: string };
};

/** What is wrong, by field name; the control plane checks all of it again. */
export function newProjectProblems(form: NewProject): Record<string, string> {
  const problems: Record<string, string> = {};
  const gitUrl = gitUrlProblem(form.gitUrl);
  if (gitUrl) problems.gitUrl = gitUrl;
  const name = nameProblem(form.name);
  if (name) problems.name = name;
  if (form.rootDirectory.startsWith("/") || form.rootDirectory.split("/").includes("..")) {
    problems.rootDirectory =
      "A path inside the repository, such as apps/api; without .. and no leading slash.";
  }
  if (form.credential.kind !== "none" && form.credential.value === "") {
    problems.gitCredential = "Enter the credential, or choose that none is needed.";
  }
  return problems;
}

export function createBody(form: NewProject): ProjectCreate {
  const { kind, username, value } = form.credential;
  return {
    name: form.name,
    gitUrl: form.gitUrl.trim(),
    ...(form.branch.trim() ? { branch: form.branch.trim() } : {}),
    ...(form.rootDirectory.trim() ? { rootDirectory: form.rootDirectory.trim() } : {}),
    submodules: form.submodules,
    ...(kind === "none" ? {} : { gitCredential: gitCredential(kind, username, value) }),
  };
}

/** As protocol's GitCredential: a password or token for https, or a private key in OpenSSH format for ssh. */
export function gitCredential(kind: "password" | "key", username: string, value: string) {
  return kind === "key"
    ? { kind: "SSH_KEY" as const, value: value.endsWith("\n") ? value : `${value}\n` }
    : { kind: "PASSWORD" as const, value, ...(username.trim() ? { username: username.trim() } : {}) };
}

/** Which of the three steps is done, so that a second try goes on where the first one stopped. */
export type Progress = { key: string; project?: Project; variablesSaved?: boolean };

/** Creates the project, saves its variables, starts its first deployment; returns the deployment's id. */
export async function createAndDeploy(
  body: ProjectCreate,
  variables: readonly EnvEntry[],
  progress: Progress,
): Promise<string> {
  progress.project ??= await unwrap(
    api.POST("/api/projects", { params: { header: { "Idempotency-Key": progress.key } }, body }),
  );
  const production = progress.project.environments.find(({ kind }) => kind === "PRODUCTION");
  if (!production)
    throw new ApiError(-1, { code: "ui_fault", message: "The new project has no production environment." });
  if (variables.length > 0 && !progress.variablesSaved) {
    const path = { id: production.id };
    const { revision } = await unwrap(api.GET("/api/environments/{id}/variables", { params: { path } }));
    await unwrap(
      api.PUT("/api/environments/{id}/variables", {
        params: { path, header: { "If-Match": `"${revision}"` } },
        body: {
          variables: variables.map(({ name, value }) => ({
            name,
            value: value ?? "",
            secret: secretByDefault(name),
            buildTime: false,
          })),
        },
      }),
    );
    progress.variablesSaved = true;
  }
  const deployment = await deploy(
    { projectId: progress.project.id, environmentId: production.id },
    `${progress.key}-deploy`,
  );
  return deployment.id;
}
