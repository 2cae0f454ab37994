import { utf8Length } from '../kernel/text-length.ts';
import type { AslMachine, AslScope, AslState } from './model.ts';
import { scopesOfState, statesOf } from './scopes.ts';

/** Quotas of Step Functions (Standard workflows) that a machine can run into; our engine keeps to the same payload. */
const QUOTAS = { definitionBytes: 1_048_576, historyEvents: 25_000, payloadBytes: 262_144 } as const;

/** A largest number, or that there is none because the flow can come back or the data decides how often. */
export type Bound = number | 'unbounded';

/** What a machine uses of the quotas of Step Functions, as far as the machine alone tells. */
export interface QuotaEstimate {
  /** Compact JSON in UTF-8. */
  readonly definitionBytes: number;
  readonly states: number;
  /** State transitions of one execution without a retry: what AWS bills. Iterations of a Map come on top. */
  readonly transitions: Bound;
  /** Events of its history without a retry. */
  readonly historyEvents: Bound;
  readonly quotas: typeof QUOTAS;
}

/** Estimates by the longest way from the start to an end. */
export function estimateQuota(machine: AslMachine): QuotaEstimate {
  const transitions = longestWay(machine, () => 1, new Map());
  const events = longestWay(machine, (state) => EVENTS[state.Type], new Map());
  return {
    definitionBytes: utf8Length(JSON.stringify(machine)),
    states: statesOf(machine).length,
    transitions,
    historyEvents: events === 'unbounded' ? events : events + EXECUTION_EVENTS,
    quotas: QUOTAS,
  };
}

/** ExecutionStarted and its end. */
const EXECUTION_EVENTS = 2;

/** Entered and exited, and what comes between: scheduled, started, ended for a Task; started, succeeded for what opens scopes. */
const EVENTS: { readonly [type in AslState['Type']]: number } = { Pass: 2, Task: 5, Choice: 2, Wait: 2, Succeed: 2, Fail: 1, Parallel: 4, Map: 4 };

type Weight = (state: AslState) => number;

/** Every state that is on the way is marked by `open`; meeting one again is a loop. */
function longestWay(scope: AslScope, weight: Weight, known: Map<string, Bound | 'open'>): Bound {
  return longestFrom(scope, scope.StartAt, { weight, known });
}

function longestFrom(scope: AslScope, name: string, search: { readonly weight: Weight; readonly known: Map<string, Bound | 'open'> }): Bound {
  const before = search.known.get(name);
  if (before !== undefined) return before === 'open' ? 'unbounded' : before;
  const state = Object.hasOwn(scope.States, name) ? scope.States[name] : undefined;
  if (state === undefined) return 0;
  search.known.set(name, 'open');
  const own = sum([search.weight(state), ...scopesInside(state).map((inner) => longestWay(inner, search.weight, search.known))]);
  const after = largest(nextOf(state).map((next) => longestFrom(scope, next, search)));
  const total = sum([own, after]);
  search.known.set(name, total);
  return total;
}

/** All branches of a Parallel run. How often a Map runs its processor, only the data says. */
function scopesInside(state: AslState): readonly AslScope[] {
  return state.Type === 'Map' ? [] : scopesOfState(state);
}

function nextOf(state: AslState): readonly string[] {
  const own = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  const caught = 'Catch' in state ? (state.Catch ?? []).map((catcher) => catcher.Next) : [];
  if (state.Type !== 'Choice') return [...own, ...caught];
  return [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])];
}

function sum(bounds: readonly Bound[]): Bound {
  return bounds.reduce<Bound>((total, bound) => (total === 'unbounded' || bound === 'unbounded' ? 'unbounded' : total + bound), 0);
}

function largest(bounds: readonly Bound[]): Bound {
  return bounds.includes('unbounded') ? 'unbounded' : bounds.reduce<number>((most, bound) => (bound === 'unbounded' ? most : Math.max(most, bound)), 0);
}
