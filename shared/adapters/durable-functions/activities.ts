import { CARRIED_BYTES_MAX } from '#shared/core/durable/limits.ts';
import type { Carried, DurableWork } from '#shared/core/durable/model.ts';
import type { ActivityName } from '#shared/core/durable/names.ts';
import { parseCarried, parseSent } from '#shared/core/durable/parse.ts';
import { jsonBytes } from '#shared/core/interpreter/json-size.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { endTree } from './end-tree.ts';
import type { CancelledAttempt, DurablePorts, WorkDone } from './ports.ts';

/** What an activity does with its input. Results are texts of JSON. */
export type Activity = (ports: DurablePorts, input: JsonObject) => Promise<JsonObject>;

async function unload({ payloads }: DurablePorts, carried: Carried): Promise<JsonValue> {
  if ('value' in carried) return carried.value;
  const value = await payloads.get({ reference: carried.reference });
  if (value === undefined) throw new UwfError('UWF-5001', 'a payload that was put away is not there');
  return value;
}

function parseWork(input: JsonObject): DurableWork {
  assert(typeof input['attemptId'] === 'string' && parseCarried(input['arguments']) !== undefined, 'work is an attempt with its arguments');
  return input as unknown as DurableWork;
}

async function workOf(ports: DurablePorts, input: JsonObject): Promise<Omit<DurableWork, 'arguments'> & { readonly arguments: JsonValue }> {
  const work = parseWork(input);
  return { ...work, arguments: await unload(ports, work.arguments) };
}

/** A result goes on as it came when it is small; a large one is put away under the name of its attempt. */
async function carriedResult({ payloads }: DurablePorts, attemptId: string, done: WorkDone): Promise<JsonObject> {
  if (done.kind !== 'succeeded') return { ...done };
  if (jsonBytes(done.output) <= CARRIED_BYTES_MAX) return { kind: 'succeeded', output: { value: done.output } };
  const reference = `${attemptId}/output`;
  await payloads.put({ reference, value: done.output });
  return { kind: 'succeeded', output: { reference } };
}

function textIn(input: JsonObject, name: string): string {
  const text = input[name];
  assert(typeof text === 'string', `an activity is told its ${name}`);
  return text;
}

function attemptsIn(input: JsonObject): readonly CancelledAttempt[] {
  const { attempts } = input;
  return (isJsonArray(attempts) ? attempts : []).flatMap((one) => (isJsonObject(one) ? [{ attemptId: textIn(one, 'attemptId'), state: textIn(one, 'state') }] : []));
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  return (isJsonArray(value) ? value : []).filter((text) => typeof text === 'string');
}

/** Every activity, one row each. */
export const activities: { readonly [K in ActivityName]: Activity } = {
  'uwf-task': async (ports, input) => {
    const work = await workOf(ports, input);
    return carriedResult(ports, work.attemptId, await ports.work.carryOut(work));
  },
  'uwf-dispatch': async (ports, input) => {
    await ports.work.dispatch(await workOf(ports, input));
    return {};
  },
  'uwf-cancel': async (ports, input) => {
    const found = await endTree(ports.instances, { roots: textsIn(input['instances']), reason: 'no longer awaited', isExecution: false });
    const attempts = [...attemptsIn(input), ...found];
    if (attempts.length > 0) await ports.work.cancel({ revision: textIn(input, 'revision'), executionId: textIn(input, 'executionId'), attempts });
    return {};
  },
  'uwf-report': async (ports, input) => {
    // Nobody there any more: the scope around has ended, and wants to hear nothing.
    await ports.instances.raise({ instanceId: textIn(input, 'instanceId'), event: textIn(input, 'event'), body: JSON.stringify(input['body']) });
    return {};
  },
  'uwf-put': async (ports, input) => {
    await ports.payloads.put({ reference: textIn(input, 'reference'), value: input['value'] ?? null });
    return {};
  },
  'uwf-get': async (ports, input) => ({ value: await unload(ports, { reference: textIn(input, 'reference') }) }),
};

/** Runs an activity on what the host hands it. */
export async function runActivity(ports: DurablePorts, name: ActivityName, input: unknown): Promise<string> {
  const given = parseSent(input);
  assert(given !== undefined, 'an activity is given an object');
  return JSON.stringify(await activities[name](ports, given));
}
