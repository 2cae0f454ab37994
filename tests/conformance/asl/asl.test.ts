import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { firstDifference, type MaskedPlace } from './compare.ts';
import { execute, type ExecutionAnswer, type ExecutionCase } from './execute.ts';

const CORPUS = new URL('../../../../shared/conformance/asl/corpus/', import.meta.url);
const BASELINE = new URL('../baseline.json', import.meta.url);

interface CorpusCase extends ExecutionCase {
  readonly id: string;
  readonly queryLanguage: string;
  readonly maskPaths?: readonly MaskedPlace[];
  readonly history?: readonly { readonly type: string; readonly state?: string }[];
  readonly historyNote?: string;
  readonly expected: { readonly status: string; readonly output?: JsonValue; readonly error?: string; readonly cause?: string; readonly causeJson?: JsonValue };
}

/** Cases that end in another way than on AWS, each with its reason. A case that is not in this table must pass. */
const MISSES: { readonly [id: string]: string } = {};

function readCorpus(): readonly CorpusCase[] {
  const files = readdirSync(CORPUS).filter((name) => name.endsWith('.json')).sort();
  return files.map((name): CorpusCase => JSON.parse(readFileSync(new URL(encodeURIComponent(name), CORPUS), 'utf8')));
}

function masksOf(one: CorpusCase, field: string): readonly MaskedPlace[] {
  return (one.maskPaths ?? []).filter((mask) => mask.field === field);
}

/** AWS breaks lines and repeats blanks in some causes; what they say is compared. */
function squeezed(text: string | undefined): string | undefined {
  return text?.replaceAll(/\s+/g, ' ').trim();
}

function causeDiffers(one: CorpusCase, cause: string | undefined): boolean {
  const { expected } = one;
  if (expected.causeJson !== undefined) return firstDifference(expected.causeJson, JSON.parse(cause ?? 'null'), masksOf(one, 'causeJson')) !== undefined;
  return expected.cause !== undefined && firstDifference(squeezed(expected.cause), squeezed(cause), masksOf(one, 'cause')) !== undefined;
}

/** The order of the states of a Parallel was lost when it was recorded. */
function wayDiffers(one: CorpusCase, answer: ExecutionAnswer): boolean {
  if (one.history === undefined || one.historyNote !== undefined) return false;
  const recorded = one.history.filter((event) => /State(Entered|Exited)$/.test(event.type)).map((event) => `${event.type}:${String(event.state)}`);
  return recorded.join() !== (answer.history ?? []).map((event) => `${event.type}:${event.state}`).join();
}

/** Where a case differs from its recording; undefined when it does not. */
function differenceOf(one: CorpusCase): string | undefined {
  const { expected } = one;
  const answer = execute(one);
  if (answer.status !== expected.status) return `status ${answer.status} ${answer.cause ?? ''}`;
  if (answer.error !== expected.error) return `error ${String(answer.error)}`;
  if (causeDiffers(one, answer.cause)) return `cause ${String(answer.cause)}`;
  if (wayDiffers(one, answer)) return 'the states that were entered and left';
  const place = expected.output === undefined ? undefined : firstDifference(expected.output, answer.output, masksOf(one, 'output'));
  return place === undefined ? undefined : `output at ${place}`;
}

function readBaseline(): number {
  const baseline: JsonValue = existsSync(BASELINE) ? JSON.parse(readFileSync(BASELINE, 'utf8')) : {};
  const passed = isJsonObject(baseline) ? baseline['asl'] : undefined;
  return typeof passed === 'number' ? passed : 0;
}

const isCorpusThere = existsSync(CORPUS);

test.runIf(process.env['CI'] === 'true')('the recorded corpus is there where it must be', () => {
  expect(isCorpusThere).toBe(true);
});

describe.skipIf(!isCorpusThere)('executions recorded on AWS (../shared/conformance/asl)', () => {
  const verdicts = (isCorpusThere ? readCorpus() : []).map((one) => ({ one, difference: differenceOf(one) }));
  const scoreOf = (some: typeof verdicts): string => `${some.filter(({ difference }) => difference === undefined).length} of ${some.length}`;

  test('end as on AWS, except those that the table names', () => {
    const missed = verdicts.filter(({ one, difference }) => difference !== undefined && MISSES[one.id] === undefined);
    expect(missed.map(({ one, difference }) => `${one.id}: ${String(difference)}`)).toEqual([]);
  });

  test('the table names no case that passes', () => {
    const passing = new Set(verdicts.filter(({ difference }) => difference === undefined).map(({ one }) => one.id));
    expect(Object.keys(MISSES).filter((id) => passing.has(id))).toEqual([]);
  });

  test('all of JSONata passes, and no fewer cases than before', () => {
    const jsonata = verdicts.filter(({ one }) => one.queryLanguage === 'JSONata');
    process.stdout.write(`asl ${scoreOf(verdicts)}\nasl-jsonata ${scoreOf(jsonata)}\n`);
    expect(jsonata.filter(({ difference }) => difference !== undefined)).toEqual([]);
    expect(verdicts.filter(({ difference }) => difference === undefined).length).toBeGreaterThanOrEqual(readBaseline());
  });
});
