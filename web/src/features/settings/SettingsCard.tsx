import { Form } from "@base-ui/react/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import { api, unwrap } from "../../api/client";
import { ApiError, asApiError } from "../../api/errors";
import { useDenied } from "../../api/permissions";
import { projectQueries } from "../../api/queries";
import type { Project, ProjectChange } from "../../api/types";
import { Button } from "../../ui/Button";
import { Callout, ProblemCallout } from "../../ui/Callout";
import { Checkbox } from "../../ui/controls";
import { Field, TextArea, TextInput } from "../../ui/Field";
import { Card } from "../../ui/Page";
import type { Fields, Read } from "./forms";

type CardForm = {
  fields: Fields;
  errors: Record<string, string>;
  set(name: string, value: string): void;
};

const CardContext = createContext<CardForm | undefined>(undefined);

export function useCardForm(): CardForm {
  const form = useContext(CardContext);
  if (!form) throw new Error("a settings field stands outside a SettingsCard");
  return form;
}

/** One group of settings that is saved by itself. What is typed survives a refusal and somebody else's save. */
export function SettingsCard({
  project,
  title,
  hint,
  from,
  read,
  children,
}: {
  project: Project;
  title: string;
  hint: string;
  /** The fields as the project has them. */
  from(project: Project): Fields;
  /** The change to send, or what is wrong by field. `project` is the newest one. */
  read(fields: Fields, project: Project): Read<ProjectChange>;
  children: ReactNode;
}) {
  const queryClient = useQueryClient();
  const denied = useDenied("PROJECT_CHANGE");
  const [typed, setTyped] = useState<Fields>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const stored = from(project);
  const fields = { ...stored, ...typed };
  const dirty = Object.keys(fields).some((name) => fields[name] !== stored[name]);

  const save = useMutation({
    mutationFn: (change: ProjectChange) =>
      unwrap(
        api.PATCH("/api/projects/{id}", {
          params: { path: { id: project.id }, header: { "If-Match": `"${project.revision}"` } },
          body: change,
        }),
      ),
    onSuccess: (changed) => {
      queryClient.setQueryData(projectQueries.one(project.id).queryKey, changed);
      setTyped({});
    },
    onError: (thrown) => {
      setErrors(byField(asApiError(thrown).details, Object.keys(fields)));
      // The newest settings come in under what is typed.
      if (thrown instanceof ApiError && thrown.status === 412) {
        void queryClient.invalidateQueries({ queryKey: projectQueries.one(project.id).queryKey });
      }
    },
  });

  const submit = () => {
    const result = read(fields, project);
    setErrors(result.ok ? {} : result.errors);
    if (result.ok && !save.isPending) save.mutate(result.value);
  };
  const problem = save.isError ? asApiError(save.error) : undefined;
  return (
    <Card title={title} hint={hint} flush>
      <Form
        errors={errors}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="space-y-4 p-4">
          {problem?.status === 412 ? (
            <Callout tone="warn" title="Somebody else changed these settings meanwhile">
              Nothing was overwritten. Fields that you did not touch show the newest values now; save again to
              add yours.
            </Callout>
          ) : (
            problem && <ProblemCallout title="Nothing was saved" problem={problem} />
          )}
          <CardContext
            value={{
              fields,
              errors,
              set: (name, value) => setTyped((before) => ({ ...before, [name]: value })),
            }}
          >
            {children}
          </CardContext>
        </div>
        <div className="flex flex-wrap items-center justify-end gap-3 rounded-b-xl border-line border-t bg-sunken px-4 py-2.5">
          <p role="status" className="mr-auto text-muted text-xs">
            {save.isSuccess && !dirty
              ? "Saved. Takes effect on the next deployment."
              : dirty
                ? "Not saved"
                : ""}
          </p>
          {dirty && (
            <Button
              onClick={() => {
                setTyped({});
                setErrors({});
                save.reset();
              }}
            >
              Discard
            </Button>
          )}
          <Button
            type="submit"
            variant="primary"
            pending={save.isPending}
            disabledReason={denied ?? (dirty ? undefined : "Nothing has changed.")}
          >
            Save
          </Button>
        </div>
      </Form>
    </Card>
  );
}

/** The control plane names fields by path (settings.plan.port); a card knows their last part. */
function byField(
  details: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [path, reason] of Object.entries(details)) {
    const last = path.split(".").at(-1) ?? path;
    const name = names.find((one) => one === last || `${one}Ms` === last);
    if (name) errors[name] = reason;
  }
  return errors;
}

export function SettingField({
  name,
  label,
  hint,
  placeholder,
  optional,
  mono,
  lines,
  className,
}: {
  name: string;
  label: string;
  hint?: string;
  placeholder?: string;
  optional?: boolean;
  mono?: boolean;
  /** More than one: a text area of so many lines. */
  lines?: number;
  className?: string;
}) {
  const { fields, errors, set } = useCardForm();
  const control = {
    name,
    value: fields[name] ?? "",
    placeholder,
    mono: mono ?? false,
    spellCheck: false,
    autoComplete: "off",
  };
  return (
    <Field
      name={name}
      label={label}
      hint={hint}
      optional={optional ?? false}
      error={errors[name]}
      {...(className ? { className } : {})}
    >
      {lines ? (
        <TextArea {...control} rows={lines} onChange={(event) => set(name, event.target.value)} />
      ) : (
        <TextInput {...control} onChange={(event) => set(name, event.target.value)} />
      )}
    </Field>
  );
}

export function SettingSwitch({ name, label, hint }: { name: string; label: string; hint?: string }) {
  const { fields, set } = useCardForm();
  return (
    <Checkbox
      label={label}
      hint={hint}
      checked={fields[name] === "yes"}
      onChange={(event) => set(name, event.target.checked ? "yes" : "")}
    />
  );
}
