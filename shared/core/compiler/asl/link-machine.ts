import type { AslMachine, AslScope, AslState, MapState, QueryLanguage, TaskState } from '../../asl/model.ts';
import { mapStates } from '../../asl/scopes.ts';
import { validateStateMachine, type AslDiagnostic } from '../../asl/validate.ts';
import type { CatalogueEntry } from '../../definition/catalogue-entry.ts';
import type { Definition } from '../../definition/model.ts';
import { diagnosticError, diagnosticWarning, hasErrors, type Diagnostic } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import type { StateTraits } from '../../tier/traits.ts';
import type { LinkedProgram } from '../ir/link.ts';
import type { DeploymentTarget, SourceMap } from '../model.ts';
import { namesInOrder } from '../resolve/names.ts';
import { checkResource } from '../resolve/capabilities.ts';
import { asDirectCall } from './invoke.ts';
import { pointerOfLocation } from './location.ts';
import { meaningOf } from './resources.ts';
import { evaluateTwinOf } from './twin.ts';
import { checkWrittenOut, reservedArguments } from './written-out.ts';

/** A state machine that stands in a definition, and what it is compiled for. */
export interface MachineRequest {
  readonly stateMachine: NonNullable<Definition['stateMachine']>;
  readonly target: DeploymentTarget;
  readonly catalogue: readonly CatalogueEntry[];
}

