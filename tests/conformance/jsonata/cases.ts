import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '#shared/core/kernel/json.ts';
import type { Result } from '#shared/core/kernel/result.ts';
import type { EvaluationError } from '#shared/core/expression/jsonata/errors.ts';
import { compileExpression, evaluateExpression, type CompiledExpression } from '#shared/core/expression/jsonata/evaluate.ts';

/** One case of JSONata's own suite, as `../shared/conformance/jsonata/cases.json` holds it. Exactly one expectation is there. */
export interface JsonataCase {
  readonly id: string;
  readonly expr: string;
  readonly data?: JsonValue;
  readonly dataset?: string | null;
  readonly bindings?: Readonly<Record<string, JsonValue>>;
  readonly result?: JsonValue;
  readonly undefinedResult?: true;
  readonly code?: string;
  readonly error?: { readonly code: string };
  readonly unordered?: boolean;
  readonly depth?: number;
}

const folder = join(import.meta.dirname, '../../../../shared/conformance/jsonata');

/** False on a machine without the reference folder; the suites are then left out by name. */
export const hasReference = existsSync(join(folder, 'cases.json'));

export function loadCases(): { readonly cases: readonly JsonataCase[]; readonly datasets: Readonly<Record<string, JsonValue>> } {
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return { cases: read('cases.json'), datasets: deepFreeze(read('datasets.json')) };
}

/** Inputs are frozen, so that an evaluation that writes into them fails. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

export function inputOf(testCase: JsonataCase, datasets: Readonly<Record<string, JsonValue>>): JsonValue | undefined {
  return 'data' in testCase ? deepFreeze(testCase.data) : datasets[testCase.dataset ?? ''];
}

/** Seconds 0 of 2018-02-03; random numbers by a fixed rule, so that a case gives the same twice. */
const NOW = Date.UTC(2018, 1, 3, 4, 5, 6, 789);

export function evaluateCase(
  compiled: CompiledExpression,
  testCase: JsonataCase,
  input: { readonly root?: JsonValue | undefined; readonly states?: JsonValue | undefined },
): Result<JsonValue | undefined, EvaluationError> {
  let seed = 1;
  return evaluateExpression(compiled, {
    variables: deepFreeze({ ...testCase.bindings, ...(input.states !== undefined && { states: input.states }) }),
    ...(input.root !== undefined && { input: input.root }),
    now: NOW,
    random: () => (seed = (seed * 16807) % 2147483647) / 2147483647,
    limits: testCase.depth === undefined ? {} : { depth: Math.max(testCase.depth, 100), steps: 5_000_000, sequenceItems: 2e7 },
  });
}

/** What the case expects, or why this is not it. */
export function judge(testCase: JsonataCase, outcome: Result<JsonValue | undefined, { readonly code: string }>): string | undefined {
  const code = testCase.code ?? testCase.error?.code;
  if (code !== undefined) return !outcome.ok && sameCode(code, outcome.error.code) ? undefined : `expected ${code}, got ${show(outcome)}`;
  if (testCase.undefinedResult === true) return outcome.ok && outcome.value === undefined ? undefined : `expected undefined, got ${show(outcome)}`;
  const expected = testCase.result;
  if (!outcome.ok || outcome.value === undefined) return `expected ${JSON.stringify(expected)}, got ${show(outcome)}`;
  const equal = testCase.unordered === true ? sameItems(outcome.value, expected) : isDeepStrictEqual(outcome.value, expected);
  return equal ? undefined : `expected ${JSON.stringify(expected)}, got ${show(outcome)}`;
}

/** The suite's harness knows one code for what its depth and time limits end; ours are two. */
function sameCode(expected: string, actual: string): boolean {
  return expected === actual || (expected === 'U1001' && actual === 'U1002');
}

function sameItems(actual: JsonValue, expected: JsonValue | undefined): boolean {
  const sorted = (value: JsonValue | undefined) => (Array.isArray(value) ? value.map((item) => JSON.stringify(item)).toSorted() : value);
  return isDeepStrictEqual(sorted(actual), sorted(expected));
}

export function show(outcome: Result<JsonValue | undefined, { readonly code: string; readonly message?: string }>): string {
  return outcome.ok ? String(JSON.stringify(outcome.value)).slice(0, 300) : `${outcome.error.code} ${outcome.error.message ?? ''}`;
}

/** Parses and evaluates with the case's data as the root context. */
export function runCase(testCase: JsonataCase, root: JsonValue | undefined): Result<JsonValue | undefined, { readonly code: string }> {
  const compiled = compileExpression(testCase.expr);
  return compiled.ok ? evaluateCase(compiled.value, testCase, { root }) : compiled;
}
