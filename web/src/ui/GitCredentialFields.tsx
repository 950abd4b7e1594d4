import { Select } from "./controls";
import { Field, TextArea, TextInput } from "./Field";

export type GitCredentialForm = { kind: "none" | "password" | "key"; username: string; value: string };

/** A password or token for https, or a key for ssh. What is saved never comes back to the browser. */
export function GitCredentialFields({
  value,
  onChange,
  error,
  none = "None: the repository is public",
}: {
  value: GitCredentialForm;
  onChange(value: GitCredentialForm): void;
  error: string | undefined;
  none?: string;
}) {
  const change = (part: Partial<GitCredentialForm>) => onChange({ ...value, ...part });
  return (
    <div className="space-y-3">
      <label className="block">
        <span className="mb-1 block font-medium text-[0.8125rem]">Kind</span>
        <Select
          value={value.kind}
          onChange={(event) => change({ kind: event.target.value as GitCredentialForm["kind"], value: "" })}
          className="w-full sm:w-72"
        >
          <option value="none">{none}</option>
          <option value="password">Access token or password (https)</option>
          <option value="key">Private key (ssh)</option>
        </Select>
      </label>
      {value.kind === "password" && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field name="gitUsername" label="User name" optional>
            <TextInput
              value={value.username}
              onChange={(event) => change({ username: event.target.value })}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          <Field
            name="gitCredential"
            label="Token or password"
            error={error}
            hint="Read access to this repository is enough."
          >
            <TextInput
              type="password"
              value={value.value}
              onChange={(event) => change({ value: event.target.value })}
              autoComplete="off"
            />
          </Field>
        </div>
      )}
      {value.kind === "key" && (
        <Field
          name="gitCredential"
          label="Private key in OpenSSH format"
          error={error}
          hint="A deploy key with read access, without a passphrase."
        >
          <TextArea
            value={value.value}
            onChange={(event) => change({ value: event.target.value })}
            rows={5}
            placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
            autoComplete="off"
            spellCheck={false}
            mono
          />
        </Field>
      )}
    </div>
  );
}
