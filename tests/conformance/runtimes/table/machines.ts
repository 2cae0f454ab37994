import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { isJsonObject } from '#shared/core/kernel/json.ts';
import type { TaskAnswer } from '../../swf/drive.ts';
import type { Trial, TrialWorld } from './model.ts';
import { startable } from './startable.ts';

/** State machines that users bring along, for what is bound to Step Functions: tasks in Maps and branches, with paths and expressions, tried again or not. */
interface MachineTrial {
  readonly machine: JsonObject;
  readonly input: JsonValue;
  /** Where its functions are done. */
  readonly zone: 'on-prem' | 'private-cloud';
  /** Attempts of each item that fail first. */
  readonly failures?: number;
}

const DOUBLE = 'uwf:function:double:1.0.0';
const RETRY = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 2 }];
const double = (more: JsonObject = {}): JsonObject => ({ Type: 'Task', Resource: DOUBLE, End: true, ...more });
const each = (states: JsonObject, more: JsonObject = {}): JsonObject => ({ Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: Object.keys(states)[0] ?? '', States: states }, ...('Next' in more ? {} : { End: true }), ...more });
const jsonata = (states: JsonObject): JsonObject => ({ QueryLanguage: 'JSONata', StartAt: 'all', States: states });
const paths = (states: JsonObject): JsonObject => ({ StartAt: 'all', States: states });
const branch = (name: string, state: JsonObject): JsonObject => ({ StartAt: name, States: { [name]: state } });

const TRIALS: { readonly [name: string]: MachineTrial } = {
  'map-of-tasks': { machine: jsonata({ all: each({ work: double({ Arguments: { n: '{% $states.input %}' } }) }, { Items: '{% $states.input %}', MaxConcurrency: 1 }) }), input: [1, 2, 3], zone: 'on-prem' },
  'map-of-tasks-side-by-side': { machine: jsonata({ all: each({ work: double({ Arguments: { n: '{% $states.input %}' } }) }, { Items: '{% $states.input %}' }) }), input: [1, 2, 3], zone: 'private-cloud' },
  'map-of-tasks-by-paths': { machine: paths({ all: each({ work: double({ Parameters: { 'n.$': '$' } }) }, { MaxConcurrency: 1 }) }), input: [4, 5], zone: 'on-prem' },
  'map-of-tasks-by-paths-without-parameters': { machine: paths({ all: each({ work: double({ ResultPath: '$.doubled' }) }, { ItemsPath: '$.items', ItemSelector: { 'n.$': '$$.Map.Item.Value', 'at.$': '$$.Map.Item.Index' } }) }), input: { items: [6, 7] }, zone: 'private-cloud' },
  'map-of-retried-tasks': { machine: jsonata({ all: each({ work: double({ Arguments: { n: '{% $states.input %}' }, Retry: RETRY }) }, { Items: '{% $states.input %}', MaxConcurrency: 1 }) }), input: [1, 2], zone: 'on-prem', failures: 1 },
  'map-in-map': {
    machine: jsonata({ all: each({ inner: each({ work: double({ Arguments: { n: '{% $states.input %}' } }) }, { Items: '{% $states.input %}' }) }, { Items: '{% $states.input %}' }) }),
    input: [[1, 2], [3]], zone: 'on-prem',
  },
  'map-in-branches': {
    machine: jsonata({ all: { Type: 'Parallel', Branches: [branch('left', each({ work: double({ Arguments: { n: '{% $states.input %}' } }) }, { Items: '{% $states.input %}' })), branch('right', double({ Arguments: { n: '{% $count($states.input) %}' } }))], End: true } }),
    input: [1, 2], zone: 'private-cloud',
  },
  'branches-tried-again': { machine: jsonata({ all: { Type: 'Parallel', Branches: [branch('left', double({ Arguments: { n: 1 } })), branch('right', { Type: 'Pass', Output: 'r', End: true })], Retry: RETRY, Next: 'after' }, after: { Type: 'Pass', End: true } }), input: {}, zone: 'on-prem', failures: 1 },
  'map-tried-again': { machine: jsonata({ all: each({ work: double({ Arguments: { n: '{% $states.input %}' } }) }, { Items: '{% $states.input %}', MaxConcurrency: 1, Retry: RETRY, Next: 'after' }), after: { Type: 'Pass', End: true } }), input: [5], zone: 'on-prem', failures: 1 },
  'task-caught-in-a-map': {
    machine: jsonata({ all: each({ work: double({ Arguments: { n: '{% $states.input %}' }, Catch: [{ ErrorEquals: ['Busy'], Next: 'told', Output: '{% $states.errorOutput %}' }] }), told: { Type: 'Pass', End: true } }, { Items: '{% $states.input %}' }) }),
    input: [1, 2], zone: 'private-cloud', failures: 1,
  },
  'item-inside-of-a-map': { machine: jsonata({ all: each({ work: double({ Arguments: { n: '{% $states.context.Map.Item.Index %}' } }) }, { Items: '{% $states.input %}' }) }), input: ['a', 'b'], zone: 'on-prem' },
};

/** Our own state machines. */
export function readMachineTrials(): readonly Trial[] {
  return Object.entries(TRIALS).map(([name, { machine, input, zone, failures = 0 }]) => {
    const document = { document: { dsl: '1.0.3', namespace: 'machines', name, version: '1.0.0' }, stateMachine: machine };
    const entry: CatalogueEntry = { name: 'double', version: '1.0.0', zone, input: {}, output: {}, errors: [], declassify: [] };
    const outcome = compileDefinition({ text: JSON.stringify(document), target: { name: zone, runtime: 'engine', zone }, catalogue: [entry] });
    return { id: `machine/${name}`, program: startable(outcome, input), openWorld: () => worldOf(failures) };
  });
}

/** Doubles numbers, and fails so many times for each before it does. */
function worldOf(failures: number): TrialWorld {
  const tries = new Map<number, number>();
  return {
    start: async ({ arguments: given }, complete) => {
      const n = isJsonObject(given) ? Number(given['n']) : 0;
      const tried = tries.get(n) ?? 0;
      tries.set(n, tried + 1);
      const answer: TaskAnswer = tried < failures ? { ok: false, error: 'Busy', cause: 'try again' } : { ok: true, output: { n: n * 2 } };
      complete(answer);
    },
    cancel: () => undefined,
    idle: () => false,
    told: () => ({}),
  };
}
