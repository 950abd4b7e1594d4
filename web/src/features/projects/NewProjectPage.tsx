import { Form } from "@base-ui/react/form";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { asApiError } from "../../api/errors";
import { useDenied } from "../../api/permissions";
import { parseEnv } from "../../lib/env";
import { suggestName } from "../../lib/git";
import { randomUuid } from "../../lib/random";
import { plural } from "../../lib/text";
import { paths } from "../../paths";
import { Button } from "../../ui/Button";
import { ProblemCallout } from "../../ui/Callout";
import { Checkbox } from "../../ui/controls";
import { Field, TextArea, TextInput } from "../../ui/Field";
import { GitCredentialFields } from "../../ui/GitCredentialFields";
import { Card, Page, PageHeader } from "../../ui/Page";
import { useTitle } from "../../ui/useTitle";
import { DetectionPanel } from "./DetectionPanel";
import {
  createAndDeploy,
  createBody,
  type NewProject,
  newProjectProblems,
  type Progress,
} from "./newProject";

const BLANK: NewProject = {
  gitUrl: "",
  name: "",
  branch: "",
  rootDirectory: "",
  submodules: false,
  credential: { kind: "none", username: "", value: "" },
};

/** One typed field is enough: the rest is suggested, found or optional. */
export function NewProjectPage() {
  useTitle("New project");
  const navigate = useNavigate();
  const denied = useDenied("PROJECT_CREATE");
  const [form, setForm] = useState(BLANK);
  const [named, setNamed] = useState(false);
  const [env, setEnv] = useState("");
  const [errors, setErrors] = useState<Record<string, string>>({});
  const progress = useRef<{ body: string; made: Progress } | undefined>(undefined);
  const parsed = parseEnv(env);

  const change = (part: Partial<NewProject>) => {
    setForm((before) => ({ ...before, ...part }));
    setErrors((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in part))));
  };
  const changeUrl = (gitUrl: string) => change({ gitUrl, ...(named ? {} : { name: suggestName(gitUrl) }) });

  const create = useMutation({
    mutationFn: () => {
      const body = createBody(form);
      const text = JSON.stringify(body);
      // A changed form is a new request; the same one goes on where it stopped.
      if (progress.current?.body !== text) progress.current = { body: text, made: { key: randomUuid() } };
      return createAndDeploy(body, parsed.entries, progress.current.made);
    },
    onSuccess: (deploymentId) => navigate(paths.deployment(deploymentId)),
    onError: (thrown) => setErrors({ ...asApiError(thrown).details }),
  });

  const submit = () => {
    const problems = newProjectProblems(form);
    if (parsed.problems.length > 0) problems.variables = "Correct the lines named below.";
    setErrors(problems);
    if (Object.keys(problems).length === 0 && !create.isPending) create.mutate();
  };

  return (
    <Page className="!max-w-3xl">
      <nav aria-label="Where you are" className="mb-2 flex items-center gap-1 text-muted text-xs">
        <Link {...paths.projects()} className="rounded hover:text-ink hover:underline">
          Projects
        </Link>
        <ChevronRight aria-hidden className="size-3" />
        <span>New</span>
      </nav>
      <PageHeader title="Deploy a Git repository" />
      <Form
        errors={errors}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        className="space-y-4"
      >
        {create.isError && <CreateProblem thrown={create.error} made={progress.current?.made} />}
        <Card>
          <div className="space-y-4">
            <Field
              name="gitUrl"
              label="Git URL"
              error={errors.gitUrl}
              hint="https://, ssh:// or git@host:path. A forge's page address works as well."
            >
              <TextInput
                name="gitUrl"
                value={form.gitUrl}
                onChange={(event) => changeUrl(event.target.value)}
                placeholder="https://github.com/you/your-app.git"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                autoFocus
                mono
                className="h-10"
              />
            </Field>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field name="name" label="Project name" error={errors.name} hint="Stands in its host name.">
                <TextInput
                  name="name"
                  value={form.name}
                  onChange={(event) => {
                    setNamed(event.target.value !== "");
                    change({ name: event.target.value });
                  }}
                  autoComplete="off"
                  spellCheck={false}
                />
              </Field>
              <Field
                name="branch"
                label="Branch"
                optional
                error={errors.branch}
                hint="Empty: the repository's default branch."
              >
                <TextInput
                  name="branch"
                  value={form.branch}
                  onChange={(event) => change({ branch: event.target.value })}
                  autoComplete="off"
                  spellCheck={false}
                />
              </Field>
            </div>
          </div>
        </Card>
        <More title="Root directory and submodules" open={errors.rootDirectory !== undefined}>
          <Field
            name="rootDirectory"
            label="Root directory"
            optional
            error={errors.rootDirectory}
            hint="For a repository with several apps: the folder of this one."
          >
            <TextInput
              name="rootDirectory"
              value={form.rootDirectory}
              onChange={(event) => change({ rootDirectory: event.target.value })}
              placeholder="apps/api"
              spellCheck={false}
              mono
            />
          </Field>
          <Checkbox
            className="mt-3"
            label="Clone submodules too"
            checked={form.submodules}
            onChange={(event) => change({ submodules: event.target.checked })}
          />
        </More>
        <More title="Credential for a private repository" open={errors.gitCredential !== undefined}>
          <GitCredentialFields
            value={form.credential}
            onChange={(credential) => change({ credential })}
            error={errors.gitCredential}
          />
        </More>
        <More
          title="Variables"
          note={parsed.entries.length > 0 ? plural(parsed.entries.length, "variable") : undefined}
          open={errors.variables !== undefined}
        >
          <Field
            name="variables"
            label="Paste a .env file"
            optional
            error={errors.variables}
            hint="Values are secrets unless their name says otherwise; you can change that afterwards."
          >
            <TextArea
              name="variables"
              value={env}
              onChange={(event) => setEnv(event.target.value)}
              rows={6}
              placeholder={"DATABASE_URL=postgres://…\nLOG_LEVEL=info"}
              spellCheck={false}
              mono
            />
          </Field>
          {parsed.problems.length > 0 && (
            <ul className="mt-2 text-failed text-xs">
              {parsed.problems.map(({ line, message }) => (
                <li key={`${line} ${message}`}>
                  Line {line}: {message}
                </li>
              ))}
            </ul>
          )}
        </More>
        <DetectionPanel form={form} onProblems={setErrors} />
        <div className="flex justify-end">
          <Button
            type="submit"
            variant="primary"
            size="large"
            pending={create.isPending}
            disabledReason={denied}
          >
            Create and deploy
          </Button>
        </div>
      </Form>
    </Page>
  );
}

