import type { VariableNode } from '../ast.ts';
import { isBuiltinFunction } from '../built-in.ts';
import { leave, UNBOUND, type Closure, type CompiledNode } from './evaluation.ts';
import { slotsOf, type Scope } from './scope.ts';
import { collapse } from './values.ts';

/** Makes a closure of `$`, `$$` or `$name`. Not covered: functions as values. */
export function compileVariable({ name }: VariableNode, scope: Scope): CompiledNode {
  return { evaluate: variableClosure(name, scope), cost: 1, depth: 1 };
}

function variableClosure(name: string, scope: Scope): Closure {
  if (name === '') return (_, context) => collapse(context);
  if (name === '$') return (evaluation) => evaluation.root;
  const { slots, isSure } = slotsOf(scope, name);
  if (namesFunction(scope, name)) return leave();
  const [slot] = slots;
  if (slot === undefined) return outsideVariable(name);
  if (isSure && slots.length === 1) return (evaluation) => collapse(evaluation.locals[slot]);
  const outside = outsideVariable(name);
  return (evaluation, context) => {
    for (const candidate of slots) {
      const value = evaluation.locals[candidate];
      if (value !== UNBOUND) return collapse(value);
    }
    return outside(evaluation, context);
  };
}

function namesFunction(scope: Scope, name: string): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) if (at.functions.has(name)) return true;
  return false;
}

/** A variable of the evaluation's scope is JSON. Where there is none, the name may stand for a built-in function. */
function outsideVariable(name: string): Closure {
  const isBuiltIn = isBuiltinFunction(name);
  return ({ variables }) => {
    if (Object.hasOwn(variables, name)) return variables[name];
    return isBuiltIn ? leave() : undefined;
  };
}
