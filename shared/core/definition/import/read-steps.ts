import { diagnosticError, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '../../kernel/json.ts';

/** A step of the earlier system: one piece of work, or named pieces of work. */
export type Step = { readonly kind: 'call'; readonly name: string } | { readonly kind: 'group'; readonly name: string; readonly isParallel: boolean; readonly children: readonly { readonly name: string }[] };

/** What was read of a list, and what of it cannot be converted. */
export interface ReadSteps {
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads steps in every spelling that the earlier services had (`childSteps`, `child_steps`, `child_step_count`, `parallel`, `is_parallel`, `type`). */
export function readSteps(list: JsonArray, pointer: string, options: { readonly wholeSteps: boolean }): ReadSteps {
  const read = list.map((value, index) => readStep(value, appendPointer(pointer, index), options));
  return { steps: read.flatMap(({ step }) => (step === undefined ? [] : [step])), diagnostics: read.flatMap(({ diagnostics }) => diagnostics) };
}

interface ReadStep {
  readonly step?: Step;
  readonly diagnostics: readonly Diagnostic[];
}

function readStep(value: JsonValue, pointer: string, options: { readonly wholeSteps: boolean }): ReadStep {
  if (!isJsonObject(value)) return refused(pointer, 'The step is not an object.');
  const { name } = value;
  if (typeof name !== 'string' || name.trim() === '') return refused(pointer, 'The step has no name, so there is no function that it could call.');
  const unknown = Object.keys(value).find((field) => !KNOWN_FIELDS.has(field));
  if (unknown !== undefined) return refused(appendPointer(pointer, unknown), `The field '${unknown}' of the step '${name}' has no equal in a definition.`);
  const children = value['childSteps'] ?? value['child_steps'];
  if (children !== undefined && children !== null) return readGroup({ name, children, isParallel: isParallel(value), pointer });
  return readWhole(value, { name, pointer }, options);
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set(['name', 'description', 'type', 'childSteps', 'child_steps', 'child_step_count', 'childStepCount', 'parallel', 'is_parallel']);

function isParallel({ parallel, is_parallel: spelledOut }: JsonObject): boolean {
  return parallel === true || spelledOut === true;
}

/** A step without a list of children. A `type` other than a plain one, and children that are only counted, stand for code that is not here. */
function readWhole(value: JsonObject, { name, pointer }: { readonly name: string; readonly pointer: string }, { wholeSteps }: { readonly wholeSteps: boolean }): ReadStep {
  const count = value['child_step_count'] ?? value['childStepCount'] ?? 0;
  const type = value['type'] ?? 'sequential';
  if (type !== 'sequential' && !wholeSteps) return refused(appendPointer(pointer, 'type'), `What a step of the type '${String(type)}' does is not in the list; the step is '${name}'.`);
  if (count !== 0 && !wholeSteps) return refused(pointer, `The step '${name}' has ${String(count)} child steps, and the list does not say which.`);
  return { step: { kind: 'call', name }, diagnostics: [] };
}

interface Group {
  readonly name: string;
  readonly children: JsonValue;
  readonly isParallel: boolean;
  readonly pointer: string;
}

function readGroup({ name, children, isParallel: parallel, pointer }: Group): ReadStep {
  if (!isJsonArray(children)) return refused(pointer, `The child steps of '${name}' are not a list.`);
  if (children.length === 0) return { step: { kind: 'call', name }, diagnostics: [] };
  const read = children.map((child, index) => ({ index, name: isJsonObject(child) ? child['name'] : child }));
  const named = read.flatMap((child) => (typeof child.name === 'string' && child.name.trim() !== '' ? [{ name: child.name }] : []));
  const nameless = read.filter((child) => typeof child.name !== 'string' || child.name.trim() === '');
  const diagnostics = nameless.flatMap(({ index }) => refused(appendPointer(pointer, 'childSteps', index), `Child step ${index + 1} of '${name}' has no name.`).diagnostics);
  return { step: { kind: 'group', name, isParallel: parallel, children: named }, diagnostics };
}

function refused(pointer: string, message: string): ReadStep {
  return { diagnostics: [diagnosticError('UWF-1081', pointer, message)] };
}
