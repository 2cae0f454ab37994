import { expressionOf, type AslCatcher, type AslDataFlow, type AslRecovery, type AslState, type ChoiceRule, type ChoiceState, type MapState, type ParallelState, type TaskState, type WaitState } from '../../asl/model.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, type JsonValue } from '../../kernel/json.ts';
import { INPUT, type Writer } from './forward-fields.ts';
import { readTemplate } from './read-template.ts';
import { readsInput } from './roots.ts';
import { leavesOf } from './substitute.ts';

/** The state behind a Pass, which does the work of the Pass as well; undefined where that would mean something else. */
export function fusedState(state: AslState, writer: Writer): AslState | undefined {
  switch (state.Type) {
    case 'Task':
      return fusedTask(state, writer);
    case 'Wait':
      return fusedWait(state, writer);
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
  if (state.Type === 'Map') {
    const items = state.Items === undefined ? undefined : writer.enter(state.Items, '/Items');
    return items !== undefined && (isJsonArray(items) || expressionOf(items) !== undefined) ? { ...state, Items: items, ...own } : undefined;
  }
  return { ...state, Arguments: writer.enter(state.Arguments, '/Arguments'), ...own };
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
  const Arguments = writer.enter(state.Arguments, '/Arguments');
  const timers = fusedTimers(state, writer);
  const Catch = fusedCatch(state, writer);
  return timers === undefined ? undefined : { ...state, Arguments, ...timers, ...fusedFlow(state, { at: '', passesInput: false }, writer), ...(Catch === undefined ? {} : { Catch }) };
}

function fusedTimers(state: TaskState, writer: Writer): Pick<TaskState, 'TimeoutSeconds' | 'HeartbeatSeconds'> | undefined {
  const timers: { TimeoutSeconds?: string; HeartbeatSeconds?: string } = {};
  for (const key of ['TimeoutSeconds', 'HeartbeatSeconds'] as const) {
    const value = state[key];
    if (typeof value !== 'string') continue;
    const written = writer.rewrite(value, `/${key}`);
    if (typeof written !== 'string' || !isLegal(written, value)) return undefined;
    timers[key] = written;
  }
  return timers;
}

function fusedWait(state: WaitState, writer: Writer): WaitState | undefined {
  const time = enteredWait(state, writer);
  return time === undefined ? undefined : { ...state, ...time, ...fusedFlow(state, { at: '', passesInput: true }, writer) };
}

/** Of the time that a Wait takes: one that is written out becomes an expression where the Pass may fail. */
function enteredWait({ Seconds: seconds, Timestamp: timestamp }: WaitState, writer: Writer): Pick<WaitState, 'Seconds' | 'Timestamp'> | undefined {
  if (timestamp !== undefined) {
    const entered = writer.enter(timestamp, '/Timestamp');
    return typeof entered === 'string' && isLegal(entered, timestamp) ? { Timestamp: entered } : undefined;
  }
  if (seconds === undefined) return {};
  const entered = writer.enter(seconds, '/Seconds');
  return (typeof entered === 'string' || typeof entered === 'number') && isLegal(entered, seconds) ? { Seconds: entered } : undefined;
}

/** True when a field that takes a certain type holds what it held or an expression: what is wrong in it must fail the execution, not the machine. */
function isLegal(now: JsonValue, before: JsonValue): boolean {
  return now === before || expressionOf(now) !== undefined;
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
    const condition = index === 0 ? writer.enter(rule.Condition, `${at}/Condition`) : writer.rewrite(rule.Condition, `${at}/Condition`);
    if (!(typeof condition === 'string' && expressionOf(condition) !== undefined) && typeof condition !== 'boolean') return undefined;
    rules.push({ Condition: condition, ...fusedFlow(rule, { at, passesInput: true }, writer), Next: rule.Next });
  }
  return { ...state, Choices: rules, ...fusedFlow(state, { at: '', passesInput: true }, writer) };
}
