import { Form } from "@base-ui/react/form";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, unwrap } from "../../api/client";
import { asApiError } from "../../api/errors";
import { setupQuery } from "../../api/queries";
import { z } from "../../lib/schema";
import { paths } from "../../paths";
import { Button, buttonClass } from "../../ui/Button";
import { Callout, ProblemCallout } from "../../ui/Callout";
import { Field, TextInput } from "../../ui/Field";
import { Mark } from "../../ui/Mark";
import { useTitle } from "../../ui/useTitle";

const SetupForm = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "Enter your name.")),
  email: z.string().check(z.trim(), z.regex(/^\S+@\S+$/, "Enter your e-mail address.")),
  password: z.string().check(z.minLength(12, "Use at least 12 characters.")),
  teamName: z.string().check(z.trim()),
});

/** The token stands behind the # of the link, so it reaches neither the log of a proxy nor a Referer header. */
export function SetupPage() {
  useTitle("Set up");
  const { data: setup } = useSuspenseQuery(setupQuery);
  const token = new URLSearchParams(useLocation({ select: (at) => at.hash })).get("token");
  if (!setup.needed) {
    return (
      <SetupFrame title="AutoStack is set up">
        <p className="mb-4 text-muted">
          The owner's account exists. Sign in with it, or ask the owner for an invitation.
        </p>
        <Link {...paths.signIn()} className={buttonClass("primary", "large")}>
          Go to the sign-in
        </Link>
      </SetupFrame>
    );
  }
  if (!token) {
    return (
      <SetupFrame title="Set up AutoStack">
        <Callout tone="warn" title="This link is not complete">
          Open the whole one-time link that was printed when AutoStack started.{" "}
          <code className="font-mono">bin/up</code> prints a new one when you run it again.
        </Callout>
      </SetupFrame>
    );
  }
  return <SetupWithToken token={token} />;
}

function SetupWithToken({ token }: { token: string }) {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const setUp = useMutation({
    mutationFn: (form: z.infer<typeof SetupForm>) =>
      unwrap(api.POST("/api/setup", { body: { ...form, teamName: form.teamName || null, token } })),
    onSuccess: async () => {
      queryClient.clear();
      await navigate({ ...paths.projects(), replace: true });
    },
    onError: (thrown) => setErrors({ ...asApiError(thrown).details }),
  });
  const problem = setUp.isError ? asApiError(setUp.error) : undefined;
  return (
    <SetupFrame title="Set up AutoStack">
      <p className="mb-5 text-muted">You become the owner. The account lives on this machine only.</p>
      {problem && <ProblemCallout title="The set-up did not go through" problem={problem} className="mb-4" />}
      <Form
        errors={errors}
        method="post"
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          const parsed = SetupForm.safeParse(Object.fromEntries(new FormData(event.currentTarget)));
          if (!parsed.success) {
            setErrors(
              Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message])),
            );
            return;
          }
          setErrors({});
          if (!setUp.isPending) setUp.mutate(parsed.data);
        }}
      >
        <Field name="name" label="Your name" error={errors.name}>
          <TextInput name="name" autoComplete="name" className="h-10" />
        </Field>
        <Field
          name="email"
          label="E-mail"
          error={errors.email}
          hint="You sign in with it. Nothing is sent to it."
        >
          <TextInput
            name="email"
            type="email"
            autoComplete="username"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            className="h-10"
          />
        </Field>
        <Field
          name="password"
          label="Password"
          error={errors.password}
          hint="At least 12 characters; a password manager makes a good one."
        >
          <TextInput name="password" type="password" autoComplete="new-password" className="h-10" />
        </Field>
        <Field
          name="teamName"
          label="Team"
          optional
          error={errors.teamName}
          hint="The name that your projects live under."
        >
          <TextInput name="teamName" autoComplete="organization" placeholder="My team" className="h-10" />
        </Field>
        <Button type="submit" variant="primary" size="large" pending={setUp.isPending} className="w-full">
          Create the owner's account
        </Button>
      </Form>
    </SetupFrame>
  );
}

function SetupFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="flex min-h-screen flex-col items-center px-4 pt-[10vh] pb-16">
      <Mark className="size-10" />
      <h1 className="mt-4 mb-6 font-semibold text-xl tracking-[-0.01em]">{title}</h1>
      <div className="w-full max-w-md rounded-xl border border-line bg-surface p-6 shadow-raised">
        {children}
      </div>
    </main>
  );
}
