import type { ExpressionAst, PathNode, PathStep } from '../ast.ts';
import { engine } from '../engine.ts';
import { charge, leave, type Closure, type CompiledNode, type Evaluation, type NodeCompiler } from './evaluation.ts';
import { compileFilter, type CompiledFilter } from './filter.ts';
import { compileGroup, type CompiledGroup } from './group.ts';
import type { Scope } from './scope.ts';
import { collapse, isList, isRecord, readerOf, selectFromList, sequenceOf, settlerOf, type Reader } from './values.ts';

/** One step of a path as closures. */
interface CompiledStep {
  /** Set when the step is a field's name and nothing else. */
  readonly read: Reader | undefined;
  readonly evaluate: Closure;
  readonly filters: readonly CompiledFilter[];
  readonly cost: number;
  readonly depth: number;
}

/** A path as closures, with what the engine derives for it when it parses. */
interface CompiledPath {
  readonly steps: readonly CompiledStep[];
  readonly startsInVariable: boolean;
  /** The first step is an array constructor: it sees the context as a whole. */
  readonly startsInArray: boolean;
  /** `[]` stands somewhere in it: a single value stays an array of one. */
  readonly keepsArray: boolean;
  readonly group: CompiledGroup | undefined;
  /** What becomes of the value. */
  readonly settle: (value: unknown) => unknown;
}

/**
 * Makes a closure of a path. Not covered: bound positions and items (`#$i`, `@$v`), orders, parents, constructed arrays that come out of
 * a block in front.
 */
export function compilePath(node: PathNode, scope: Scope, compiler: NodeCompiler<Scope>): CompiledNode {
  const [first] = node.steps;
  if (first === undefined || node.predicate !== undefined || isConstructing(first.node)) return leave();
  const steps = node.steps.map((step) => compileStep(step, scope, compiler));
  const startsInArray = first.node.kind === 'array' && steps.length > 1;
  if (startsInArray && first.stages.length > 0) return leave();
  const path: CompiledPath = {
    steps,
    startsInVariable: first.node.kind === 'variable',
    startsInArray,
    keepsArray: node.steps.some((step) => step.node.keepArray === true),
    group: node.group && compileGroup(node.group.pairs, scope, compiler),
    settle: settlerOf(node),
  };
  const cost = 1 + steps.reduce((sum, step) => sum + step.cost, 0) + (path.group?.cost ?? 0);
  const depth = 1 + Math.max(path.group?.depth ?? 0, ...steps.map((step) => step.depth));
  return { evaluate: singleName(path) ?? ((evaluation, context) => finish(path, evaluation, walk(path, evaluation, context))), cost, depth };
}

/** Blocks that hand a constructed array on: the engine marks them, and paths that start in them behave otherwise. */
function isConstructing(node: ExpressionAst): boolean {
  if (node.kind !== 'block') return false;
  return node.expressions.some((part) => isConstructing(part) || (part.kind === 'path' && part.steps[0] !== undefined && (part.steps[0].node.kind === 'array' || isConstructing(part.steps[0].node))));
}

function compileStep(step: PathStep, scope: Scope, compiler: NodeCompiler<Scope>): CompiledStep {
  if (step.focus !== undefined || step.index !== undefined) return leave();
  const { node } = step;
  const isName = node.kind === 'name' && node.predicate === undefined && node.group === undefined && node.keepArray === undefined;
  const compiled = compiler.compile(node, scope);
  const filters = step.stages.map((stage) => (stage.kind === 'filter' ? compileFilter(stage, scope, compiler) : leave()));
  const depth = Math.max(compiled.depth, ...filters.map((filter) => filter.depth));
  const isConstructed = node.kind === 'array';
  if (isConstructed && (node.predicate !== undefined || node.group !== undefined)) return leave();
  return {
    read: isName && filters.length === 0 ? readerOf(node.value) : undefined,
    evaluate: isConstructed ? constructing(compiled.evaluate) : compiled.evaluate,
    filters,
    cost: compiled.cost + 0.5,
    depth,
  };
}

/** An array that is constructed by a step is not joined into others. */
function constructing(evaluate: Closure): Closure {
  return (evaluation, context) => {
    const value = evaluate(evaluation, context);
    return isList(value) && !engine.isSequence(value) ? engine.markConstructed(value) : value;
  };
}