function CreateProblem({ thrown, made }: { thrown: unknown; made: Progress | undefined }) {
  const title = made?.variablesSaved
    ? "The project exists; its first deployment was not started"
    : made?.project
      ? "The project exists; its variables were not saved"
      : "The project was not created";
  return (
    <ProblemCallout
      title={title}
      problem={asApiError(thrown)}
      actions={
        made?.project && (
          <Link
            {...paths.project(made.project.id)}
            className="self-center text-accent text-xs hover:underline"
          >
            Open the project
          </Link>
        )
      }
    />
  );
}

function More({
  title,
  note,
  open,
  children,
}: {
  title: string;
  note?: string | undefined;
  open: boolean;
  children: ReactNode;
}) {
  return (
    <details
      open={open || undefined}
      className="group rounded-xl border border-line bg-surface shadow-raised"
    >
      <summary className="flex list-none items-center gap-2 rounded-xl px-4 py-2.5 font-medium text-[0.8125rem] hover:bg-hover">
        <ChevronRight aria-hidden className="size-3.5 text-muted transition-transform group-open:rotate-90" />
        {title}
        <span className="ml-auto font-normal text-muted text-xs">{note ?? "optional"}</span>
      </summary>
      <div className="border-line border-t p-4">{children}</div>
    </details>
  );
}
