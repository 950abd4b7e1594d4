import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { projectQueries } from "../../api/queries";
import type { Project, ProjectChange, ProjectSettings } from "../../api/types";
import { gitUrlProblem } from "../../lib/git";
import { Select } from "../../ui/controls";
import { useTitle } from "../../ui/useTitle";
import { CredentialCard } from "./CredentialCard";
import { DeleteProjectCard } from "./DeleteProjectCard";
import {
  buildFields,
  type Fields,
  healthFields,
  limitFields,
  planFields,
  type Read,
  readBuild,
  readHealth,
  readLimits,
  readPlan,
  readRollout,
  rolloutFields,
  sourceFields,
} from "./forms";
import { SettingField, SettingSwitch, SettingsCard, useCardForm } from "./SettingsCard";

const route = getRouteApi("/app/projects/$projectId/settings");

export function SettingsPage() {
  const { projectId } = route.useParams();
  const { data: project } = useSuspenseQuery(projectQueries.one(projectId));
  useTitle(`Settings · ${project.name}`);
  return (
    <div className="max-w-3xl space-y-4">
      <SourceCard project={project} />
      <CredentialCard project={project} />
      <PlanCard project={project} />
      <HealthCard project={project} />
      <LimitsCard project={project} />
      <BuildCard project={project} />
      <RolloutCard project={project} />
      <DeleteProjectCard project={project} />
    </div>
  );
}

/** Turns what a card read into a change of the whole settings, over the newest ones. */
function inSettings<T>(
  read: (fields: Fields, project: Project) => Read<T>,
  place: (value: T) => Partial<ProjectSettings>,
) {
  return (fields: Fields, project: Project): Read<ProjectChange> => {
    const result = read(fields, project);
    return result.ok
      ? { ok: true, value: { settings: { ...project.settings, ...place(result.value) } } }
      : result;
  };
}

const grid = "grid gap-4 sm:grid-cols-2";

function SourceCard({ project }: { project: Project }) {
  return (
    <SettingsCard
      project={project}
      title="Source"
      hint="Where the code is."
      from={sourceFields}
      read={(fields) => {
        const problem = gitUrlProblem(fields.gitUrl ?? "");
        if (problem) return { ok: false, errors: { gitUrl: problem } };
        return {
          ok: true,
          value: {
            gitUrl: fields.gitUrl?.trim() ?? "",
            branch: fields.branch?.trim() || null,
            rootDirectory: fields.rootDirectory?.trim() ?? "",
            submodules: fields.submodules === "yes",
          },
        };
      }}
    >
      <SettingField name="gitUrl" label="Git URL" mono />
      <div className={grid}>
        <SettingField name="branch" label="Branch" optional hint="Empty: the repository's default branch." />
        <SettingField name="rootDirectory" label="Root directory" optional placeholder="apps/api" mono />
      </div>
      <SettingSwitch name="submodules" label="Clone submodules too" />
    </SettingsCard>
  );
}

function PlanCard({ project }: { project: Project }) {
  return (
    <SettingsCard
      project={project}
      title="Build plan"
      hint="Empty fields are found in the repository, with their reason in each deployment."
      from={(one) => planFields(one.settings)}
      read={inSettings(
        (fields, one) => readPlan(fields, one.settings.plan),
        (plan) => ({ plan }),
      )}
    >
      <div className={grid}>
        <SettingField name="stack" label="Stack" optional placeholder="found" />
        <SettingField name="runtimeVersion" label="Runtime version" optional placeholder="found" />
        <SettingField name="installCommand" label="Install command" optional placeholder="npm ci" mono />
        <SettingField name="buildCommand" label="Build command" optional placeholder="npm run build" mono />
        <SettingField name="startCommand" label="Start command" optional placeholder="npm start" mono />
        <SettingField
          name="port"
          label="Port"
          optional
          placeholder="found"
          hint="What the app listens on; it gets it as PORT."
        />
        <SettingField
          name="outputDirectory"
          label="Output directory"
          optional
          placeholder="dist"
          hint="Of a static site."
          mono
        />
      </div>
      <div className={grid}>
        <SettingField
          name="dockerfile"
          label="Dockerfile"
          optional
          placeholder="Dockerfile"
          hint="Path inside the root directory."
          mono
        />
        <SettingField name="dockerfileTarget" label="Target stage" optional mono />
      </div>
    </SettingsCard>
  );
}

