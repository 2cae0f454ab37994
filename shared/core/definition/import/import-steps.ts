import { diagnosticError, hasErrors, type Diagnostic } from '../../kernel/diagnostic.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { documentHeader, nameOf, type HeaderOptions } from './header.ts';
import { readSteps, type Step } from './read-steps.ts';

/** How a step list becomes a definition. */
export interface StepImportOptions extends HeaderOptions {
  /** Take a step whose child steps are counted but not listed as one function; otherwise it is refused. */
  readonly wholeSteps?: boolean;
}

/**
 * Converts a step list of the earlier system (`{id, name?, description?, steps: […]}`) to a definition. A step is a call of a function of the
 * catalogue that is named like it; child steps are a list, or branches when they are parallel. The data that all steps shared is `$context`: each
 * function gets it as `data`, and what it answers is merged into it. Errors: UWF-1080 for what is no step list, UWF-1081 for each step that
 * cannot be converted, by its pointer into the list.
 */
export function importSteps(list: JsonValue, options: StepImportOptions): Result<JsonObject, readonly Diagnostic[]> {
  if (!isJsonObject(list) || !isJsonArray(list['steps'])) return fail([diagnosticError('UWF-1080', '', "This is not an object with a list of 'steps'.")]);
  const read = readSteps(list['steps'], '/steps', { wholeSteps: options.wholeSteps === true });
  const diagnostics = [...read.diagnostics, ...(read.steps.length === 0 && read.diagnostics.length === 0 ? [diagnosticError('UWF-1080', '/steps', 'The list has no steps.')] : [])];
  if (hasErrors(diagnostics)) return fail(diagnostics);
  const title = textOf(list['name']) ?? textOf(list['id']);
  const header = documentHeader({ ...options, ...(title === undefined ? {} : { title }), ...summaryOf(list) });
  return succeed({
    document: header,
    evaluate: { language: 'jsonata' },
    do: [{ [START_TASK]: { set: '${ $workflow.input }', export: { as: '${ $output }' } } }, ...withNames(read.steps.map(taskOf), [START_TASK])],
    output: { as: '${ $context }' },
  });
}

const START_TASK = 'sharedData';

function summaryOf({ description }: JsonObject): { readonly summary?: string } {
  const summary = textOf(description);
  return summary === undefined ? {} : { summary };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

interface NamedTask {
  readonly name: string;
  readonly task: JsonObject;
}

function taskOf(step: Step): NamedTask {
  if (step.kind === 'call') return { name: step.name, task: callOf(step) };
  const inside = step.children.map(callTask);
  if (!step.isParallel) return { name: step.name, task: { do: withNames(inside, []) } };
  // Branches do not see each other: what they answer is merged when all have ended.
  const branches = withNames(inside.map(({ name, task: { export: _export, ...task } }) => ({ name, task })), []);
  return { name: step.name, task: { fork: { branches }, export: { as: '${ $merge($append($context, $output)) }' } } };
}

function callTask(step: { readonly name: string }): NamedTask {
  return { name: step.name, task: callOf(step) };
}

function callOf({ name }: { readonly name: string }): JsonObject {
  return { call: nameOf(name), with: { data: '${ $context }' }, export: { as: '${ $merge([$context, $output]) }' } };
}

/** Tasks of one list have names of their own: a name that is taken gets a number. */
function withNames(tasks: readonly NamedTask[], taken: readonly string[]): readonly JsonObject[] {
  const names = new Set(taken);
  return tasks.map(({ name, task }) => {
    let unique = name;
    for (let count = 2; names.has(unique); count += 1) unique = `${name} ${count}`;
    names.add(unique);
    return { [unique]: task };
  });
}

