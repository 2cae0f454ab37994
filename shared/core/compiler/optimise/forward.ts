import type { AslCatcher, AslDataFlow, AslRecovery, AslState, ChoiceRule, ChoiceState, MapState, ParallelState, PassState, TaskState, WaitState } from '../../asl/model.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { isTotalTemplate } from '../bind/totality.ts';
import { pathOf, type BoundValue } from '../bind/value.ts';
import { writeField } from '../bind/write.ts';
import { FUSED_UNITS_ADDED_MAX } from '../limits.ts';
import type { FieldOrigin } from '../ir/model.ts';
import { isChanging } from '../bind/value.ts';
import type { Fusion } from './program.ts';
import { readTemplate, type OriginLookup } from './read-template.ts';
import { readsInput, type Left } from './roots.ts';
import { leavesOf, readsState, substitute } from './substitute.ts';

/** A Pass that nothing can be pulled into, and the state behind it, which nothing else leads to. */
export interface ForwardPair {
  readonly name: string;
  readonly pass: PassState;
  readonly behind: string;
  readonly state: AslState;
  readonly originOf: OriginLookup;
}

/**
 * Writes what a Pass gives out and assigns into the state behind it, for example a `set` into the arguments of a call. Only where the Pass
 * surely does not fail: its expressions are evaluated elsewhere and more often then, or not at all.
 */
export function fuseForward(pair: ForwardPair): Fusion | undefined {
  const { pass, state } = pair;
  if (!isTotalTemplate(pass.Output) || !isTotalTemplate(pass.Assign)) return undefined;
  const left = leftOf(pair);
  if (left === undefined || [left.input, ...left.variables.values()].some((value) => isChanging(value) || leavesOf(value).some(readsState))) return undefined;
  const writer = createWriter(pair, left);
  const fused = fusedState(state, writer);
  if (fused === undefined || writer.hasFailed()) return undefined;
  if (JSON.stringify(fused).length > JSON.stringify(state).length + JSON.stringify(pass).length + FUSED_UNITS_ADDED_MAX) return undefined;
  return { into: pair.behind, gone: pair.name, state: fused, origins: writer.origins, replaced: writer.replaced };
}

function leftOf({ name, pass, originOf }: ForwardPair): Left | undefined {
  const root = appendPointer('/States', name);
  const input = pass.Output === undefined ? INPUT : readTemplate(pass.Output, `${root}/Output`, originOf);
  const variables = Object.entries(pass.Assign ?? {}).map(([variable, json]) => [variable, readTemplate(json, appendPointer(`${root}/Assign`, variable), originOf)] as const);
  const whole = variables.flatMap(([variable, value]) => (value === undefined ? [] : [[variable, value] as const]));
  return input === undefined || whole.length < variables.length ? undefined : { input, variables: new Map(whole) };
}

const INPUT: BoundValue = { kind: 'expression', origin: '', ast: pathOf('states', 'input') };

interface Writer {
  readonly left: Left;
  /** A field of the state over what the Pass got; `field` is its pointer from the state. */
  readonly rewrite: (json: JsonValue, field: string) => JsonValue;
  /** What the Pass gives out or assigns, as a field of the state. */
  readonly give: (value: BoundValue, field: string) => JsonValue;
  readonly hasFailed: () => boolean;
  readonly origins: FieldOrigin[];
  readonly replaced: string[];
}

function createWriter({ behind, originOf }: ForwardPair, left: Left): Writer {
  let failed = false;
  const origins: FieldOrigin[] = [];
  const replaced: string[] = [];
  const give = (value: BoundValue, field: string): JsonValue => {
    const written = writeField(value, field);
    origins.push(...written.origins);
    replaced.push(field);
    return written.json;
  };
  const rewrite = (json: JsonValue, field: string): JsonValue => {
    const read = readTemplate(json, `${appendPointer('/States', behind)}${field}`, originOf);
    const value = read === undefined ? undefined : substitute(read, left, new Set());
    if (value === undefined) {
      failed = true;
      return json;
    }
    return give(value, field);
  };
  return { left, rewrite, give, hasFailed: () => failed, origins, replaced };
}

function fusedState(state: AslState, writer: Writer): AslState | undefined {
  switch (state.Type) {
    case 'Task':
      return fusedTask(state, writer);
    case 'Wait':
      return { ...state, ...toRewritten<WaitState>(state, ['Seconds', 'Timestamp'], writer), ...fusedFlow(state, { at: '', passesInput: true }, writer) };
    case 'Choice':
      return fusedChoice(state, writer);
    case 'Parallel':
    case 'Map':
      return fusedScopes(state, writer);
    default:
      return undefined;
  }
}

