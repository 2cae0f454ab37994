import type { LambdaNode } from '../ast.ts';
import { charge, leave, UNBOUND, type Evaluation, type NodeCompiler } from './evaluation.ts';
import { openScope, type LambdaBody, type LocalFunction, type Scope } from './scope.ts';

/** Makes a closure of a function's body. Not covered: signatures, and what filters or groups a function. */
export function compileLambda(lambda: LambdaNode, outer: Scope, compiler: NodeCompiler<Scope>): LambdaBody {
  if (lambda.signature !== undefined || lambda.predicate !== undefined || lambda.group !== undefined) return leave();
  const scope = openScope({ outer, statements: [lambda.body], parameters: lambda.parameters, isTail: true });
  const parameters = lambda.parameters.map((name) => scope.slots.get(name) ?? leave());
  const frame = [...scope.slots.values()].filter((slot) => !parameters.includes(slot));
  return { parameters, frame, body: compiler.compileTail(lambda.body, scope) };
}

/** The body of a function that the expression defines. Leaves when it calls itself, directly or by others. */
export function bodyOf(local: LocalFunction, compiler: NodeCompiler<Scope>): LambdaBody {
  if (local.body === 'compiling') return leave();
  if (local.body !== undefined) return local.body;
  local.body = 'compiling';
  local.body = compileLambda(local.lambda, local.scope, compiler);
  return local.body;
}

/** A function of the expression in the context of its definition. */
export interface Bound {
  readonly lambda: LambdaBody;
  readonly context: unknown;
}

/** Calls a function of the expression: arguments that are missing are undefined, those that are too many are ignored. */
export function invoke(evaluation: Evaluation, { lambda, context }: Bound, args: readonly unknown[]): unknown {
  const { parameters, frame, body } = lambda;
  charge(evaluation, body.cost + 3);
  for (const slot of frame) evaluation.locals[slot] = UNBOUND;
  for (let index = 0; index < parameters.length; index += 1) evaluation.locals[parameters[index] ?? leave()] = args[index];
  return body.evaluate(evaluation, context);
}

/**
 * A function as one of JavaScript, for the library to call: it passes as many arguments as the function declares, which is what makes
 * `$map(…, function($value) { … })` see the value only.
 */
export function toNative(arity: number, call: (args: readonly unknown[]) => unknown): (...args: readonly unknown[]) => unknown {
  switch (arity) {
    case 0:
      return () => call([]);
    case 1:
      return (first) => call([first]);
    case 2:
      return (first, second) => call([first, second]);
    case 3:
      return (first, second, third) => call([first, second, third]);
    default:
      return leave();
  }
}
