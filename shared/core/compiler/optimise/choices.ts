import { toExpression, type AslState, type ChoiceState, type PassState } from '../../asl/model.ts';
import { parseExpression } from '../../expression/jsonata/parse.ts';
import { expressionOf } from '../../asl/model.ts';
import { printExpression } from '../../expression/jsonata/print.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isTotalTemplate } from '../bind/totality.ts';
import { isInlinable, pathOf, toAst } from '../bind/value.ts';
import type { Fusion } from './program.ts';
import { readTemplate, type OriginLookup } from './read-template.ts';

/** Two Choices, the second of which is the only other way of the first, become one: rules are tried in order anyway. */
export function mergeChoices(name: string, first: ChoiceState, behind: { readonly name: string; readonly state: ChoiceState; readonly originOf: OriginLookup }): Fusion | undefined {
  const { state: second, originOf } = behind;
  if (first.Default !== behind.name || first.Output !== undefined || first.Assign !== undefined) return undefined;
  const { Type: _type, Choices: _choices, Default: _default, Output: _output, Assign: _assign, ...rest } = first;
  const Choices = [...first.Choices, ...second.Choices];
  const state: ChoiceState = { ...rest, ...second, Choices };
  const root = appendPointer('/States', behind.name);
  const origins = second.Choices.map((_, index) => ({ field: `/Choices/${first.Choices.length + index}`, origin: originOf(`${root}/Choices/${index}/Condition`) }));
  return { into: name, gone: behind.name, state, origins: [...origins, { field: '/Output', origin: originOf(`${root}/Output`) }, { field: '/Assign', origin: originOf(`${root}/Assign`) }], replaced: [] };
}

/** A Choice that does nothing but go around a Pass, and that Pass. */
export interface Detour {
  readonly name: string;
  readonly choice: ChoiceState;
  readonly behind: string;
  readonly pass: PassState;
  /** Where both ways meet; undefined when it is the end of the scope. */
  readonly meets: string | undefined;
  readonly originOf: OriginLookup;
}

/** `if` on a task that only computes: one Pass with a conditional expression, where the value surely comes out the same. */
export function fuseDetour(detour: Detour): Fusion | undefined {
  const { name, choice, behind, pass, meets, originOf } = detour;
  const [rule] = choice.Choices;
  if (rule?.Condition === undefined || choice.Choices.length !== 1 || rule.Next !== behind || pass.Assign !== undefined) return undefined;
  if (pass.Output === undefined || !isTotalTemplate(pass.Output) || [rule.Output, rule.Assign, choice.Output, choice.Assign].some((field) => field !== undefined)) return undefined;
  const value = readTemplate(pass.Output, `${appendPointer('/States', behind)}/Output`, originOf);
  const text = expressionOf(rule.Condition);
  const condition = text === undefined ? undefined : parseExpression(text);
  if (value === undefined || !isInlinable(value) || condition?.ok !== true) return undefined;
  const output = printExpression({ kind: 'condition', condition: condition.value, then: toAst(value), else: pathOf('states', 'input') });
  const state: AslState = { Type: 'Pass', Output: toExpression(output), ...(meets === undefined ? { End: true as const } : { Next: meets }) };
  return { into: name, gone: behind, state, origins: [{ field: '/Output', origin: value.origin }], replaced: ['/Choices', '/Output', '/Assign'] };
}
