import type { MapState } from '../../asl/model.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { startRun } from '../flow/analyse.ts';
import { anyMemberOf, elementOf, membershipOf, structureOf } from '../flow/inspect.ts';
import { ABSENT, arrayLabel, flatten, joinLabels, objectLabel, opaqueLabel, scalarLabel, taintedBy, type Label } from '../label.ts';
import { clearanceOf } from '../tier.ts';
import { labelOfField, leaveWithResult } from './data-flow.ts';
import { scopeId } from './layout.ts';
import { effectiveInput } from './path-flow.ts';
import { entryRoots } from './path-label.ts';
import { labelOfPathField, labelOfPayload } from './path-template.ts';
import { recover } from './recovery.ts';
import { fieldPointer, goOn, iterationContext, mustBeClear, mustHaveClearStructure, read, type Entry, type FlowField, type Visit } from './visit.ts';

/**
 * A Map: an iteration for every item, so that the number of items must be in the clear, not the items themselves. Distributed iterations are
 * executions of their own: what a reader brings is as sensitive as the target's zone may hold, and what a writer exports must be in the clear.
 */
export function iterate(visit: Visit, state: MapState): void {
  const processor = state.ItemProcessor ?? state.Iterator;
  if (processor === undefined) return;
  NUMBERS.forEach((name) => control(visit, state, { name, prefix: '' }));
  const list = itemsOf(visit, state);
  const iteration = iterationOf(visit, state, list);
  visit.edges.push({ to: processor.StartAt, entry: iteration });
  const scope = scopeId(visit.place.name, 0);
  const output = visit.setting.outputOf(scope) ?? ABSENT;
  const result = resultOf(visit, state, taintedBy(arrayLabel(output), structureOf(list)));
  goOn(visit, state.Next, leaveWithResult(visit, state, { at: '', states: { result }, passes: result }));
  recover(visit, state, visit.setting.failuresOf(scope));
}

/** Fields that bound how many iterations there are at a time, and how many may fail. */
const NUMBERS = ['MaxConcurrency', 'ToleratedFailurePercentage', 'ToleratedFailureCount'] as const;

function control(visit: Visit, holder: object, at: { readonly name: string; readonly prefix: string }): void {
  const found = labelOfField(visit, holder, { ...at, field: 'control' });
  if (found !== undefined) mustBeClear(visit, found.label, { field: 'control', pointer: found.pointer, construct: 'compute' });
}

/** The label of all items: of a reader, of `Items` or `ItemsPath`, else of the input. */
function itemsOf(visit: Visit, state: MapState): Label {
  if (state.ItemReader !== undefined) return readItems(visit, state.ItemReader);
  const isJsonata = visit.place.language === 'JSONata';
  const field = isJsonata ? 'Items' : 'ItemsPath';
  const list = isJsonata ? jsonataItems(visit, state) : pathItems(visit, state);
  mustHaveClearStructure(visit, list, { field: 'items', pointer: field });
  return list;
}

function jsonataItems(visit: Visit, state: MapState): Label {
  return state.Items === undefined ? visit.entry.input : read(visit, { field: 'items', pointer: 'Items', template: state.Items });
}

function pathItems(visit: Visit, state: MapState): Label {
  const input = effectiveInput(visit, state.InputPath);
  return state.ItemsPath === undefined ? input : labelOfPathField(visit, state.ItemsPath, { field: 'items', pointer: 'ItemsPath', roots: entryRoots(visit, input) });
}

/** Objects that a reader fetches come from the target's zone; where they are is seen by the store. */
function readItems(visit: Visit, reader: JsonObject): Label {
  control(visit, memberObject(reader, 'ReaderConfig'), { name: 'MaxItems', prefix: 'ItemReader/ReaderConfig/' });
  sink(visit, reader, 'ItemReader');
  return arrayLabel(opaqueLabel(clearanceOf(visit.setting.zone)));
}

/** What is handed to a store must be in the clear: places, names, and exported data. */
function sink(visit: Visit, holder: JsonObject, name: string): void {
  for (const field of ['Arguments', 'Parameters'] as const) {
    const template = holder[field];
    if (template === undefined) continue;
    const pointer = `${name}/${field}`;
    mustBeClear(visit, templateLabel(visit, template, { field: 'sink', pointer }), { field: 'sink', pointer, construct: 'export' });
  }
}

