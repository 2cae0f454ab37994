import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AslMachine } from '#shared/core/asl/model.ts';
import type { HistoryEvent } from '#shared/core/interpreter/history-event.ts';
import { prepareProgram } from '#shared/core/interpreter/program.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import { driveExecution } from '#tests/support/asl-driver.ts';
import { firstDifference, type MaskedPlace } from './compare.ts';
import { fakeTasks } from './fake-tasks.ts';

const CORPUS = new URL('../../../../shared/conformance/asl/corpus/', import.meta.url);
const BASELINE = new URL('../baseline.json', import.meta.url);
const START = 1_700_000_000_000;

interface CorpusCase {
  readonly id: string;
  readonly queryLanguage: string;
  readonly requires: readonly string[];
  readonly definition: AslMachine;
  readonly input: JsonValue;
  readonly tasks?: JsonObject;
  readonly maskPaths?: readonly MaskedPlace[];
  readonly history?: readonly { readonly type: string; readonly state?: string }[];
  readonly historyNote?: string;
  readonly expected: { readonly status: string; readonly output?: JsonValue; readonly error?: string; readonly cause?: string; readonly causeJson?: JsonValue };
}

type Verdict = { readonly kind: 'passed' } | { readonly kind: 'failed'; readonly why: string } | { readonly kind: 'not-executed'; readonly why: string };

const STATUS = { succeeded: 'SUCCEEDED', failed: 'FAILED', 'timed-out': 'TIMED_OUT', stopped: 'ABORTED', running: 'RUNNING' } as const;

function readCorpus(): readonly CorpusCase[] {
  const files = readdirSync(CORPUS).filter((name) => name.endsWith('.json')).sort();
  return files.map((name): CorpusCase => JSON.parse(readFileSync(new URL(encodeURIComponent(name), CORPUS), 'utf8'))).filter((one) => one.queryLanguage === 'JSONata');
}

function masksOf(one: CorpusCase, field: string): readonly MaskedPlace[] {
  return (one.maskPaths ?? []).filter((mask) => mask.field === field);
}

function causeDiffers(one: CorpusCase, cause: string | undefined): boolean {
  const { expected } = one;
  if (expected.causeJson !== undefined) return firstDifference(expected.causeJson, JSON.parse(cause ?? 'null'), masksOf(one, 'causeJson')) !== undefined;
  return expected.cause !== undefined && firstDifference(expected.cause, cause, masksOf(one, 'cause')) !== undefined;
}

/** Which states were entered and left, in order: what every history tells alike, whatever else it records. */
function wayOfRecording(one: CorpusCase): readonly string[] | undefined {
  if (one.history === undefined || one.historyNote !== undefined) return undefined;
  return one.history.filter((event) => /State(Entered|Exited)$/.test(event.type)).map((event) => `${event.type}:${String(event.state)}`);
}

const WAY = { 'state-entered': 'StateEntered', 'state-exited': 'StateExited' } as const;

function wayOf(history: readonly HistoryEvent[]): readonly string[] {
  return history.flatMap(({ kind, state, details }) => (kind === 'state-entered' || kind === 'state-exited' ? [`${String(details['type'])}${WAY[kind]}:${String(state)}`] : []));
}

function judge(one: CorpusCase): Verdict {
  const outside = one.requires.filter((need) => need !== 'interpreter' && need !== 'lambda');
  if (outside.length > 0) return { kind: 'not-executed', why: outside.join(', ') };
  const program = prepareProgram(one.definition, { causesQuoteValues: true });
  if (!program.ok) return { kind: 'not-executed', why: program.error.map((problem) => problem.message).join('; ') };
  const facts = { id: one.id, name: one.id, machineId: 'machine', machineName: 'machine', startedAt: START, input: one.input };
  const { snapshot, history } = driveExecution(program.value, facts, { task: fakeTasks(one.tasks ?? {}) });
  const { expected } = one;
  if (STATUS[snapshot.status] !== expected.status) return { kind: 'failed', why: `status ${snapshot.status} ${snapshot.failure?.cause ?? ''}` };
  if (snapshot.failure?.error !== expected.error) return { kind: 'failed', why: `error ${String(snapshot.failure?.error)}` };
  if (causeDiffers(one, snapshot.failure?.cause)) return { kind: 'failed', why: `cause ${String(snapshot.failure?.cause)}` };
  const recordedWay = wayOfRecording(one);
  if (recordedWay !== undefined && wayOf(history).join() !== recordedWay.join()) return { kind: 'failed', why: `way ${wayOf(history).join()}` };
  const difference = expected.output === undefined ? undefined : firstDifference(expected.output, snapshot.output, masksOf(one, 'output'));
  return difference === undefined ? { kind: 'passed' } : { kind: 'failed', why: `output at ${difference}` };
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

describe.skipIf(!isCorpusThere)('executions recorded on AWS (../shared/conformance/asl, JSONata)', () => {
  const cases = isCorpusThere ? readCorpus() : [];
  const verdicts = cases.map((one) => ({ one, verdict: judge(one) }));
  const passed = verdicts.filter(({ verdict }) => verdict.kind === 'passed').length;

  test.each(verdicts.filter(({ verdict }) => verdict.kind !== 'not-executed').map(({ one, verdict }) => [one.id, verdict] as const))('%s ends as on AWS', (_id, verdict) => {
    expect(verdict).toEqual({ kind: 'passed' });
  });

  test('only states of kinds that are not there yet are left out, by name', () => {
    const reasons = new Set(verdicts.flatMap(({ verdict }) => (verdict.kind === 'not-executed' ? [verdict.why] : [])));
    expect([...reasons].filter((reason) => !/States of type (Map|Parallel) are not executed/.test(reason))).toEqual([]);
  });

  test('no fewer cases pass than before', () => {
    process.stdout.write(`asl ${passed} of ${cases.length}\n`);
    expect(passed).toBeGreaterThanOrEqual(readBaseline());
  });
});
