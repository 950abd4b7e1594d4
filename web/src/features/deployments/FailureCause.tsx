import { Link } from "@tanstack/react-router";
import type { Deployment } from "../../api/types";
import { stripAnsi } from "../../lib/ansi";
import { paths } from "../../paths";
import { buttonClass } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { CodeBlock } from "../../ui/CodeBlock";
import { STAGES } from "../../ui/states";

/** Why it failed, the next step, and the lines that show it. Stays above everything else. */
export function FailureCause({ deployment }: { deployment: Deployment }) {
  const { cause } = deployment;
  if (!cause) return null;
  const stage = STAGES.find(({ value }) => value === cause.stage)?.label.toLowerCase();
  const line = cause.logLine ?? undefined;
  const runtime = cause.stage === "HEALTH" || cause.stage === "RELEASE";
  return (
    <Callout
      tone="failed"
      stacked
      title={cause.message}
      actions={
        <>
          <Link
            {...paths.variables(deployment.projectId, deployment.environmentName)}
            className={buttonClass("secondary", "small")}
          >
            Change variables
          </Link>
          <Link {...paths.settings(deployment.projectId)} className={buttonClass("secondary", "small")}>
            Change settings
          </Link>
          {line !== undefined && (
            <Link
              {...paths.deployment(deployment.id, runtime ? { log: "runtime" } : {}, {
                from: line,
                to: line,
              })}
              replace
              resetScroll={false}
              hashScrollIntoView={false}
              onClick={() => document.getElementById("log")?.scrollIntoView({ block: "nearest" })}
              className={buttonClass("secondary", "small")}
            >
              Show line {line.toLocaleString("en")} in the log
            </Link>
          )}
          {runtime && (
            <Link
              {...paths.deployment(deployment.id, { log: "runtime" })}
              className={buttonClass("secondary", "small")}
            >
              Open the runtime log
            </Link>
          )}
        </>
      }
    >
      <p>{cause.hint}</p>
      {cause.lastLines.length > 0 && (
        <CodeBlock
          label="Last lines before the failure"
          text={cause.lastLines.map(stripAnsi).join("\n")}
          wrap
          className="mt-3"
        />
      )}
      <p className="mt-2 flex flex-wrap gap-x-3 text-muted text-xs">
        <span className="font-mono">{cause.code}</span>
        {stage && <span>in the stage {stage}</span>}
      </p>
    </Callout>
  );
}
