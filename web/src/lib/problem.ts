/** What a view needs to explain a failure: the shape of the API's error body. */
export type Problem = {
  code: string;
  message: string;
  hint?: string | undefined;
  requestId?: string | undefined;
};
