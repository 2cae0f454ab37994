import type { DeploymentTarget } from '#shared/core/compiler/model.ts';
import type { Change, FlowDifference } from '#shared/core/difference/model.ts';
import { formatIdentity } from '#shared/core/definition/identity.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import type { DefinitionPlan } from '../deploy/plan.ts';
import type { RegisterAnswer } from '../deploy/parse-registered.ts';
import type { Colours } from '../output/colours.ts';
import { diagnosticToJson, renderDiagnostics } from '../output/diagnostics.ts';
import { printListing, type OutputFormat } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { renderTable, type TableColumn } from '../output/table.ts';
import type { CompiledDocument } from './compile-document.ts';
import type { CommandContext } from './context.ts';

/** A deployment on its way: what is refused, what is planned, and what has been registered so far, by its id. */
export interface Deployment {
  readonly target: DeploymentTarget;
  readonly refused: readonly CompiledDocument[];
  readonly plans: readonly DefinitionPlan[];
  readonly registered: Map<string, RegisterAnswer['outcome']>;
}

/** Tells a person what is planned: all findings, one line for each document, and what changes. Other formats are written when all is known. */
export function tellPlan({ terminal }: CommandContext, deployment: Deployment, output: OutputFormat): void {
  if (output !== 'table') return;
  const { refused, plans, target } = deployment;
  const { colours } = terminal;
  for (const { source, outcome } of refused) terminal.out(renderDiagnostics(source, outcome.diagnostics, colours));
  terminal.out(`Plan for ${colours.bold(target.name)} (${target.runtime}, zone ${target.zone})\n`);
  terminal.out(renderTable(rowsOf(deployment), COLUMNS, colours));
  for (const plan of plans) terminal.out(changesOf(plan, colours));
}

/** Writes what became of the deployment: for a person what was registered, otherwise a row for each document. */
export function printDeployment({ terminal }: CommandContext, deployment: Deployment, output: OutputFormat): void {
  const { plans, refused, registered, target } = deployment;
  if (output !== 'table') return printListing(terminal, output, { rows: [...refused.map((one) => refusedJson(one, target)), ...plans.map((plan) => planJson(plan, deployment))], toJson: (row) => row, columns: [], whenEmpty: '' });
  for (const plan of plans) if (registered.has(plan.id)) terminal.out(`${terminal.colours.green('registered')}  ${printable(plan.id)}  ${plan.revision}\n`);
  return undefined;
}

interface Row {
  readonly plan: string;

  readonly id: string;
  readonly newest: string;
  readonly file: string;
  readonly note: string;
}

const COLUMNS: readonly TableColumn<Row>[] = [
  { title: 'PLAN', cell: (row) => row.plan },
  { title: 'WORKFLOW', cell: (row) => row.id },
  { title: 'THERE', cell: (row) => row.newest },
  { title: 'FILE', cell: (row) => row.file },
  { title: 'NOTE', cell: (row) => row.note },
];

const NAMES: { readonly [kind in DefinitionPlan['kind']]: string } = {
  new: 'new', 'new-version': 'new version', 'older-version': 'older version', unchanged: 'unchanged', conflict: 'conflict',
};

function rowsOf({ refused, plans }: Deployment): readonly Row[] {
  const rejected = refused.map(({ source, outcome }): Row => {
    const errors = outcome.diagnostics.filter(({ severity }) => severity === 'error').length;
    return { plan: kindOf(outcome), id: idOf(outcome), newest: '', file: source.name, note: `${errors} ${errors === 1 ? 'error' : 'errors'}` };
  });
  const planned = plans.map((plan): Row => ({ plan: NAMES[plan.kind], id: plan.id, newest: plan.newest ?? '', file: plan.file, note: noteOf(plan) }));
  return [...rejected, ...planned];
}

function kindOf(outcome: CompiledDocument['outcome']): 'refused' | 'invalid' {
  return !outcome.accepted && outcome.reason === 'refused' ? 'refused' : 'invalid';
}

function idOf(outcome: CompiledDocument['outcome']): string {
  return outcome.accepted || outcome.definition === undefined ? '' : formatIdentity(outcome.definition.identity);
}

function noteOf({ kind, newest, reason, lessSafe, diagnostics }: DefinitionPlan): string {
  const notes = [
    ...(reason === undefined ? [] : [reason]),
    ...(kind === 'older-version' ? [`runs by name go on with ${newest ?? ''}`] : []),
    ...(lessSafe.length === 0 ? [] : [`${lessSafe.length} less safe`]),
    ...(diagnostics.length === 0 ? [] : [`${diagnostics.length} ${diagnostics.length === 1 ? 'warning' : 'warnings'}`]),
  ];
  return notes.join(', ');
}

const SECTIONS: { readonly [section in keyof FlowDifference]: string } = {
  tasks: 'document and tasks',
  placement: 'where work runs',
  dataFlow: 'where data goes',
  declassifications: 'what is declassified',
  observations: 'what failures tell',
};

/** What changes with a version, with what is less safe in front. */
function changesOf({ id, difference, lessSafe }: DefinitionPlan, colours: Colours): string {
  const marks = { added: colours.green('+'), removed: colours.red('-'), changed: colours.yellow('~') };
  const doubts = lessSafe.map(({ kind, about, detail }) => `  ${colours.red('!')} ${colours.bold(kind)}  ${printable(about)}  ${printable(detail)}\n`);
  const sections = sectionsOf(difference).map(([section, changes]) => {
    return `  ${colours.dim(SECTIONS[section])}\n${changes.map(({ kind, about, detail }) => `    ${marks[kind]} ${printable(about)}${detail === undefined ? '' : `  ${printable(detail)}`}\n`).join('')}`;
  });
  return doubts.length + sections.length === 0 ? '' : `${colours.bold(printable(id))}\n${[...doubts, ...sections].join('')}`;
}

function sectionsOf(difference: FlowDifference | undefined): readonly (readonly [keyof FlowDifference, readonly Change[]])[] {
  if (difference === undefined) return [];
  return (['tasks', 'placement', 'dataFlow', 'declassifications', 'observations'] as const).flatMap((section) => (difference[section].length === 0 ? [] : [[section, difference[section]] as const]));
}

function refusedJson({ source, outcome }: CompiledDocument, { name }: DeploymentTarget): JsonObject {
  const id = idOf(outcome);
  return { file: source.name, target: name, plan: kindOf(outcome), ...(id === '' ? {} : { id }), diagnostics: outcome.diagnostics.map((diagnostic) => diagnosticToJson(diagnostic)) };
}

function planJson(plan: DefinitionPlan, { registered, target }: Deployment): JsonObject {
  const { file, kind, id, revision, newest, reason, difference, lessSafe, diagnostics } = plan;
  const outcome = registered.get(id);
  return {
    file, target: target.name, plan: kind, id, revision,
    ...(newest === undefined ? {} : { newest }),
    ...(reason === undefined ? {} : { reason }),
    ...(outcome === undefined ? {} : { outcome }),
    diagnostics: diagnostics.map((diagnostic) => diagnosticToJson(diagnostic)),
    lessSafe: toJson(lessSafe),
    ...(difference === undefined ? {} : { difference: toJson(difference) }),
  };
}

/** Plain JSON by its type's own promise, as the type that says so. */
function toJson(value: object): JsonValue {
  const json: JsonValue = JSON.parse(JSON.stringify(value));
  return json;
}
