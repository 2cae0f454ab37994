import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { ChoiceRule, ChoiceState, PathChoiceRule } from '../../asl/model.ts';
import { assert } from '../../kernel/assert.ts';
import { causePrefix, NO_CHOICE_MATCHED } from '../causes.ts';
import type { PreparedExit, Read, StatePreparation } from '../data-language.ts';
import { leaveState } from '../leave.ts';
import type { PreparedState, StateOutcome, Visit } from '../model.ts';
import { neverWaits } from './never-waits.ts';

interface PreparedRule {
  readonly holds: Read<boolean>;
  readonly exit: PreparedExit;
  readonly next: string;
}

/** The way without a matching rule; its `Output` and `Assign` are the state's own and apply to nothing else (NOTES §4). */
interface Otherwise {
  readonly exit: PreparedExit;
  readonly next?: string;
}

function prepareRule(rule: ChoiceRule | PathChoiceRule, index: number, state: ChoiceState, preparation: StatePreparation): PreparedRule {
  preparation.leadTo(rule.Next, `Choices[${index}]/Next`);
  return { ...preparation.language.rule(rule, index, { state, preparation }), next: rule.Next };
}

function noChoiceMatched({ frame, name }: Visit): StateOutcome {
  assert(frame.enteredSequence !== undefined, 'a state that chooses has been entered');
  const cause = `${causePrefix(name, frame.enteredSequence)}${NO_CHOICE_MATCHED}`;
  return { kind: 'failed', failure: { error: ERROR_NAMES.noChoiceMatched, cause } };
}

function choose(visit: Visit, rules: readonly PreparedRule[], otherwise: Otherwise): StateOutcome {
  for (const rule of rules) {
    const holds = rule.holds(visit);
    if (!holds.ok) return { kind: 'failed', failure: holds.error };
    if (holds.value) return leaveState(visit, { exit: rule.exit, next: rule.next });
  }
  if (otherwise.next === undefined) return noChoiceMatched(visit);
  return leaveState(visit, { exit: otherwise.exit, next: otherwise.next });
}

/** Choice: the first rule whose condition is true, else `Default`. */
export function prepareChoice(state: ChoiceState, preparation: StatePreparation): PreparedState {
  const rules = state.Choices.map((rule, index) => prepareRule(rule, index, state, preparation));
  const otherwise = { exit: preparation.language.plainExit(state, preparation), ...(state.Default === undefined ? {} : { next: state.Default }) };
  if (state.Default !== undefined) preparation.leadTo(state.Default, 'Default');
  if (rules.length === 0) preparation.report({ pointer: `${preparation.pointer}/Choices`, message: 'A Choice has at least one rule' });
  return { type: 'Choice', enter: (visit) => choose(visit, rules, otherwise), resume: neverWaits };
}
