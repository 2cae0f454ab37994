import type { AslDataFlow, AslState, AslTransition, ChoiceState, PassState } from '../../asl/model.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { pathOf, type BoundValue } from '../bind/value.ts';
import { isTotalTemplate } from '../bind/totality.ts';
import { compose, type Composed } from './compose.ts';
import type { Fusion } from './program.ts';
import type { OriginLookup } from './read-template.ts';

/** A state and the Pass behind it, which nothing else leads to. */
export interface Pair {
  readonly name: string;
  readonly state: AslState;
  readonly behind: string;
  readonly pass: PassState;
  readonly originOf: OriginLookup;
}

/** Pulls a Pass into the state in front of it (mapping §4.5); undefined where that would mean something else. */
export function fuseBackward(pair: Pair): Fusion | undefined {
  const { state } = pair;
  switch (state.Type) {
    case 'Pass':
    case 'Wait':
      return fuseIntoStep(pair, state, INPUT);
    case 'Task':
    case 'Parallel':
    case 'Map':
      return mayFailLikeBefore(pair, state) ? fuseIntoStep(pair, state, RESULT) : undefined;
    case 'Choice':
      return fuseIntoChoice(pair, state);
    default:
      return undefined;
  }
}

const INPUT: BoundValue = { kind: 'expression', origin: '', ast: pathOf('states', 'input') };
const RESULT: BoundValue = { kind: 'expression', origin: '', ast: pathOf('states', 'result') };

/** An error of the Pass must not be tried again nor caught by the state in front: its work is done by then. */
function mayFailLikeBefore({ pass }: Pair, state: Extract<AslState, { Type: 'Task' | 'Parallel' | 'Map' }>): boolean {
  const isGuarded = state.Retry !== undefined || state.Catch !== undefined;
  return !isGuarded || (isTotalTemplate(pass.Output) && isTotalTemplate(pass.Assign));
}

function fuseIntoStep(pair: Pair, state: Exclude<AslState, { Type: 'Choice' | 'Succeed' | 'Fail' }>, passes: BoundValue): Fusion | undefined {
  const { name, behind, pass } = pair;
  const composed = composePair(pair, { at: appendPointer('/States', name), dataFlow: state }, passes);
  if (composed === undefined) return undefined;
  const { Next: _next, End: _end, Output: _output, Assign: _assign, ...rest } = state;
  return { into: name, gone: behind, state: { ...rest, ...composed.dataFlow, ...transitionOf(pass) }, origins: composed.origins, replaced: ['/Output', '/Assign'] };
}

function composePair({ behind, pass, originOf }: Pair, first: { readonly at: string; readonly dataFlow: AslDataFlow }, passes: BoundValue): Composed | undefined {
  return compose({ first: { at: first.at, dataFlow: first.dataFlow }, passes, second: { at: appendPointer('/States', behind), dataFlow: pass }, originOf });
}

function transitionOf({ Next, End }: AslTransition): AslTransition {
  return End === true ? { End } : Next === undefined ? {} : { Next };
}

/** The one way of a Choice that leads to the Pass; a way that ends cannot carry the end. */
function fuseIntoChoice(pair: Pair, state: ChoiceState): Fusion | undefined {
  const { name, behind, pass } = pair;
  if (pass.Next === undefined) return undefined;
  const root = appendPointer('/States', name);
  const index = state.Choices.findIndex((rule) => rule.Next === behind);
  const rule = state.Choices[index];
  if (rule === undefined) {
    const composed = composePair(pair, { at: root, dataFlow: state }, INPUT);
    if (composed === undefined) return undefined;
    const { Output: _output, Assign: _assign, ...rest } = state;
    return { into: name, gone: behind, state: { ...rest, ...composed.dataFlow, Default: pass.Next }, origins: composed.origins, replaced: ['/Output', '/Assign'] };
  }
  const at = `/Choices/${index}`;
  const composed = rule.Condition === undefined ? undefined : composePair(pair, { at: `${root}${at}`, dataFlow: rule }, INPUT);
  if (composed === undefined || rule.Condition === undefined) return undefined;
  const fused = { Condition: rule.Condition, ...composed.dataFlow, Next: pass.Next };
  return {
    into: name,
    gone: behind,
    state: { ...state, Choices: state.Choices.map((old, position) => (position === index ? fused : old)) },
    origins: composed.origins.map(({ field, origin }) => ({ field: `${at}${field}`, origin })),
    replaced: [`${at}/Output`, `${at}/Assign`],
  };
}
