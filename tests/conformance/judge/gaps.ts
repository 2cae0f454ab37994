import type { AslMachine, AslScope, AslState } from '#shared/core/asl/model.ts';
import { isJsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { JudgedOutcome } from './outcome.ts';

/** 23 executions of the recorded corpus end with States.QueryEvaluationError for this, none with States.Runtime. */
const THROWN = 'gap of the judge: what an expression throws it names States.Runtime, which nothing catches; AWS and we States.QueryEvaluationError';

/** Recorded on AWS, see "Variables" in the notes of the corpus. */
const ASSIGN_FIRST = 'gap of the judge: the Output of a state sees there what its Assign has just assigned; on AWS and here the values on state entry';

/** What is known of a program that ends otherwise at the judge. */
export interface Disagreement {
  readonly machine: AslMachine;
  /** Whether an expression of it fails in our interpreter. */
  readonly hasFailedExpression: boolean;
  readonly there: JudgedOutcome;
}

/** The known gap of the judge (LocalStack 2026.3.0) that a disagreement comes from; undefined when it may be our fault. Recordings and specification decide, then the judge. */
export function gapBehind({ machine, hasFailedExpression, there }: Disagreement): string | undefined {
  if (hasFailedExpression && there.error === 'States.Runtime' && (there.cause ?? '').includes('jsonata.JException')) return THROWN;
  return readsWhatItAssigns(machine) ? ASSIGN_FIRST : undefined;
}

function readsWhatItAssigns({ States: states }: AslScope): boolean {
  return Object.values(states).some((state) => partsOf(state).some(assignsWhatItReads) || scopesOf(state).some(readsWhatItAssigns));
}

interface Assigning {
  readonly Assign?: { readonly [name: string]: JsonValue };
  readonly Output?: JsonValue;
}

/** The state, its rules and its catchers: each may have an Assign and an Output of its own. */
function partsOf(state: AslState): readonly Assigning[] {
  const own: Assigning = { ...('Assign' in state && isJsonObject(state.Assign) ? { Assign: state.Assign } : {}), ...('Output' in state && state.Output !== undefined ? { Output: state.Output } : {}) };
  if (state.Type === 'Choice') return [own, ...state.Choices];
  return 'Catch' in state ? [own, ...(state.Catch ?? [])] : [own];
}

function assignsWhatItReads({ Assign: assign = {}, Output: output = null }: Assigning): boolean {
  const read = new Set(JSON.stringify(output).match(/\$\w+/g));
  return Object.keys(assign).some((name) => read.has(`$${name}`));
}

function scopesOf(state: AslState): readonly AslScope[] {
  if (state.Type === 'Parallel') return state.Branches;
  return state.Type === 'Map' && state.ItemProcessor !== undefined ? [state.ItemProcessor] : [];
}
