import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { ChoiceRule, ChoiceState } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import { causePrefix, NO_CHOICE_MATCHED } from '../causes.ts';
import { evaluateTyped, scopeOf } from '../evaluation.ts';
import { leaveState, prepareDataFlow, type PreparedDataFlow } from '../leave.ts';
import type { PreparedState, StateOutcome, Visit } from '../model.ts';
import { prepareTyped, type Preparation, type PreparedTemplate } from '../template.ts';
import { neverWaits } from './never-waits.ts';

interface PreparedRule {
  readonly condition: PreparedTemplate;
  readonly flow: PreparedDataFlow;
  readonly next: string;
}

/** The way without a matching rule; its `Output` and `Assign` are the state's own and apply to nothing else (NOTES §4). */
interface Otherwise {
  readonly flow: PreparedDataFlow;
  readonly next?: string;
}

function prepareRule(rule: ChoiceRule, index: number, preparation: Preparation): PreparedRule {
  const prefix = `Choices[${index}]/`;
  preparation.leadTo(rule.Next, `${prefix}Next`);
  return {
    condition: prepareTyped(rule.Condition, `${prefix}Condition`, 'boolean', preparation),
    flow: prepareDataFlow(rule, prefix, preparation),
    next: rule.Next,
  };
}

function noChoiceMatched({ frame, name }: Visit): StateOutcome {
  assert(frame.enteredSequence !== undefined, 'a state that chooses has been entered');
  const cause = `${causePrefix(name, frame.enteredSequence)}${NO_CHOICE_MATCHED}`;
  return { kind: 'failed', failure: { error: ERROR_NAMES.noChoiceMatched, cause } };
}

function choose(visit: Visit, rules: readonly PreparedRule[], otherwise: Otherwise): StateOutcome {
  const scope = scopeOf(visit);
  for (const rule of rules) {
    const condition = evaluateTyped(scope, rule.condition, 'boolean');
    if (!condition.ok) return { kind: 'failed', failure: condition.error };
    if (condition.value) return leaveState(visit, { flow: rule.flow, otherwise: visit.frame.input, next: rule.next });
  }
  if (otherwise.next === undefined) return noChoiceMatched(visit);
  return leaveState(visit, { flow: otherwise.flow, otherwise: visit.frame.input, next: otherwise.next });
}

/** Choice: the first rule whose condition is true, else `Default`. */
export function prepareChoice(state: ChoiceState, preparation: Preparation): PreparedState {
  const rules = state.Choices.map((rule, index) => prepareRule(rule, index, preparation));
  const otherwise = { flow: prepareDataFlow(state, '', preparation), ...(state.Default === undefined ? {} : { next: state.Default }) };
  if (state.Default !== undefined) preparation.leadTo(state.Default, 'Default');
  if (rules.length === 0) preparation.report({ pointer: `${preparation.pointer}/Choices`, message: 'A Choice has at least one rule' });
  return { type: 'Choice', enter: (visit) => choose(visit, rules, otherwise), resume: neverWaits };
}