function templateLabel(visit: Visit, template: JsonValue, at: { readonly field: FlowField; readonly pointer: string; readonly context?: Label; readonly input?: Label }): Label {
  if (visit.place.language === 'JSONata') return read(visit, { field: at.field, pointer: at.pointer, template, ...(at.context === undefined ? {} : { context: at.context }) });
  const roots = entryRoots(visit, at.input ?? ('InputPath' in visit.place.state ? effectiveInput(visit, visit.place.state.InputPath) : visit.entry.input));
  return labelOfPayload(visit, template, { field: at.field, pointer: at.pointer, roots: at.context === undefined ? roots : { ...roots, context: at.context } });
}

/** Entry of every iteration: the item, put through `ItemSelector` (or `Parameters`, its older name) and gathered by `ItemBatcher`. */
function iterationOf(visit: Visit, state: MapState, list: Label): Entry {
  const run = startRun(visit.setting.zone);
  const isObject = list.shape.kind === 'object';
  const value = isObject ? taintedBy(anyMemberOf(run, list), membershipOf(run, list)) : list.shape.kind === 'array' ? elementOf(run, list) : flatten(list);
  const facts = taintedBy(scalarLabel(clearanceOf(visit.setting.zone)), isObject ? membershipOf(run, list) : structureOf(list));
  visit.findings.push(...run.findings.map((finding) => ({ ...finding, machinePointer: fieldPointer(visit, 'Items'), field: 'items' as const })));
  const context = iterationContext(visit.entry.context, { value, facts });
  const item = isObject ? objectLabel([['Key', facts], ['Value', value]]) : value;
  const selector = state.ItemSelector ?? (visit.place.language === 'JSONPath' ? state.Parameters : undefined);
  const selected = selector === undefined ? joinLabels(value, isObject ? item : value) : templateLabel(visit, selector, { field: 'arguments', pointer: state.ItemSelector === undefined ? 'Parameters' : 'ItemSelector', context });
  const input = batched(visit, state, selected);
  return { ...visit.entry, input, context: state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED' ? withExecutionInput(context, input) : context };
}

function batched(visit: Visit, { ItemBatcher: batcher }: MapState, item: Label): Label {
  if (batcher === undefined) return item;
  ['MaxItemsPerBatch', 'MaxInputBytesPerBatch'].forEach((name) => control(visit, batcher, { name, prefix: 'ItemBatcher/' }));
  const shared = batcher['BatchInput'];
  const more = shared === undefined ? [] : [['BatchInput', templateLabel(visit, shared, { field: 'arguments', pointer: 'ItemBatcher/BatchInput' })] as const];
  return objectLabel([['Items', arrayLabel(item)], ...more]);
}

/** The raw input of a child execution is the input of its iteration. */
function withExecutionInput(context: Label, input: Label): Label {
  const execution = objectLabel([['Input', input]], { rest: scalarLabel(3) });
  return joinLabels(context, objectLabel([['Execution', execution]]));
}

/** What the Map itself gives: the outputs, or where a writer has put them. Items that may fail leave an error in place of an output. */
function resultOf(visit: Visit, state: MapState, outputs: Label): Label {
  const writer = state.ResultWriter;
  const tolerates = NUMBERS.some((name) => name !== 'MaxConcurrency' && (name in state || `${name}Path` in state));
  const whole = tolerates ? joinLabels(outputs, arrayLabel(opaqueLabel(clearanceOf(visit.setting.zone)))) : outputs;
  if (writer === undefined) return whole;
  const isReshaped = isJsonObject(writer['WriterConfig']);
  const isExported = writer['Resource'] !== undefined;
  sink(visit, writer, 'ResultWriter');
  if (isExported) mustBeClear(visit, whole, { field: 'sink', pointer: 'ResultWriter', construct: 'export' });
  if (isExported) return opaqueLabel(3);
  return isReshaped ? flatten(whole) : whole;
}

function memberObject(holder: JsonObject, name: string): JsonObject {
  const member = holder[name];
  return isJsonObject(member) ? member : {};
}
