import { isJsonArray, isJsonObject, parseJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { assert } from '../kernel/assert.ts';
import type { Carried, ScopeEnvelope, ScopeReport, ScopeStart, WorkAnswer } from './model.ts';

/** A value that we sent ourselves, as the service gives it back: some hosts hand a text on as what it says. */
export function parseSent(value: unknown): JsonObject | undefined {
  if (typeof value === 'string') return parseJsonObject(value);
  return isJsonObject(value) ? value : undefined;
}

/** A value on its way, see {@link Carried}. */
export function parseCarried(value: JsonValue | undefined): Carried | undefined {
  if (!isJsonObject(value)) return undefined;
  const { reference, value: carried } = value;
  if (typeof reference === 'string') return { reference };
  return carried === undefined ? undefined : { value: carried };
}

/** The input of an orchestration. Only this system writes it. */
export function parseEnvelope(input: unknown): ScopeEnvelope {
  const read = parseSent(input);
  const start = parseCarried(read?.['start']);
  const revision = read?.['revision'];
  assert(typeof revision === 'string' && start !== undefined, 'the input of an orchestration is an envelope');
  return { revision, start };
}

/** What a generation begins with. Only this system writes it; what it holds was valid when it was written. */
export function parseScopeStart(value: JsonValue): ScopeStart {
  assert(isJsonObject(value) && isJsonObject(value['snapshot']) && typeof value['seed'] === 'string', 'a generation begins with a snapshot and a seed');
  return value as unknown as ScopeStart;
}

function textsOf(object: JsonObject): { readonly error?: string; readonly cause?: string } {
  const { error, cause } = object;
  return { ...(typeof error === 'string' ? { error } : {}), ...(typeof cause === 'string' ? { cause } : {}) };
}

/** What a worker answered, by an activity or by an event; undefined for anything else, which is then no answer. */
export function parseWorkAnswer(value: unknown): WorkAnswer | undefined {
  const read = parseSent(value);
  switch (read?.['kind']) {
    case 'succeeded': {
      const output = parseCarried(read['output']);
      return output === undefined ? undefined : { kind: 'succeeded', output };
    }
    case 'failed':
      return { kind: 'failed', ...textsOf(read) };
    case 'heartbeat':
    case 'pending':
    case 'postponed':
      return { kind: read['kind'] };
    default:
      return undefined;
  }
}

/** How a scope ended; undefined for anything else. */
export function parseScopeReport(value: unknown): ScopeReport | undefined {
  const read = parseSent(value);
  const scopeId = read?.['scopeId'];
  if (read === undefined || typeof scopeId !== 'string') return undefined;
  if (read['kind'] === 'stopped') return { scopeId, kind: 'stopped' };
  if (read['kind'] === 'failed') return { scopeId, kind: 'failed', ...textsOf(read), ...aliasesOf(read['aliases']) };
  const output = parseCarried(read['output']);
  return read['kind'] === 'succeeded' && output !== undefined ? { scopeId, kind: 'succeeded', output } : undefined;
}

function aliasesOf(value: JsonValue | undefined): { readonly aliases?: readonly string[] } {
  return isJsonArray(value) ? { aliases: value.filter((name) => typeof name === 'string') } : {};
}
