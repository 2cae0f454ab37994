import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { factsOf, type ExecutionCase } from '#tests/conformance/asl/execute.ts';
import { fakeTasks } from '#tests/conformance/asl/fake-tasks.ts';
import { driveExecution } from '#tests/support/asl-driver.ts';
import { openDurable, type WorldOptions } from '#tests/support/durable/world.ts';

const CORPUS = new URL('../../../../shared/conformance/asl/corpus/', import.meta.url);

/** As many turns as no case needs that ends. */
const TURNS_MAX = 2_000;

interface CorpusCase extends ExecutionCase {
  readonly id: string;
}

interface Outcome {
  readonly status: string;
  readonly output: JsonValue;
  readonly error: JsonValue;
  readonly cause: JsonValue;
}

/** Cases that end in another way than in our engine, each with its reason. */
const RANDOM = 'its output is random, and the two runs have seeds of their own';
const DIFFERENT: { readonly [id: string]: string } = {
  'assign.test_assign_reference_variables.test_reference_assign_BASE_REFERENCE_IN_INTRINSIC_FUNCTION': RANDOM,
  'intrinsic_functions.test_math_operations.test_math_random_exec_hist_resp_0': RANDOM,
  'intrinsic_functions.test_math_operations.test_math_random_exec_hist_resp_2': RANDOM,
  'intrinsic_functions.test_unique_id_generation.test_uuid': RANDOM,
};

function readCorpus(): readonly CorpusCase[] {
  const files = readdirSync(CORPUS).filter((name) => name.endsWith('.json')).sort();
  return files.map((name): CorpusCase => JSON.parse(readFileSync(new URL(encodeURIComponent(name), CORPUS), 'utf8')));
}

/** Each scope numbers its own events where scopes are carried out apart, and causes name such numbers; tokens hold the ids of attempts, which name their scope. */
function withoutNumbers(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replaceAll(/event id #\d+/g, 'event id');
  if (isJsonArray(value)) return value.map(withoutNumbers);
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutNumbers(member)])) : value;
}

function outcomeOf(given: { readonly status: string; readonly output?: JsonValue; readonly error?: string; readonly cause?: string }): Outcome {
  const { status, output, error, cause } = given;
  return { status, output: withoutNumbers(output ?? null), error: error ?? null, cause: withoutNumbers(cause ?? null) };
}

/** What our engine makes of a case; undefined for one that no engine ends or begins. */
function engineOutcome(one: CorpusCase): Outcome | undefined {
  try {
    const program = prepareProgram(one.definition, { causesQuoteValues: true });
    if (!program.ok) return undefined;
    const { snapshot, isEndless } = driveExecution(program.value, factsOf(one), { task: fakeTasks(one.tasks ?? {}), turnsMax: TURNS_MAX });
    return isEndless || snapshot.status === 'running' ? undefined : outcomeOf({ ...snapshot.failure, status: snapshot.status, ...(snapshot.output === undefined ? {} : { output: snapshot.output }) });
  } catch {
    return undefined;
  }
}

async function durableOutcome(one: CorpusCase, more: Partial<WorldOptions>): Promise<Outcome> {
  const world = openDurable(one.definition, { facts: factsOf(one), task: fakeTasks(one.tasks ?? {}), causesQuoteValues: true, ...more });
  return outcomeOf((await world.run()) ?? { status: 'running' });
}

/** Whether the recordings are here. */
export const isCorpusThere = existsSync(CORPUS);

/** Every case that our engine ends, with how it ends it. */
export function endingCases(): readonly EndingCase[] {
  return (isCorpusThere ? readCorpus() : []).flatMap((one) => {
    const engine = engineOutcome(one);
    return engine === undefined ? [] : [{ one, engine }];
  });
}

export interface EndingCase {
  readonly one: CorpusCase;
  readonly engine: Outcome;
}

/** Runs all cases in one way, prints how many end as in our engine, and checks that it is all but those of the table. */
export async function checkCorpus(cases: readonly EndingCase[], title: string, more: Partial<WorldOptions>): Promise<void> {
  const verdicts: { readonly id: string; readonly difference: string | undefined }[] = [];
  for (const { one, engine } of cases) {
    const durable = await durableOutcome(one, more);
    verdicts.push({ id: one.id, difference: isDeepStrictEqual(durable, engine) ? undefined : `${JSON.stringify(engine)} but ${JSON.stringify(durable)}`.slice(0, 600) });
  }
  const equal = verdicts.filter(({ difference }) => difference === undefined);
  process.stdout.write(`durable ${equal.length} of ${verdicts.length} (work ${title})\n`);
  expect(verdicts.filter(({ id, difference }) => difference !== undefined && DIFFERENT[id] === undefined).map(({ id, difference }) => `${id}: ${String(difference)}`)).toEqual([]);
  expect(Object.keys(DIFFERENT).filter((id) => equal.some((one) => one.id === id))).toEqual([]);
}
