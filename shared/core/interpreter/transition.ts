import type { AslTransition } from '../asl/model.ts';
import type { Preparation } from './template.ts';

/** Where a state leads; checked to say exactly one of `Next` and `End` (states-language.net, "Transitions"). */
export function prepareTransition(state: AslTransition, preparation: Preparation): { readonly next?: string } {
  const isEnd = state.End === true;
  if ((state.Next === undefined) !== isEnd) {
    preparation.report({ pointer: preparation.pointer, message: 'A state has either Next or End' });
  }
  if (state.Next !== undefined) preparation.leadTo(state.Next, 'Next');
  return state.Next === undefined ? {} : { next: state.Next };
}
