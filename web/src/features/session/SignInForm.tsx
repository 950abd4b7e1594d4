import { Form } from "@base-ui/react/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../api/client";
import { type ApiError, asApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Field, TextInput } from "../../ui/Field";

/** E-mail and password, in a shape that password managers know. */
export function SignInForm({ email, onSignedIn }: { email?: string; onSignedIn(): void }) {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) => unwrap(api.POST("/api/auth/login", { body })),
    onSuccess: onSignedIn,
    onError: (thrown) => setErrors({ ...asApiError(thrown).details }),
  });
  return (
    <Form
      errors={errors}
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const body = {
          email: String(form.get("email") ?? "").trim(),
          password: String(form.get("password") ?? ""),
        };
        const missing = {
          ...(body.email ? {} : { email: "Enter your e-mail address." }),
          ...(body.password ? {} : { password: "Enter your password." }),
        };
        setErrors(missing);
        if (Object.keys(missing).length === 0 && !signIn.isPending) signIn.mutate(body);
      }}
      className="space-y-4"
    >
      {signIn.isError && <SignInProblem problem={asApiError(signIn.error)} />}
      <Field name="email" label="E-mail" error={errors.email}>
        <TextInput
          name="email"
          type="email"
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={email}
          readOnly={email !== undefined}
          className="h-10"
        />
      </Field>
      <Field name="password" label="Password" error={errors.password}>
        <TextInput name="password" type="password" autoComplete="current-password" className="h-10" />
      </Field>
      <Button type="submit" variant="primary" size="large" pending={signIn.isPending} className="w-full">
        Sign in
      </Button>
    </Form>
  );
}

function SignInProblem({ problem }: { problem: ApiError }) {
  return (
    <div
      role="alert"
      className="rounded-lg border border-failed-solid/40 bg-failed-soft px-3 py-2.5 text-[0.8125rem]"
    >
      <p className="font-medium text-failed">{problem.message}</p>
      {problem.hint && <p className="mt-0.5 text-muted">{problem.hint}</p>}
    </div>
  );
}
