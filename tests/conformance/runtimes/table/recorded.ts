import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { CatalogueEntry } from '#shared/core/definition/catalogue-entry.ts';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import type { JsonObject, JsonValue } from '#shared/core/kernel/json.ts';
import { functionAnswer } from '../../asl/fake-lambda.ts';
import { startable } from './startable.ts';
import type { Trial, TrialWorld } from './model.ts';

const CORPUS = new URL('../../../../../shared/conformance/asl/corpus/', import.meta.url);

/** Of these every engine has its own suite of hundreds; one of so many is enough to see that they get there. */
const SAMPLED = /^(?:choice_operators|intrinsic_functions)\b/u;
const SAMPLED_ONE_OF = 12;

/** What only Step Functions has, or what is not a task of ours. */
const LEFT_OUT = new Set(['activity', 'token', 'distributed-map', 'item-batcher']);

interface RecordedCase {
  readonly id: string;
  readonly group: string;
  readonly requires: readonly string[];
  readonly stateMachineType?: string;
  readonly definition: JsonObject;
  readonly input: JsonValue;
  readonly tasks?: JsonObject;
}

/** State machines that were recorded on AWS, as a user brings them along: in a document, their functions in the catalogue. */
export function readRecordedTrials(): readonly Trial[] {
  if (!existsSync(CORPUS)) return [];
  const names = readdirSync(CORPUS).filter((name) => name.endsWith('.json')).sort();
  const cases = names.map((name): RecordedCase => JSON.parse(readFileSync(new URL(encodeURIComponent(name), CORPUS), 'utf8')));
  const taken = cases.filter(({ requires, stateMachineType }) => stateMachineType !== 'EXPRESS' && !requires.some((one) => LEFT_OUT.has(one)));
  const sampled = taken.filter(({ group }) => SAMPLED.test(group)).filter((_one, index) => index % SAMPLED_ONE_OF === 0);
  return [...taken.filter(({ group }) => !SAMPLED.test(group)), ...sampled].map(trialOf);
}

function trialOf({ id, definition, input, tasks = {} }: RecordedCase, index: number): Trial {
  const document = { document: { dsl: '1.0.3', namespace: 'recorded', name: `machine-${String(index)}`, version: '1.0.0' }, stateMachine: definition };
  const catalogue = Object.keys(tasks).map(entryOf);
  const outcome = compileDefinition({ text: JSON.stringify(document), target: { name: 'on-prem', runtime: 'engine', zone: 'on-prem' }, catalogue });
  return { id: `recorded/${id}`, program: startable(outcome, input), openWorld: () => worldOf(tasks) };
}

function entryOf(name: string): CatalogueEntry {
  return { name, version: '1.0.0', zone: 'on-prem', input: {}, output: {}, errors: [], declassify: [] };
}

function worldOf(tasks: JsonObject): TrialWorld {
  return {
    start: async ({ resource, arguments: given }, complete) => {
      const answer = functionAnswer(tasks, resource.split(':')[2] ?? '', given);
      if (answer.kind === 'never') return;
      const { afterMs } = answer;
      const ended = answer.kind === 'succeeded' ? ({ ok: true, output: answer.output } as const) : ({ ok: false, error: answer.error ?? '', cause: answer.cause ?? '' } as const);
      complete({ ...ended, ...(afterMs === undefined ? {} : { afterMs }) });
    },
    cancel: () => undefined,
    idle: () => false,
    told: () => ({}),
  };
}
