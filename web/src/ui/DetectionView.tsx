import { formatList } from "../lib/text";
import { Tag } from "./Badge";
import { Callout } from "./Callout";
import { CodeBlock } from "./CodeBlock";
import { Fact, Facts } from "./Page";

type DetectionViewProps = {
  detection: {
    path: string;
    stack: string;
    framework?: string | null;
    language?: string | null;
    packageManager?: string | null;
    version?: { value: string; source: string } | null;
    confidence: number;
    evidence: readonly { file: string; fact: string; points: number }[];
    alternatives: readonly { stack: string; framework?: string | null; confidence: number }[];
    ambiguous: boolean;
    install?: string | null;
    build?: string | null;
    start?: string | null;
    port?: number | null;
    healthPath?: string | null;
    outputDirectory?: string | null;
    datastores: readonly string[];
    variables: readonly string[];
    warnings: readonly { code: string; message: string; advice: string }[];
    dockerfile?: string | null;
  };
};

/** What the planner found, with the files that told it. */
export function DetectionView({ detection }: DetectionViewProps) {
  const commands = [
    ["Install", detection.install],
    ["Build", detection.build],
    ["Start", detection.start],
  ] as const;
  return (
    <div className="space-y-3 text-[0.8125rem]">
      <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <span className="font-medium text-sm">{detection.framework ?? detection.stack}</span>
        {detection.version && (
          <Tag>
            {detection.version.value} from {detection.version.source}
          </Tag>
        )}
        {detection.packageManager && <Tag>{detection.packageManager}</Tag>}
        <span className="text-muted text-xs">{detection.confidence} % sure</span>
      </div>
      <ul className="space-y-0.5">
        {detection.evidence.map(({ file, fact }) => (
          <li key={`${file} ${fact}`} className="break-words text-muted">
            <span className="font-mono text-ink text-xs">{file}</span> {fact}
          </li>
        ))}
      </ul>
      <Facts>
        {commands.map(
          ([name, command]) =>
            command && (
              <Fact key={name} name={name}>
                <code className="font-mono text-xs">{command}</code>
              </Fact>
            ),
        )}
        {detection.port != null && <Fact name="Port">{detection.port}</Fact>}
        {detection.healthPath && (
          <Fact name="Health path">
            <code className="font-mono text-xs">{detection.healthPath}</code>
          </Fact>
        )}
        {detection.outputDirectory && (
          <Fact name="Output">
            <code className="font-mono text-xs">{detection.outputDirectory}</code>
          </Fact>
        )}
        {detection.variables.length > 0 && (
          <Fact name="Reads">
            <code className="break-words font-mono text-xs">{detection.variables.join(", ")}</code>
          </Fact>
        )}
        {detection.datastores.length > 0 && <Fact name="Talks to">{formatList(detection.datastores)}</Fact>}
        {detection.alternatives.length > 0 && (
          <Fact name={detection.ambiguous ? "Could also be" : "Not chosen"}>
            {formatList(
              detection.alternatives.map(
                (other) => `${other.framework ?? other.stack} (${other.confidence} %)`,
              ),
            )}
          </Fact>
        )}
      </Facts>
      {detection.warnings.map((warning) => (
        <Callout key={warning.code} tone="warn" title={warning.message}>
          {warning.advice}
        </Callout>
      ))}
      {detection.dockerfile && (
        <details>
          <summary className="rounded text-muted hover:text-ink">The Dockerfile that is built</summary>
          <CodeBlock label="Dockerfile" text={detection.dockerfile} className="mt-2" />
        </details>
      )}
    </div>
  );
}
