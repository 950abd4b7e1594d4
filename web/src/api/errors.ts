import { z } from "../lib/schema";

const ErrorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    hint: z.nullish(z.string()),
    details: z.nullish(z.record(z.string(), z.string())),
    requestId: z.nullish(z.string()),
  }),
});

/** A refused or failed request in the words of docs/errors.md. `status` 0: AutoStack was not reached. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  /** Field name -> what is wrong with it. */
  readonly details: Readonly<Record<string, string>>;
  readonly requestId: string | undefined;

  constructor(
    status: number,
    problem: {
      code: string;
      message: string;
      hint?: string | null;
      details?: Record<string, string> | null;
      requestId?: string | null;
    },
    options?: ErrorOptions,
  ) {
    super(problem.message, options);
    this.status = status;
    this.code = problem.code;
    this.hint = problem.hint ?? undefined;
    this.details = problem.details ?? {};
    this.requestId = problem.requestId ?? undefined;
  }

  /** Worth another try without a change by the person. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** `body` is the decoded JSON of an answer that is not 2xx, or whatever else came. */
export function errorFrom(response: Response, body: unknown): ApiError {
  const parsed = ErrorBody.safeParse(body);
  const header = response.headers.get("X-Request-Id");
  if (parsed.success) {
    const { requestId, ...problem } = parsed.data.error;
    return new ApiError(response.status, { ...problem, requestId: requestId ?? header });
  }
  return new ApiError(response.status, {
    code: `http_${response.status}`,
    message:
      response.status >= 500
        ? "AutoStack failed to answer this request."
        : `The request was refused (HTTP ${response.status}).`,
    hint: "Try again. If it stays, look into the log of the control plane, with the request id.",
    requestId: header,
  });
}

export function unreachable(cause: unknown): ApiError {
  return new ApiError(
    0,
    {
      code: "unreachable",
      message: "AutoStack cannot be reached.",
      hint: "Check the network connection. This page goes on by itself when it is back.",
    },
    { cause },
  );
}

/** Any thrown value in the shape that views show. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  return new ApiError(
    -1,
    {
      code: "ui_fault",
      message: "This page ran into a fault of its own.",
      hint: "Reload the page. If it stays, report it with the steps that led here.",
    },
    { cause: thrown },
  );
}
