import { ERROR_NAMES } from '../../asl/error-names.ts';
import { readAslJson } from '../../asl/validate/json-text.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { TOLERATED_FAILURES_EXCEEDED } from '../causes.ts';
import { MAP_DISTRIBUTED_CONCURRENCY_MAX, MAP_INLINE_CONCURRENCY_MAX } from '../limits.ts';
import type { MapProgress } from '../snapshot.ts';
import type { MockedWork } from './mock.ts';
import type { StateTest } from './model.ts';
import { startTrial, type Trial, type TrialRun } from './trial.ts';

/** The start of a Map: either it failed, or it would go over that many items in that way. */
export interface MapStart {
  readonly run: TrialRun;
  /** Absent when the Map failed to start. */
  readonly progress?: MapProgress;
  readonly total: number;
}

const READ_ITEMS = 'uwf_read_items';
const WAITING_STATES = { StartAt: 'Item', States: { Item: { Type: 'Task', Resource: 'uwf:mock', End: true } } };

/** Starts the Map with states inside that wait for ever, so that it stays where its fields have been evaluated. */
export function startMap(trial: Trial, test: StateTest): MapStart | undefined {
  const run = startTrial({ ...trial, state: waitingMap(trial), variables: { ...trial.variables, ...readItems(test) } });
  if (run === undefined) return undefined;
  const { opened } = run.snapshot.root;
  return { run, total: opened?.total ?? 0, ...(opened?.map === undefined ? {} : { progress: opened.map }) };
}

/** What an ItemReader reads is given as a variable. Selector, batches and writer belong to the iterations. */
function waitingMap({ subject, state }: Trial): JsonObject {
  const { ItemReader: reader, ItemSelector: _selector, ItemBatcher: _batcher, ResultWriter: _writer, ItemProcessor: processor, Iterator: iterator, ...rest } = state;
  const inner = isJsonObject(processor) ? processor : iterator;
  const config = isJsonObject(inner) ? inner['ProcessorConfig'] : undefined;
  const items = subject.language === 'JSONata' ? { Items: `{% $${READ_ITEMS} %}` } : { ItemsPath: `$${READ_ITEMS}` };
  return { ...rest, ...(reader === undefined ? {} : items), ItemProcessor: { ...WAITING_STATES, ...(config === undefined ? {} : { ProcessorConfig: config }) } };
}

function readItems({ stateConfiguration }: StateTest): JsonObject {
  const read = readAslJson(stateConfiguration?.mapItemReaderData ?? '[]');
  return { [READ_ITEMS]: read.ok ? read.value : [] };
}

/** The work of the Map as its states would leave it: too many failed iterations are a failure of their own. */
export function workOfMap(work: MockedWork, { progress, total }: MapStart, test: StateTest): MockedWork {
  const failed = test.stateConfiguration?.mapIterationFailureCount ?? 0;
  if (work.kind === 'error' || progress === undefined) return work;
  const { toleratedCount, toleratedPercentage } = progress;
  const count = total > 0 ? total : isJsonArray(work.result) ? work.result.length : 0;
  const isExceeded = (toleratedCount !== undefined && failed > toleratedCount) || (toleratedPercentage !== undefined && count > 0 && (failed / count) * 100 > toleratedPercentage);
  return isExceeded ? { kind: 'error', error: ERROR_NAMES.toleratedFailuresExceeded, cause: TOLERATED_FAILURES_EXCEEDED } : work;
}

/** What an inspection tells of the fields of a Map. */
export function inspectMap({ progress }: MapStart): JsonObject {
  if (progress === undefined) return {};
  const { concurrency, toleratedCount, toleratedPercentage } = progress;
  const isUnlimited = concurrency === MAP_DISTRIBUTED_CONCURRENCY_MAX || concurrency === MAP_INLINE_CONCURRENCY_MAX;
  return {
    maxConcurrency: isUnlimited ? 0 : concurrency,
    ...(toleratedCount === undefined ? {} : { toleratedFailureCount: toleratedCount }),
    ...(toleratedPercentage === undefined ? {} : { toleratedFailurePercentage: toleratedPercentage }),
  };
}
