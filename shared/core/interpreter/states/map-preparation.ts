import type { MapState } from '../../asl/model.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { succeed } from '../../kernel/result.ts';
import { prepareRecovery } from '../catch.ts';
import { outOfRange } from '../causes.ts';
import type { NumberField, Read, StatePreparation } from '../data-language.ts';
import { isDistributedMap } from '../map-mode.ts';
import { prepareTransition } from '../transition.ts';
import type { PreparedBatcher, PreparedMap, PreparedReader, PreparedWriter } from './map-model.ts';

function objectIn(holder: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = holder?.[name];
  return isJsonObject(value) ? value : undefined;
}

/** `Arguments` in JSONata, `Parameters` in JSONPath. */
function argumentsOf(state: MapState, name: 'ItemReader' | 'ResultWriter', preparation: StatePreparation): Read<JsonValue> | undefined {
  const field = preparation.language.name === 'JSONata' ? 'Arguments' : 'Parameters';
  return preparation.language.template({ state, value: state[name]?.[field], location: `${name}/${field}` }, preparation);
}

function atLeast(name: string, least: number): NonNullable<NumberField['rule']> {
  return { holds: (value) => Number.isInteger(value) && value >= least, text: () => outOfRange(least === 0 ? `${name} cannot be negative.` : `${name} must be a positive integer.`) };
}

/** The reader's arguments with its `ReaderConfig`, by which the executor knows how to read. */
function prepareReader(state: MapState, preparation: StatePreparation): PreparedReader | undefined {
  const reader = state.ItemReader;
  if (reader === undefined) return undefined;
  const given = argumentsOf(state, 'ItemReader', preparation);
  const config = objectIn(reader, 'ReaderConfig');
  const resource = reader['Resource'];
  if (typeof resource !== 'string') preparation.report({ pointer: `${preparation.pointer}/ItemReader/Resource`, message: 'An ItemReader names its Resource' });
  const input: Read<JsonValue> = (visit) => {
    const value = given?.(visit) ?? succeed({});
    if (!value.ok || config === undefined) return value;
    return succeed({ ...(isJsonObject(value.value) ? value.value : {}), ReaderConfig: config });
  };
  const itemsMax = preparation.language.number({ state, holder: config ?? {}, name: 'MaxItems', prefix: 'ItemReader/ReaderConfig/', rule: atLeast('MaxItems', 1) }, preparation);
  return { attempt: { resource: String(resource), input }, itemsMax };
}

function prepareBatcher(state: MapState, preparation: StatePreparation): PreparedBatcher | undefined {
  const batcher = state.ItemBatcher;
  if (batcher === undefined) return undefined;
  const { language } = preparation;
  const limit = (name: string): Read<number | undefined> => language.number({ state, holder: batcher, name, prefix: 'ItemBatcher/', rule: atLeast(name, 1) }, preparation);
  const input = language.template({ state, value: batcher['BatchInput'], location: 'ItemBatcher/BatchInput' }, preparation);
  return { itemsMax: limit('MaxItemsPerBatch'), bytesMax: limit('MaxInputBytesPerBatch'), ...(input === undefined ? {} : { input }) };
}

function prepareWriter(state: MapState, preparation: StatePreparation): PreparedWriter | undefined {
  const writer = state.ResultWriter;
  if (writer === undefined) return undefined;
  const resource = writer['Resource'];
  const config = objectIn(writer, 'WriterConfig');
  const given = argumentsOf(state, 'ResultWriter', preparation);
  if (resource === undefined && config?.['Transformation'] === 'NONE') {
    preparation.report({ pointer: `${preparation.pointer}/ResultWriter`, message: 'The Transformation NONE needs a Resource that the results are written to' });
  }
  return {
    ...(typeof resource === 'string' ? { resource } : {}),
    ...(given === undefined ? {} : { arguments: given }),
    ...(config === undefined ? {} : { config }),
    isFlattening: config?.['Transformation'] === 'FLATTEN',
  };
}

function prepareNumbers(state: MapState, preparation: StatePreparation): Pick<PreparedMap, 'concurrency' | 'toleratedCount' | 'toleratedPercentage'> {
  const { language } = preparation;
  const isPercentage = (value: number): boolean => value >= 0 && value <= 100;
  return {
    concurrency: language.number({ holder: state, name: 'MaxConcurrency', rule: atLeast('MaxConcurrency', 0) }, preparation),
    toleratedCount: language.number({ holder: state, name: 'ToleratedFailureCount', rule: atLeast('ToleratedFailureCount', 0) }, preparation),
    toleratedPercentage: language.number(
      { holder: state, name: 'ToleratedFailurePercentage', rule: { holds: isPercentage, text: () => outOfRange('ToleratedFailurePercentage must be between 0 and 100.') } },
      preparation,
    ),
  };
}

/** What only a distributed Map has; elsewhere these fields have no effect, as on AWS. */
function prepareDistributed(state: MapState, preparation: StatePreparation): Pick<PreparedMap, 'reader' | 'batcher' | 'writer' | 'label'> {
  const reader = prepareReader(state, preparation);
  const batcher = prepareBatcher(state, preparation);
  const writer = prepareWriter(state, preparation);
  return {
    ...(reader === undefined ? {} : { reader }),
    ...(batcher === undefined ? {} : { batcher }),
    ...(writer === undefined ? {} : { writer }),
    ...(state.Label === undefined ? {} : { label: state.Label }),
  };
}

const TOLERANCE = ['ToleratedFailureCount', 'ToleratedFailureCountPath', 'ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'] as const;

/** Prepares every field of a Map. */
export function prepareMapFields(state: MapState, preparation: StatePreparation): PreparedMap {
  const { language } = preparation;
  const isDistributed = isDistributedMap(state);
  const selector = language.itemSelector(state, preparation);
  return {
    unit: 'map-iteration',
    type: 'map',
    startAt: (state.ItemProcessor ?? state.Iterator)?.StartAt ?? '',
    isDistributed,
    isTolerant: isDistributed || TOLERANCE.some((field) => field in state),
    items: language.items(state, preparation),
    ...(selector === undefined ? {} : { selector }),
    ...prepareNumbers(state, preparation),
    ...(isDistributed ? prepareDistributed(state, preparation) : {}),
    exit: language.workExit(state, preparation),
    recovery: prepareRecovery(state, preparation),
    ...prepareTransition(state, preparation),
  };
}
