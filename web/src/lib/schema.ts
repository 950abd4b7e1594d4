// zod's small form: its checks are functions, so a bundle holds only those in use.
import * as z from "zod/mini";

// zod compiles its checks with `new Function`, which the Content-Security-Policy forbids (and reports).
z.config({ jitless: true });

export { z };