/** The machine in our own form; absent when it is not valid. */
export interface LinkOutcome {
  readonly linked?: LinkedProgram;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Takes a state machine of Amazon States Language as it is: checks it as Step Functions would, finds the functions that its tasks call in the
 * catalogue, and hands it on as if the lowering had made it, so that the same proof of its data flow is made. Places of findings are places in
 * the document. Task resources that only Step Functions has are refused for every other runtime.
 */
export function linkStateMachine(request: MachineRequest): LinkOutcome {
  const { machine: document } = request.stateMachine;
  const found = validateStateMachine(document, { type: 'STANDARD', resources: 'any', severity: 'WARNING' }).diagnostics.map((one) => aslDiagnostic(request, one));
  if (hasErrors(found)) return { diagnostics: found };
  const places = placesOf(request);
  const machine = parseMachine(document);
  const bound = bindResources(machine, request, places);
  const states = [...places.keys()].map((name) => [name, { pointer: places.get(name)?.pointer ?? '', task: name, phase: 'body' as const }] as const);
  const sourceMap: SourceMap = { states: Object.fromEntries(states), fields: Object.fromEntries([...places].flatMap(([name, place]) => fieldsOf(name, place))) };
  return { linked: { machine: bound.machine, sourceMap, traits: bound.traits }, diagnostics: [...found, ...bound.diagnostics] };
}

function aslDiagnostic({ stateMachine }: MachineRequest, { severity, code, message, location }: AslDiagnostic): Diagnostic {
  const pointer = stateMachine.pointer + pointerOfLocation(stateMachine.machine, location ?? '');
  return severity === 'ERROR' ? diagnosticError('UWF-2080', pointer, `${code}: ${message}`) : diagnosticWarning('UWF-2081', pointer, `${code}: ${message}`);
}

/** What has passed the validation is a machine. */
function parseMachine(document: JsonObject): AslMachine {
  return document as unknown as AslMachine;
}

interface StatePlace {
  /** Where the state stands in the definition. */
  readonly pointer: string;
  readonly state: JsonObject;
}

/** Every state by its name, in all scopes. */
function placesOf({ stateMachine }: MachineRequest): ReadonlyMap<string, StatePlace> {
  const places = new Map<string, StatePlace>();
  addScope(places, stateMachine.machine, stateMachine.pointer);
  return places;
}

function addScope(places: Map<string, StatePlace>, scope: JsonValue | undefined, at: string): void {
  const states = isJsonObject(scope) ? scope['States'] : undefined;
  for (const [name, state] of Object.entries(isJsonObject(states) ? states : {})) {
    if (!isJsonObject(state)) continue;
    const pointer = appendPointer(at, 'States', name);
    places.set(name, { pointer, state });
    const branches = state['Branches'];
    if (isJsonArray(branches)) branches.forEach((branch, index) => addScope(places, branch, appendPointer(pointer, 'Branches', index)));
    INNER_SCOPES.forEach((field) => addScope(places, state[field], appendPointer(pointer, field)));
  }
}

const INNER_SCOPES = ['ItemProcessor', 'Iterator'] as const;
const SCOPE_FIELDS: ReadonlySet<string> = new Set(['Branches', ...INNER_SCOPES]);

/** In the source map every state stands directly beneath `/States`; its fields are where they are. */
function fieldsOf(name: string, { pointer, state }: StatePlace): readonly (readonly [string, string])[] {
  const root = appendPointer('/States', name);
  const fields = Object.entries(state).filter(([field]) => !SCOPE_FIELDS.has(field));
  return fields.flatMap(([field, value]) => nodesOf(value).map((inside) => [appendPointer(root, field) + inside, appendPointer(pointer, field) + inside] as const));
}

function nodesOf(value: JsonValue): readonly string[] {
  const members: readonly (readonly [string | number, JsonValue])[] = isJsonArray(value) ? value.map((item, index) => [index, item] as const) : isJsonObject(value) ? Object.entries(value) : [];
  return ['', ...members.flatMap(([key, member]) => nodesOf(member).map((inside) => appendPointer('', key) + inside))];
}

interface Binding {
  readonly machine: AslMachine;
  readonly traits: ReadonlyMap<string, StateTraits>;
  readonly diagnostics: readonly Diagnostic[];
}

function bindResources(machine: AslMachine, request: MachineRequest, places: ReadonlyMap<string, StatePlace>): Binding {
  const traits = new Map<string, StateTraits>();
  const diagnostics: Diagnostic[] = [];
  const bound = mapStates(machine, (state, name) => {
    const pointer = places.get(name)?.pointer ?? '';
    const language = state.QueryLanguage ?? machine.QueryLanguage ?? 'JSONPath';
    const own = state.Type === 'Task' ? bindTask({ state, pointer, language, request }) : undefined;
    diagnostics.push(...(own?.diagnostics ?? []));
    traits.set(name, traitsOf(state, { pointer, language, ...(own?.entry === undefined ? {} : { entry: own.entry }) }));
    return own?.state ?? withProcessor(state);
  });
  return { machine: bound, traits, diagnostics };
}

function traitsOf(state: AslState, of: { readonly pointer: string; readonly language: QueryLanguage; readonly entry?: CatalogueEntry }): StateTraits {
  const evaluate = state.Type === 'Pass' && of.language === 'JSONata' ? evaluateTwinOf(state) : undefined;
  const { pointer, entry } = of;
  return { pointer, declassify: [], priority: 'normal', ...(entry === undefined ? {} : { entry }), ...(evaluate === undefined ? {} : { evaluate }) };
}

/** `Iterator` is the older name of `ItemProcessor`. */
function withProcessor(state: AslState): AslState {
  if (state.Type !== 'Map' || state.Iterator === undefined || state.ItemProcessor !== undefined) return state;
  const { Iterator: scope, ...rest }: MapState & { readonly Iterator?: AslScope } = state;
  return { ...rest, ...(scope === undefined ? {} : { ItemProcessor: scope }) };
}

interface TaskPlace {
  readonly state: TaskState;
  readonly pointer: string;
  readonly language: QueryLanguage;
  readonly request: MachineRequest;
}

interface BoundTask {
  readonly state: TaskState;
  readonly entry?: CatalogueEntry;
  readonly diagnostics: readonly Diagnostic[];
}

function bindTask({ state, pointer, language, request }: TaskPlace): BoundTask {
  const at = appendPointer(pointer, 'Resource');
  const meaning = meaningOf(state, request.catalogue);
  switch (meaning.kind) {
    case 'own': {
      const missing = checkResource(state.Resource, at, request.target);
      return { state, diagnostics: [...(missing === undefined ? [] : [missing]), ...checkWrittenOut({ state, pointer, language })] };
    }
    case 'service':
      return { state, diagnostics: request.target.runtime === 'step-functions' ? [] : [diagnosticError('UWF-2083', at, `The target '${request.target.name}' is driven by the runtime '${request.target.runtime}', which does not have '${state.Resource}'.`)] };
    case 'unknown-function':
      return { state, diagnostics: [diagnosticError('UWF-2082', at, `${meaning.name === undefined ? 'The name of the function is not written out.' : `There is no function '${meaning.name}'.`} ${known(request.catalogue)}`)] };
    case 'function': {
      const resource = `uwf:function:${meaning.entry.name}:${meaning.entry.version}` as const;
      const called = meaning.through === 'arn' ? { ...state, Resource: resource } : asDirectCall(state, resource, language);
      const unfit = called === undefined ? [diagnosticError('UWF-2084', pointer, `The call of '${meaning.entry.name}' through lambda:invoke cannot be made a direct one.`)] : [];
      return { state: called ?? { ...state, Resource: resource }, entry: meaning.entry, diagnostics: [...unfit, ...reservedArguments({ state: called ?? state, pointer, language })] };
    }
  }
}

function known(catalogue: readonly CatalogueEntry[]): string {
  return namesInOrder('Catalogue', catalogue.map((entry) => `${entry.name}:${entry.version}`));
}
