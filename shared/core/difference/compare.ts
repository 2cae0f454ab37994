import { statesOf } from '../asl/scopes.ts';
import type { CompiledProgram } from '../compiler/model.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { collectTasks, differingFields, nameOfPointer } from './collect-tasks.ts';
import type { Change, DefinitionDifference, FlowDifference, ProvenDefinition } from './model.ts';

/** Compares two programs, old and new, that were compiled for one target: what an approver has to look at (design §8). */
export function comparePrograms(before: CompiledProgram, after: CompiledProgram): DefinitionDifference {
  return { ...compareFlows(before, after), states: compare(statesByName(before), statesByName(after), describeFields) };
}

/** The same without the machines, for a definition of which no more is known than its document, its placement and its evidence: one that is registered elsewhere. */
export function compareFlows(before: ProvenDefinition, after: ProvenDefinition): FlowDifference {
  return {
    tasks: [...compareDocuments(before.source, after.source), ...compare(tasksOf(before), tasksOf(after), describeFields)],
    placement: compare(placesOf(before), placesOf(after), describeText),
    dataFlow: [...compare(sealedInputOf(before), sealedInputOf(after), describeText), ...compare(flowsOf(before), flowsOf(after), describeText)],
    declassifications: compare(declassificationsOf(before), declassificationsOf(after), describeFields),
    observations: compare(observationsOf(before), observationsOf(after), describeText),
  };
}

/** True when nothing differs. */
export function isSame(difference: DefinitionDifference): boolean {
  return Object.values(difference).every((changes: readonly Change[]) => changes.length === 0);
}

type Things = ReadonlyMap<string, JsonValue>;

/** In the order of the old ones, then of the new ones. */
function compare(before: Things, after: Things, describe: (before: JsonValue, after: JsonValue) => string): readonly Change[] {
  const kept = [...before].flatMap(([about, old]): readonly Change[] => {
    const now = after.get(about);
    if (now === undefined) return [{ kind: 'removed', about, ...detailOf(old) }];
    return isEqual(old, now) ? [] : [{ kind: 'changed', about, detail: describe(old, now) }];
  });
  const added = [...after].filter(([about]) => !before.has(about)).map(([about, now]): Change => ({ kind: 'added', about, ...detailOf(now) }));
  return [...kept, ...added];
}

/** Short things are told whole. */
function detailOf(value: JsonValue): { readonly detail?: string } {
  return typeof value === 'string' && value !== '' ? { detail: value } : {};
}

function isEqual(left: JsonValue, right: JsonValue): boolean {
  return canonicalJson(left) === canonicalJson(right);
}

function describeText(before: JsonValue, after: JsonValue): string {
  return `${String(before)} → ${String(after)}`;
}

function describeFields(before: JsonValue, after: JsonValue): string {
  return isJsonObject(before) && isJsonObject(after) ? differingFields(before, after, isEqual).join(' ') : describeText(before, after);
}

function compareDocuments(before: JsonObject, after: JsonObject): readonly Change[] {
  const fields = differingFields(withoutLists(before), withoutLists(after), isEqual);
  return fields.map((about) => ({ kind: 'changed', about }));
}

/** What is compared task by task, and the machine, which is compared state by state. */
function withoutLists({ do: tasks, stateMachine: _machine, use, ...rest }: JsonObject): JsonObject {
  const order = Array.isArray(tasks) ? { do: tasks.flatMap((item: JsonValue) => (isJsonObject(item) ? Object.keys(item) : [])) } : {};
  if (!isJsonObject(use)) return { ...rest, ...order, ...(use === undefined ? {} : { use }) };
  const { functions: _functions, ...components } = use;
  return { ...rest, ...order, use: components };
}

function tasksOf(program: ProvenDefinition): Things {
  return collectTasks(program.source);
}

/** The zone of every piece of work; several states of one task are told apart by their names. */
function placesOf({ placement }: ProvenDefinition): Things {
  return new Map(Object.entries(placement.tasks).map(([state, { zone, pointer }]) => [`${nameOfPointer(pointer)} (${state})`, zone]));
}

function sealedInputOf({ placement }: ProvenDefinition): Things {
  return new Map(placement.input.map(({ schemaPointer, tier }) => [`input ${schemaPointer}`, `Tier ${tier}, sealed`]));
}

function flowsOf({ evidence }: ProvenDefinition): Things {
  return new Map(evidence.flows.map(({ origin, tier, to, zone }) => [`${nameOfOrigin(origin)} → ${nameOfPointer(to)}`, `Tier ${tier} in ${zone}`]));
}

/** An origin is a pointer, sometimes with more about it. */
function nameOfOrigin(origin: string): string {
  return origin.startsWith('/') ? nameOfPointer(origin) : origin;
}

function declassificationsOf({ evidence }: ProvenDefinition): Things {
  return new Map(
    evidence.declassifications.map(({ task, path, to, purpose, method, expires, distinctValues }) => {
      return [`${nameOfPointer(task)} ${path}`, { to, purpose, method, ...(expires === undefined ? {} : { expires }), distinctValues }];
    }),
  );
}

function observationsOf({ evidence }: ProvenDefinition): Things {
  return new Map(evidence.observations.map(({ task, codes }) => [nameOfPointer(task), codes.join(' ')]));
}

function statesByName({ machine }: CompiledProgram): Things {
  const { States: _states, ...whole } = machine;
  return new Map([['(machine)', toJson(whole)], ...statesOf(machine).map(([name, state]) => [name, toJson(state)] as const)]);
}

/** A state is plain JSON by its type; members that are `undefined` are none. */
function toJson(value: object): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
