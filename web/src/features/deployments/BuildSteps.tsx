import { Check, DatabaseZap, Minus } from "lucide-react";
import type { Deployment } from "../../api/types";
import { formatBytes } from "../../lib/bytes";
import { plural } from "../../lib/text";
import { Card } from "../../ui/Page";
import { stepCounts } from "./rules";

type Build = NonNullable<Deployment["build"]>;

/** What each step of the build took or saved, and where the bytes of the image are. Closed until asked for. */
export function BuildSteps({ build }: { build: Build }) {
  const { steps, image } = build;
  if (steps.length === 0 && !image) return null;
  const { cached, ran } = stepCounts(steps);
  const summary = [
    steps.length > 0 && `${plural(steps.length, "step")}: ${cached} from the cache, ${ran} run`,
    image && `image ${formatBytes(image.bytes)}`,
  ].filter(Boolean);
  return (
    <Card>
      <details>
        <summary className="cursor-pointer rounded font-semibold text-sm">
          Build steps <span className="font-normal text-muted text-xs">{summary.join(" · ")}</span>
        </summary>
        {steps.length > 0 && <Steps steps={steps} />}
        {image && <Layers image={image} />}
      </details>
    </Card>
  );
}

function Steps({ steps }: { steps: Build["steps"] }) {
  return (
    <ol aria-label="Build steps" className="mt-3 space-y-1 text-[0.8125rem]">
      {steps.map(({ instruction, cached, seconds }) => {
        const Icon = cached ? DatabaseZap : seconds == null ? Minus : Check;
        return (
          <li key={instruction} className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-baseline gap-x-2">
            <Icon aria-hidden className="size-3.5 self-center text-muted" />
            <code className="break-words font-mono text-xs">{instruction}</code>
            <span className="tnum text-muted text-xs">
              {cached ? "cached" : seconds == null ? "did not end" : `${seconds.toFixed(1)} s`}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Layers({ image }: { image: NonNullable<Build["image"]> }) {
  return (
    <>
      <h3 className="mt-4 font-semibold text-[0.8125rem]">
        Largest layers{" "}
        <span className="font-normal text-muted text-xs">
          of {plural(image.layers, "layer")}, {formatBytes(image.bytes)} unpacked
        </span>
      </h3>
      <ul aria-label="Largest layers" className="mt-2 space-y-1 text-[0.8125rem]">
        {image.largest.map(({ bytes, instruction }) => (
          <li
            key={`${bytes} ${instruction}`}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-2"
          >
            <code className="break-words font-mono text-xs">{instruction}</code>
            <span className="tnum text-muted text-xs">{formatBytes(bytes)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