/** A field of the context, by far the most frequent path inside of filters and functions. */
function singleName({ steps: [step, ...more], keepsArray, group, settle }: CompiledPath): Closure | undefined {
  if (step?.read === undefined || more.length > 0 || keepsArray || group !== undefined) return undefined;
  const { read } = step;
  return (evaluation, context) => {
    if (isRecord(context)) return settle(read(context));
    if (!isList(context)) return undefined;
    return settle(stepThroughList({ step, isLast: true }, evaluation, context));
  };
}

function takeStep(step: CompiledStep, evaluation: Evaluation, item: unknown): unknown {
  let value = step.evaluate(evaluation, item);
  for (const filter of step.filters) value = filter.apply(evaluation, value);
  return value;
}

/** Goes along the steps for as long as there is one item only; from the first array on, item by item. Undefined: nothing was selected. */
function walk(path: CompiledPath, evaluation: Evaluation, context: unknown): unknown {
  const { steps, startsInVariable, startsInArray } = path;
  if (startsInArray) return walkConstructed(path, evaluation, context);
  if (isList(context) && !startsInVariable) return walkList(path, evaluation, { items: context, from: 0 });
  let value = context;
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index];
    if (step === undefined) return leave();
    value = step.read === undefined ? takeStep(step, evaluation, value) : isRecord(value) ? step.read(value) : undefined;
    if (value === undefined) return undefined;
    if (isList(value)) {
      if (index === steps.length - 1) return value;
      return walkList(path, evaluation, { items: engine.isConstructed(value) ? [value] : value, from: index + 1 });
    }
  }
  return value;
}

/** A constructed array is the sequence that the next step goes through; an empty one is the result. */
function walkConstructed(path: CompiledPath, evaluation: Evaluation, context: unknown): unknown {
  const [first] = path.steps;
  const items = first?.evaluate(evaluation, isList(context) ? context : sequenceOf(context));
  if (!isList(items)) return leave();
  return items.length === 0 ? items : walkList(path, evaluation, { items, from: 1 });
}

function walkList({ steps }: CompiledPath, evaluation: Evaluation, start: { readonly items: readonly unknown[]; readonly from: number }): unknown {
  let items = start.items;
  for (let index = start.from; index < steps.length; index += 1) {
    const step = steps[index];
    if (step === undefined) return leave();
    items = stepThroughList({ step, isLast: index === steps.length - 1 }, evaluation, items);
    if (items.length === 0) break;
  }
  return items;
}

/** One step for each of many items. What it gives is joined into one sequence, but for a single array at the end of a path. */
function stepThroughList({ step, isLast }: { readonly step: CompiledStep; readonly isLast: boolean }, evaluation: Evaluation, items: readonly unknown[]): readonly unknown[] {
  charge(evaluation, items.length * step.cost);
  const results: unknown[] = [];
  for (const item of items) {
    const value = step.read === undefined ? takeStep(step, evaluation, item) : readField(step.read, evaluation, item);
    if (value !== undefined) results.push(value);
  }
  const [only] = results;
  if (isLast && results.length === 1 && isList(only) && !engine.isSequence(only)) return only;
  const joined = engine.createSequence();
  for (const value of results) joinInto(joined, evaluation, value);
  return joined;
}

function readField(read: Reader, evaluation: Evaluation, item: unknown): unknown {
  if (isRecord(item)) return read(item);
  return isList(item) ? collapse(selectFromList(evaluation, item, read)) : undefined;
}

function joinInto(joined: unknown[], evaluation: Evaluation, value: unknown): void {
  if (!isList(value) || engine.isConstructed(value)) {
    joined.push(value);
    return;
  }
  charge(evaluation, value.length / 4);
  for (const part of value) joined.push(part);
}

/** What becomes of the value at the end of a path: kept as an array, grouped, collapsed. */
function finish({ keepsArray, group, settle }: CompiledPath, evaluation: Evaluation, value: unknown): unknown {
  if (!keepsArray && group === undefined) return settle(value);
  const selected = value === undefined ? engine.createSequence() : isList(value) ? value : sequenceOf(value);
  const kept = keepsArray ? keep(selected) : selected;
  return group === undefined ? settle(kept) : group.apply(evaluation, kept);
}

function keep(selected: readonly unknown[]): readonly unknown[] {
  if (engine.isSequence(selected)) return engine.keep(selected);
  return engine.isConstructed(selected) ? engine.keep(sequenceOf(selected)) : selected;
}
