/** What the UI may know of a Git URL while it is typed. The rule itself is protocol's GitUrl; this only helps early. */

/** `https://github.com/acme/Billing_API.git` -> `billing-api`: a name by the rule of protocol's Slug. */
export function suggestName(gitUrl: string): string {
  const path = gitUrl
    .trim()
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/i, "");
  const last = path.split(/[/:]/).pop() ?? "";
  return last
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 40)
    .replace(/-+$/, "");
}

/** The sentence to show under the field, or undefined when nothing looks wrong. */
export function gitUrlProblem(text: string): string | undefined {
  const url = text.trim();
  if (url === "") return "Give the URL of a Git repository.";
  const scp = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)[A-Za-z0-9][A-Za-z0-9.-]*:(?!\/).+/.test(url);
  if (scp && !url.includes("://")) return undefined;
  const match = /^([a-z+]+):\/\/([^/]*)(\/.*)?$/i.exec(url);
  if (!match)
    return "Give a Git URL that begins with https://, ssh:// or git@host:. Local paths are not read.";
  if (!/^(https?|ssh|git)$/i.test(match[1] ?? "")) return "Only https, ssh and git URLs can be deployed.";
  if ((match[2] ?? "").split("@").slice(0, -1).join("@").includes(":")) {
    return "Do not put a password into the URL: enter it as the Git credential below.";
  }
  if (!match[2]) return "The URL has no host name.";
  if (!match[3] || match[3] === "/") return "The URL has no repository path.";
  return undefined;
}

/** The rule of protocol's Slug: a DNS label without double hyphens. */
export function nameProblem(name: string): string | undefined {
  if (name === "") return "Give the project a name.";
  if (name.length <= 40 && /^[a-z](?:-?[a-z0-9])*$/.test(name)) return undefined;
  return "1 to 40 lower-case letters, digits and single hyphens; begins with a letter, does not end with a hyphen.";
}

/** `https://github.com/acme/api.git` -> `github.com/acme/api`, for lists. */
export function shortGitUrl(url: string): string {
  return url
    .replace(/^[a-z]+:\/\/(?:[^@/]*@)?/i, "")
    .replace(/^[^@/]*@([^:/]+):/, "$1/")
    .replace(/\.git$/, "");
}

/** A page of the repository in a browser, for the forges whose address can be derived; http(s) only. */
export function repositoryLink(url: string): string | undefined {
  const short = shortGitUrl(url);
  return /^(github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)\/[\w.-]+\/[\w./-]+$/.test(short)
    ? `https://${short}`
    : undefined;
}
