import type { AslState, PassState } from '../../asl/model.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isChanging } from '../bind/value.ts';
import { FUSED_UNITS_ADDED_MAX } from '../limits.ts';
import { createWriter, INPUT } from './forward-fields.ts';
import { fusedState } from './forward-states.ts';
import type { Fusion } from './program.ts';
import { readTemplate, type OriginLookup } from './read-template.ts';
import type { Left } from './roots.ts';
import { isRisky, leavesOf, readsState } from './substitute.ts';

/** A Pass that nothing can be pulled into, and the state behind it, which nothing else leads to. */
export interface ForwardPair {
  readonly name: string;
  readonly pass: PassState;
  readonly behind: string;
  readonly state: AslState;
  readonly originOf: OriginLookup;
}

/**
 * Writes what a Pass gives out and assigns into the state behind it, for example a `set` into the arguments of a call. Its expressions are
 * evaluated elsewhere then, more often or not at all: what may fail is evaluated with the first thing that the state does, so that it fails
 * under the same name and before anything has happened.
 */
export function fuseForward(pair: ForwardPair): Fusion | undefined {
  const { pass, state } = pair;
  const left = leftOf(pair);
  if (left === undefined || [left.input, ...left.variables.values()].some((value) => isChanging(value) || leavesOf(value).some(readsState))) return undefined;
  const mayFail = [left.input, ...left.variables.values()].flatMap(leavesOf).filter(isRisky);
  if (mayFail.length > 0 && handlesExpressionErrors(state)) return undefined;
  const writer = createWriter({ behind: pair.behind, originOf: pair.originOf, left, mayFail });
  const fused = fusedState(state, writer);
  if (fused === undefined || writer.hasFailed()) return undefined;
  if (JSON.stringify(fused).length > JSON.stringify(state).length + JSON.stringify(pass).length + FUSED_UNITS_ADDED_MAX) return undefined;
  return { into: pair.behind, gone: pair.name, state: fused, origins: writer.origins, replaced: writer.replaced };
}

function leftOf({ name, pass, originOf }: ForwardPair): Left | undefined {
  const root = appendPointer('/States', name);
  const input = pass.Output === undefined ? INPUT : readTemplate(pass.Output, `${root}/Output`, originOf);
  const variables = Object.entries(pass.Assign ?? {}).map(([variable, json]) => [variable, readTemplate(json, appendPointer(`${root}/Assign`, variable), originOf)] as const);
  const whole = variables.flatMap(([variable, value]) => (value === undefined ? [] : [[variable, value] as const]));
  return input === undefined || whole.length < variables.length ? undefined : { input, variables: new Map(whole) };
}

/** Names that match an error of an expression, besides its own. */
const WILDCARDS: ReadonlySet<string> = new Set(['States.ALL', 'States.TaskFailed', 'States.QueryEvaluationError']);

/** An error of the Pass must not be tried again nor caught by the state behind it. */
function handlesExpressionErrors(state: AslState): boolean {
  const handlers = [...('Retry' in state ? (state.Retry ?? []) : []), ...('Catch' in state ? (state.Catch ?? []) : [])];
  return handlers.some(({ ErrorEquals }) => ErrorEquals.some((name) => WILDCARDS.has(name)));
}
