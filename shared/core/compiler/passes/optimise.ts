import type { AslState, PassState } from '../../asl/model.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { LinkedProgram } from '../ir/link.ts';
import type { OptimisationLevel } from '../model.ts';
import { fuseBackward } from '../optimise/backward.ts';
import { fuseDetour, mergeChoices } from '../optimise/choices.ts';
import { fuseForward } from '../optimise/forward.ts';
import { openProgram, type Fusion, type OpenProgram } from '../optimise/program.ts';
import { regionOf } from '../optimise/region.ts';
import { reachableStates, successorsOf, withStates } from '../verify.ts';

/** How far states are fused. */
export interface OptimiseRequest {
  readonly level: OptimisationLevel;
  /** The definition as it is written: it tells in which loops, `try`s and `catch`es a task stands. */
  readonly source: JsonObject;
  /** Pointers of tasks whose states stay as they are. */
  readonly kept: ReadonlySet<string>;
}

/**
 * Pass 5b: fuses states, so that the same workflow takes fewer transitions (mapping §4.5). It gets the program as it is placed: what was moved
 * to a worker is a Task there and is left alone. Level 1 keeps apart what stands in a loop, a `try` or a `catch` and what does not, level 2 does not.
 */
export function optimiseProgram(placed: LinkedProgram, { level, source, kept }: OptimiseRequest): LinkedProgram {
  const settled = withoutTwins(placed);
  if (level === 0) return settled;
  const program = openProgram(settled);
  const regions = new Map<string, string>();
  const regionAt = (pointer: string): string => {
    const region = regions.get(pointer) ?? regionOf(source, pointer);
    regions.set(pointer, region);
    return region;
  };
  fuseAll({ program, level, traits: settled.traits, kept, regionAt });
  const { machine, ...rest } = program.close();
  return { ...rest, machine: withStates(machine, reachableStates(machine)) };
}

/** Where everything is evaluated is settled; states that only a twin led to are gone. */
function withoutTwins({ machine, sourceMap, traits }: LinkedProgram): LinkedProgram {
  const settled = [...traits].map(([name, { evaluate: _evaluate, ...own }]) => [name, own] as const);
  return { machine: withStates(machine, reachableStates(machine)), sourceMap, traits: new Map(settled) };
}

interface View extends Pick<OptimiseRequest, 'level' | 'kept'> {
  readonly program: OpenProgram;
  readonly regionAt: (taskPointer: string) => string;
  readonly traits: LinkedProgram['traits'];
}

/**
 * Fuses the first pair of states, in the order of the document, that can become one, until there is none. Each fusion makes the machine
 * smaller, so this ends. What lies in front of everything that a fusion touches was tried and stays as it is.
 */
function fuseAll(view: View): void {
  const { order, before, stateOf } = view.program;
  const positions = new Map(order.map((name, index) => [name, index]));
  /** By the first state of a pair: the second ones with which it did not go. */
  const failed = new Map<string, Set<string>>();
  for (let position = 0; position < order.length; ) {
    const fusion = findFusion(view, order[position] ?? '', failed);
    if (fusion === undefined) {
      position += 1;
      continue;
    }
    view.program.fuse(fusion);
    const state = stateOf(fusion.into);
    // What was tried with the state as it was may go with the state as it is.
    failed.delete(fusion.into);
    for (const name of before(fusion.into)) failed.get(name)?.delete(fusion.into);
    const touched = [fusion.into, ...[fusion.into, ...(state === undefined ? [] : successorsOf(state))].flatMap(before)];
    position = touched.reduce((first, name) => Math.min(first, positions.get(name) ?? first), position);
  }
}

function findFusion(view: View, name: string, failed: Map<string, Set<string>>): Fusion | undefined {
  const state = view.program.stateOf(name);
  if (state === undefined) return undefined;
  const tried = failed.get(name) ?? new Set<string>();
  failed.set(name, tried);
  for (const next of new Set(successorsOf(state))) {
    if (tried.has(next) || view.program.entriesOf(next) !== 1 || !isNear(view, name, next)) continue;
    const fusion = fusePair(view, { name, state }, next);
    if (fusion !== undefined) return fusion;
    tried.add(next);
  }
  return undefined;
}

interface Named {
  readonly name: string;
  readonly state: AslState;
}

function fusePair(view: View, { name, state }: Named, next: string): Fusion | undefined {
  const behind = view.program.stateOf(next);
  if (behind === undefined) return undefined;
  const { originOf } = view.program;
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
  const other = view.program.stateOf(state.Default);
  const isEnd = behind.pass.End === true && other?.Type === 'Succeed' && other.Output === undefined;
  if (!isEnd && behind.pass.Next !== state.Default) return undefined;
  return fuseDetour({ name, choice: state, behind: behind.name, pass: behind.pass, meets: isEnd ? undefined : state.Default, originOf: view.program.originOf });
}

/** A Pass that its author gave no place of its own. */
function isPlain({ traits }: View, name: string): boolean {
  const own = traits.get(name);
  return own !== undefined && own.requestedZone === undefined && own.resultSchema === undefined && own.declassify.length === 0;
}

/** Level 1: both states belong to tasks of one body. The workflow's own states belong to no body. */
function isNear({ program, level, kept, regionAt }: View, first: string, second: string): boolean {
  const [one = '', other = ''] = [program.taskPointerOf(first), program.taskPointerOf(second)];
  if (kept.has(one) || kept.has(other)) return false;
  return level === 2 || regionAt(one) === regionAt(other);
}
