import type { components } from "./schema";

type Schemas = components["schemas"];

export type ProjectSummary = Schemas["ProjectSummary"];
export type Project = Schemas["Project"];
export type ProjectSettings = Schemas["ProjectSettings"];
export type ProjectCreate = Schemas["ProjectCreate"];
export type ProjectChange = Schemas["ProjectChange"];
export type PlanOverrides = Schemas["PlanOverrides"];
export type Environment = Schemas["Environment"];
export type Instance = Schemas["Instance"];
export type VariableSet = Schemas["VariableSet"];
export type VariableInput = Schemas["VariableInput"];
export type DeploymentSummary = Schemas["DeploymentSummary"];
export type Deployment = Schemas["Deployment"];
export type DeploymentState = Schemas["DeploymentState"];
export type Action = Schemas["Permit"];
export type Stage = Schemas["Stage"];
export type StageProgress = Schemas["DeploymentStage"];
export type Inspection = Schemas["Inspection"];
export type StreamKind = Schemas["StreamKind"];
export type LogPage = Schemas["LogPage"];
export type Machines = Schemas["Machines"];
export type ProductionState = Schemas["ProductionSummary"]["state"];
