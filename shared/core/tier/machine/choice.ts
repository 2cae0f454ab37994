import type { ChoiceRule, ChoiceState, PathChoiceRule, PathComparison } from '../../asl/model.ts';
import { leaveWithoutResult } from './data-flow.ts';
import { effectiveInput } from './path-flow.ts';
import { entryRoots } from './path-label.ts';
import { labelOfPathField } from './path-template.ts';
import { goOn, mustBeClear, read, type Visit } from './visit.ts';

/** A Choice: what decides must be in the clear; each way out has its own output and assignments. */
export function choose(visit: Visit, state: ChoiceState): void {
  state.Choices.forEach((rule, index) => {
    const at = `Choices/${index}`;
    decide(visit, rule, at);
    const entry = visit.place.language === 'JSONata' ? leaveWithoutResult(visit, rule, `${at}/`) : leaveWithoutResult(visit, rule.Assign === undefined ? {} : { Assign: rule.Assign }, `${at}/`);
    goOn(visit, rule.Next, entry);
  });
  if (state.Default !== undefined) goOn(visit, state.Default, leaveWithoutResult(visit, state, ''));
}

function decide(visit: Visit, rule: ChoiceRule | PathChoiceRule, at: string): void {
  if (rule.Condition === undefined) return compare(visit, rule, at);
  const pointer = `${at}/Condition`;
  mustBeClear(visit, read(visit, { field: 'condition', pointer, template: rule.Condition }), { field: 'condition', pointer, construct: 'decide' });
}

/** A comparison of JSONPath mode, with all that it is made of (states-language.net, "Choice State"). */
function compare(visit: Visit, comparison: PathComparison, at: string): void {
  for (const [index, part] of (comparison.And ?? comparison.Or ?? []).entries()) compare(visit, part, `${at}/${comparison.And === undefined ? 'Or' : 'And'}/${index}`);
  if (comparison.Not !== undefined) compare(visit, comparison.Not, `${at}/Not`);
  if (comparison.Variable !== undefined) operand(visit, comparison.Variable, `${at}/Variable`);
  for (const [name, value] of Object.entries<unknown>({ ...comparison })) {
    if (name.endsWith('Path') && typeof value === 'string') operand(visit, value, `${at}/${name}`);
  }
}

/** What is compared decides, also a test of whether it is there. */
function operand(visit: Visit, path: string, pointer: string): void {
  const input = effectiveInput(visit, 'InputPath' in visit.place.state ? visit.place.state.InputPath : undefined);
  const reading = { field: 'condition', pointer, roots: entryRoots(visit, input) } as const;
  mustBeClear(visit, labelOfPathField(visit, path, reading), { ...reading, construct: 'decide' });
}
