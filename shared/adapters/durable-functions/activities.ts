import type { DurableWork } from '#shared/core/durable/model.ts';
import type { ActivityName } from '#shared/core/durable/names.ts';
import { parseFacts } from '#shared/core/durable/facts.ts';
import { parseCarried, parseSent } from '#shared/core/durable/parse.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { endTree } from './end-tree.ts';
import { noteCancelled } from './note-cancelled.ts';
import { load, unload } from './payloads.ts';
import type { CancelledAttempt, DurablePorts, GivenWork, WorkDone } from './ports.ts';

/** What an activity does with its input. Results are texts of JSON. */
export type Activity = (ports: DurablePorts, input: JsonObject) => Promise<JsonObject>;

function parseWork(input: JsonObject): DurableWork {
  assert(typeof input['attemptId'] === 'string' && parseCarried(input['arguments']) !== undefined, 'work is an attempt with its arguments');
  return input as unknown as DurableWork;
}

/** The work of an attempt, once what led to it is in the journal. */
async function workOf(ports: DurablePorts, input: JsonObject): Promise<GivenWork> {
  const { facts: _facts, ...work } = parseWork(input);
  await recordFacts(ports, input);
  return { ...work, arguments: await unload(ports.payloads, work.arguments) };
}

async function recordFacts({ journal }: DurablePorts, input: JsonObject): Promise<void> {
  const facts = parseFacts(input['facts']);
  const { scope } = input;
  if (facts.length > 0) await journal.append({ executionId: textIn(input, 'executionId'), scope: typeof scope === 'string' ? scope : '', facts });
}

/** A result goes on as it came when it is small; a large one is put away under the name of its attempt. */
async function carriedResult({ payloads }: DurablePorts, attemptId: string, done: WorkDone): Promise<JsonObject> {
  if (done.kind !== 'succeeded') return { ...done };
  return { kind: 'succeeded', output: { ...(await load(payloads, `${attemptId}/output`, done.output)) } };
}

function textIn(input: JsonObject, name: string): string {
  const text = input[name];
  assert(typeof text === 'string', `an activity is told its ${name}`);
  return text;
}

function numberIn(input: JsonObject, name: string): number {
  const number = input[name];
  assert(typeof number === 'number', `an activity is told its ${name}`);
  return number;
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
    const executionId = textIn(input, 'executionId');
    const attempts = [...attemptsIn(input), ...(await noteCancelled(ports.journal, { executionId, attemptIds: found, at: numberIn(input, 'at') }))];
    if (attempts.length > 0) await ports.work.cancel({ revision: textIn(input, 'revision'), executionId, attempts });
    return {};
  },
  'uwf-report': async (ports, input) => {
    // Nobody there any more: the scope around has ended, and wants to hear nothing.
    await ports.instances.raise({ instanceId: textIn(input, 'instanceId'), event: textIn(input, 'event'), body: JSON.stringify(input['body']) });
    return {};
  },
  'uwf-record': async (ports, input) => {
    await recordFacts(ports, input);
    return {};
  },
  'uwf-put': async (ports, input) => {
    await ports.payloads.put({ reference: textIn(input, 'reference'), value: input['value'] ?? null });
    return {};
  },
  'uwf-get': async (ports, input) => ({ value: await unload(ports.payloads, { reference: textIn(input, 'reference') }) }),
};

/** Runs an activity on what the host hands it. */
export async function runActivity(ports: DurablePorts, name: ActivityName, input: unknown): Promise<string> {
  const given = parseSent(input);
  assert(given !== undefined, 'an activity is given an object');
  return JSON.stringify(await activities[name](ports, given));
}
