import type { AslState, PassState } from '../../asl/model.ts';
import { statesOf } from '../../asl/scopes.ts';
import { pointerTokens } from '../../kernel/json-pointer.ts';
import { createSourceLookup } from '../../tier/source-lookup.ts';
import type { LinkedProgram } from '../ir/link.ts';
import type { OptimisationLevel } from '../model.ts';
import { fuseBackward } from '../optimise/backward.ts';
import { fuseDetour, mergeChoices } from '../optimise/choices.ts';
import { fuseForward } from '../optimise/forward.ts';
import { applyFusion, entriesOf, type Fusion } from '../optimise/program.ts';
import { reachableStates, successorsOf, withStates } from '../verify.ts';

/**
 * Pass 5b: fuses states, so that the same workflow takes fewer transitions (mapping §4.5). It gets the program as it is placed: what was moved
 * to a worker is a Task there and is left alone. Level 1 stays inside of one list of tasks, level 2 does not.
 */
export function optimiseProgram(placed: LinkedProgram, level: OptimisationLevel): LinkedProgram {
  let current = withoutTwins(placed);
  const failed = new Set<string>();
  for (let fusion = level === 0 ? undefined : findFusion(current, level, failed); fusion !== undefined; fusion = findFusion(current, level, failed)) {
    current = applyFusion(current, fusion);
    // What was tried with the state as it was may go with the state as it is.
    for (const pair of failed) if (pair.split(ARROW).includes(fusion.into)) failed.delete(pair);
  }
  return { ...current, machine: withStates(current.machine, reachableStates(current.machine)) };
}

/** Where everything is evaluated is settled; states that only a twin led to are gone. */
function withoutTwins({ machine, sourceMap, traits }: LinkedProgram): LinkedProgram {
  const settled = [...traits].map(([name, { evaluate: _evaluate, ...own }]) => [name, own] as const);
  return { machine: withStates(machine, reachableStates(machine)), sourceMap, traits: new Map(settled) };
}

interface View {
  readonly linked: LinkedProgram;
  readonly level: OptimisationLevel;
  readonly states: ReadonlyMap<string, AslState>;
  readonly entries: ReadonlyMap<string, number>;
  readonly originOf: (machinePointer: string) => string;
}

/** Between two names of states; no name contains it. */
const ARROW = '\u0000';

/** The first pair of states, in the order of the document, that can become one. Each fusion makes the machine smaller, so this ends. */
function findFusion(linked: LinkedProgram, level: OptimisationLevel, failed: Set<string>): Fusion | undefined {
  const view: View = { linked, level, states: new Map(statesOf(linked.machine)), entries: entriesOf(linked.machine), originOf: createSourceLookup(linked.sourceMap).pointerOf };
  for (const [name, state] of view.states) {
    for (const next of new Set(successorsOf(state))) {
      const pair = `${name}${ARROW}${next}`;
      if (failed.has(pair) || view.entries.get(next) !== 1 || !isNear(view, name, next)) continue;
      const fusion = fusePair(view, { name, state }, next);
      if (fusion !== undefined) return fusion;
      failed.add(pair);
    }
  }
  return undefined;
}

interface Named {
  readonly name: string;
  readonly state: AslState;
}

function fusePair(view: View, { name, state }: Named, next: string): Fusion | undefined {
  const behind = view.states.get(next);
  if (behind === undefined) return undefined;
  const { originOf } = view;
  if (behind.Type === 'Choice' && state.Type === 'Choice') return mergeChoices(name, state, { name: next, state: behind, originOf });
  if (behind.Type === 'Pass' && isPlain(view, next)) {
    const isOnlyWay = state.Type !== 'Choice' && (state.Type === 'Pass' ? isPlain(view, name) : true);
    if (state.Type === 'Choice') return detourOf(view, { name, state }, { name: next, pass: behind }) ?? fuseBackward({ name, state, behind: next, pass: behind, originOf });
    return isOnlyWay && 'Next' in state && state.Next === next ? fuseBackward({ name, state, behind: next, pass: behind, originOf }) : undefined;
  }
  return state.Type === 'Pass' && isPlain(view, name) ? fuseForward({ name, pass: state, behind: next, state: behind, originOf }) : undefined;
}

function detourOf(view: View, { name, state }: Named, behind: { readonly name: string; readonly pass: PassState }): Fusion | undefined {
  if (state.Type !== 'Choice' || state.Default === undefined) return undefined;
  const other = view.states.get(state.Default);
  const isEnd = behind.pass.End === true && other?.Type === 'Succeed' && other.Output === undefined;
  if (!isEnd && behind.pass.Next !== state.Default) return undefined;
  return fuseDetour({ name, choice: state, behind: behind.name, pass: behind.pass, meets: isEnd ? undefined : state.Default, originOf: view.originOf });
}

/** A Pass that its author gave no place of its own. */
function isPlain({ linked }: View, name: string): boolean {
  const traits = linked.traits.get(name);
  return traits !== undefined && traits.requestedZone === undefined && traits.resultSchema === undefined && traits.declassify.length === 0;
}

/** Level 1: both states belong to tasks of one list. The workflow's own states belong to its list. */
function isNear({ linked, level }: View, first: string, second: string): boolean {
  return level === 2 || listOf(linked.sourceMap.states[first]?.pointer) === listOf(linked.sourceMap.states[second]?.pointer);
}

function listOf(pointer = ''): string {
  return pointer === '' ? 'do' : pointerTokens(pointer).slice(0, -2).join('/');
}