/** States inside read variables of the scope around, so those cannot wait until these states are done. */
function fusedScopes(state: ParallelState | MapState, writer: Writer): AslState | undefined {
  if (writer.left.variables.size > 0) return undefined;
  if (state.Type === 'Map' && !readsItemsOnly(state, writer)) return undefined;
  const Catch = fusedCatch(state, writer);
  const own = { ...fusedFlow(state, { at: '', passesInput: false }, writer), ...(Catch === undefined ? {} : { Catch }) };
  if (state.Type === 'Map') return state.Items === undefined ? undefined : { ...state, Items: writer.rewrite(state.Items, '/Items'), ...own };
  return { ...state, Arguments: state.Arguments === undefined ? writer.give(writer.left.input, '/Arguments') : writer.rewrite(state.Arguments, '/Arguments'), ...own };
}

/** What a Map has besides its items stays as it is. */
function readsItemsOnly({ ItemSelector, ItemReader, ItemBatcher, ResultWriter, MaxConcurrency, ToleratedFailureCount, ToleratedFailurePercentage }: MapState, { left }: Writer): boolean {
  if (left.input === INPUT) return true;
  const fields = [ItemSelector, ItemReader, ItemBatcher, ResultWriter, MaxConcurrency, ToleratedFailureCount, ToleratedFailurePercentage].filter((field) => field !== undefined);
  const read = readTemplate(fields, '', () => '');
  return read !== undefined && !leavesOf(read).some(readsInput);
}

function fusedCatch({ Catch }: AslRecovery, writer: Writer): readonly AslCatcher[] | undefined {
  return Catch?.map((catcher, index) => ({ ...catcher, ...fusedFlow(catcher, { at: `/Catch/${index}`, passesInput: false }, writer) }));
}

function fusedTask(state: TaskState, writer: Writer): TaskState | undefined {
  if (state.Credentials !== undefined) return undefined;
  const Arguments = state.Arguments === undefined ? writer.give(writer.left.input, '/Arguments') : writer.rewrite(state.Arguments, '/Arguments');
  const timers = toRewritten<TaskState>(state, ['TimeoutSeconds', 'HeartbeatSeconds'], writer);
  const Catch = fusedCatch(state, writer);
  return { ...state, Arguments, ...timers, ...fusedFlow(state, { at: '', passesInput: false }, writer), ...(Catch === undefined ? {} : { Catch }) };
}

function toRewritten<T extends AslState>(state: T, keys: readonly (keyof T & string)[], writer: Writer): Partial<T> {
  const entries = keys.flatMap((key) => {
    const value = state[key];
    return typeof value === 'string' ? [[key, writer.rewrite(value, `/${key}`)] as const] : [];
  });
  return Object.fromEntries(entries) as Partial<T>;
}

/** `Output` and `Assign` of one way out: variables of the Pass are assigned on each. */
function fusedFlow(flow: AslDataFlow, how: { readonly at: string; readonly passesInput: boolean }, writer: Writer): AslDataFlow {
  const { left } = writer;
  const own = Object.entries(flow.Assign ?? {}).map(([name, json]) => [name, writer.rewrite(json, appendPointer(`${how.at}/Assign`, name))] as const);
  const names = new Set(own.map(([name]) => name));
  const carried = [...left.variables].filter(([name]) => !names.has(name)).map(([name, value]) => [name, writer.give(value, appendPointer(`${how.at}/Assign`, name))] as const);
  const Assign = Object.fromEntries([...carried, ...own]);
  const output = flow.Output === undefined ? (how.passesInput && left.input !== INPUT ? { Output: writer.give(left.input, `${how.at}/Output`) } : {}) : { Output: writer.rewrite(flow.Output, `${how.at}/Output`) };
  return { ...output, ...(carried.length + own.length === 0 ? {} : { Assign }) };
}

function fusedChoice(state: ChoiceState, writer: Writer): ChoiceState | undefined {
  const rules: ChoiceRule[] = [];
  for (const [index, rule] of state.Choices.entries()) {
    if (rule.Condition === undefined) return undefined;
    const at = `/Choices/${index}`;
    const condition = writer.rewrite(rule.Condition, `${at}/Condition`);
    if (typeof condition !== 'string' && typeof condition !== 'boolean') return undefined;
    rules.push({ Condition: condition, ...fusedFlow(rule, { at, passesInput: true }, writer), Next: rule.Next });
  }
  return { ...state, Choices: rules, ...fusedFlow(state, { at: '', passesInput: true }, writer) };
}
