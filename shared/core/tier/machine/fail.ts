import type { FailState } from '../../asl/model.ts';
import { joinLabels, scalarLabel, type Label } from '../label.ts';
import { clearanceOf } from '../tier.ts';
import { labelOfField } from './data-flow.ts';
import { isCaughtAround, staticErrorOf } from './layout.ts';
import { mustBeClear, type Visit } from './visit.ts';

/**
 * A Fail: its texts end in the outcome of the execution, so they must be in the clear. A cause that is caught inside of the machine for certain is
 * how branches hand values out (mapping §5.4): it may hold sealed values in the middle of a JSON text, and is itself never looked at.
 */
export function failWith(visit: Visit, state: FailState): void {
  const error = labelOfField(visit, state, { name: 'Error', field: 'error' }) ?? { label: NO_TEXT, pointer: 'Error' };
  const cause = labelOfField(visit, state, { name: 'Cause', field: 'error' }) ?? { label: NO_TEXT, pointer: 'Cause' };
  const name = staticErrorOf(state);
  mustBeClear(visit, error.label, { field: 'error', pointer: error.pointer, construct: 'compute' });
  if (!isSignal(visit, cause.label, name)) mustBeClear(visit, cause.label, { field: 'error', pointer: cause.pointer, construct: 'compute' });
  visit.failures.push({ ...(name === undefined ? {} : { name }), error: joinLabels(NO_TEXT, error.label), cause: joinLabels(NO_TEXT, cause.label) });
}

const NO_TEXT: Label = scalarLabel(3);

function isSignal(visit: Visit, cause: Label, name: string | undefined): boolean {
  return cause.shape.kind === 'text' && cause.tier >= clearanceOf(visit.setting.zone) && name !== undefined && isCaughtAround(visit.place, name);
}