function HealthCard({ project }: { project: Project }) {
  return (
    <SettingsCard
      project={project}
      title="Health check"
      hint="A release gets no request before it is healthy."
      from={(one) => healthFields(one.settings)}
      read={inSettings(readHealth, (health) => ({ health }))}
    >
      <HealthFields />
    </SettingsCard>
  );
}

function HealthFields() {
  const { fields, set } = useCardForm();
  return (
    <>
      <label className="block">
        <span className="mb-1 block font-medium text-[0.8125rem]">How the app is asked</span>
        <Select
          value={fields.type ?? ""}
          onChange={(event) => set("type", event.target.value)}
          className="w-full sm:w-72"
        >
          <option value="">As found in the repository</option>
          <option value="http">HTTP request</option>
          <option value="tcp">TCP connection</option>
          <option value="command">Command in the container</option>
        </Select>
      </label>
      {fields.type === "http" && (
        <div className="grid gap-4 sm:grid-cols-[2fr_1fr_1fr]">
          <SettingField name="path" label="Path" mono />
          <SettingField name="minStatus" label="Status from" />
          <SettingField name="maxStatus" label="to" />
        </div>
      )}
      {fields.type === "command" && (
        <SettingField
          name="arguments"
          label="Command"
          hint="One argument per line; no shell takes it apart."
          lines={3}
          mono
        />
      )}
      {fields.type && (
        <div className="grid gap-4 sm:grid-cols-3">
          <SettingField name="interval" label="Every" hint="seconds" />
          <SettingField name="timeout" label="Time limit" hint="seconds" />
          <SettingField name="startPeriod" label="Grace at the start" hint="seconds" />
          <SettingField name="threshold" label="Healthy after" hint="good answers in a row" />
          <SettingField name="failureThreshold" label="Unhealthy after" hint="bad answers in a row" />
        </div>
      )}
    </>
  );
}

function LimitsCard({ project }: { project: Project }) {
  return (
    <SettingsCard
      project={project}
      title="Limits of an instance"
      hint="More than this it cannot take from its host."
      from={(one) => limitFields(one.settings)}
      read={inSettings(readLimits, (limits) => limits)}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <SettingField name="cpus" label="CPU" hint="cores" />
        <SettingField name="memoryBytes" label="Memory" />
        <SettingField name="pids" label="Processes" />
      </div>
      <SettingSwitch
        name="readOnlyRoot"
        label="Read-only file system"
        hint="Only /tmp can be written. Safer; some apps need more."
      />
    </SettingsCard>
  );
}

function BuildCard({ project }: { project: Project }) {
  return (
    <SettingsCard
      project={project}
      title="Limits of a build"
      hint="A build that reaches one ends with that cause; apps beside it are not slowed down."
      from={(one) => buildFields(one.settings)}
      read={inSettings(readBuild, (build) => ({ build }))}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <SettingField name="cpus" label="CPU" hint="cores" />
        <SettingField name="memoryBytes" label="Memory" />
        <SettingField name="diskBytes" label="Disk" />
        <SettingField name="pids" label="Processes" />
        <SettingField name="timeout" label="Time limit" hint="minutes" />
      </div>
    </SettingsCard>
  );
}

function RolloutCard({ project }: { project: Project }) {
  return (
    <SettingsCard
      project={project}
      title="Switch to a new release"
      hint="In seconds."
      from={(one) => rolloutFields(one.settings)}
      read={inSettings(readRollout, (rollout) => rollout)}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <SettingField name="startDeadline" label="Healthy within" hint="or the deployment fails" />
        <SettingField name="drain" label="Old requests may take" hint="then they are cut off" />
        <SettingField name="stopTimeout" label="Stop within" hint="then it is killed" />
      </div>
    </SettingsCard>
  );
}
