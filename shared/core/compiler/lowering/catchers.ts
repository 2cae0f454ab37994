import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { AslCatcher, AslRetrier, TaskState } from '../../asl/model.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { parsed } from '../bind/parsed.ts';
import { pathOf } from '../bind/value.ts';
import { writeExpression } from '../bind/write.ts';
import { normaliseError } from '../errors/normalise.ts';
import { namesMatching, type FallibleKind } from '../errors/possible.ts';
import type { LoweringContext, Scope } from './context.ts';
import { caughtMark, isStatic, type Handler } from './handler.ts';

/** A state that can fail: what it calls, and the task that it belongs to. */
export interface Fallible {
  readonly source: FallibleKind;
  readonly instance: string;
}

/**
 * `Retry` and `Catch` of one Task state: the entries of all `try` tasks around it, innermost first (mapping §4.6, §5.5). An error that
 * an inner one catches for good is not offered to the outer ones; `States.ALL` stands alone and last, as ASL demands.
 */
export function errorHandling(scope: Scope, fallible: Fallible, context: LoweringContext): Pick<TaskState, 'Retry' | 'Catch'> {
  const retriers: AslRetrier[] = [];
  const catchers: AslCatcher[] = [];
  const covered = new Set<string>();
  for (const handler of scope.handlers) {
    if (covered.has(ERROR_NAMES.all)) break;
    const caught = caughtBy(handler, fallible);
    const names = caught.names.filter((name) => !covered.has(name));
    if (names.length === 0) continue;
    const goesOn = caught.isDecided && handler.retry.kind === 'native' && !handler.handles;
    // An expression that calls nothing fails the same way again.
    if (caught.isDecided && handler.retry.kind === 'native' && fallible.source.kind !== 'expression') retriers.push({ ErrorEquals: names, ...handler.retry.retrier });
    context.builder.want(caughtMark(handler));
    if (goesOn) continue;
    catchers.push(catcherTo(handler, { scope, fallible, names, isDecided: caught.isDecided }, context));
    names.forEach((name) => covered.add(name));
  }
  return { ...(retriers.length === 0 ? {} : { Retry: retriers }), ...(catchers.length === 0 ? {} : { Catch: catchers }) };
}

/** Names that the handler may catch from the state, and whether the name alone decides that it does. */
function caughtBy(handler: Handler, fallible: Fallible): { readonly names: readonly string[]; readonly isDecided: boolean } {
  const isOwnInstance = handler.instance === undefined || handler.instance === fallible.instance;
  if (!isOwnInstance && fallible.source.kind !== 'branches') return { names: [], isDecided: true };
  const isOpenShape = handler.shape.type === undefined && handler.shape.status === undefined;
  const names = isOpenShape ? 'open' : namesMatching(handler.shape, fallible.source);
  const isStaticHere = isStatic(handler) && (handler.instance === undefined || fallible.source.kind !== 'branches');
  if (names === 'open') return { names: [ERROR_NAMES.all], isDecided: isOpenShape && isStaticHere };
  return { names, isDecided: isStaticHere };
}

interface Edge {
  readonly scope: Scope;
  readonly fallible: Fallible;
  readonly names: readonly string[];
  readonly isDecided: boolean;
}

function catcherTo(handler: Handler, edge: Edge, context: LoweringContext): AslCatcher {
  const isDirect = edge.isDecided && handler.retry.kind !== 'loop';
  const target = isDirect ? handler.handler : handler.router;
  context.builder.want(target);
  const { error, fault } = handler.variables;
  const needsError = !isDirect || context.builder.isWanted(error);
  const assign: JsonObject = {
    ...(needsError ? { [error]: writeExpression(normaliseError({ ...edge.fallible, names: edge.names })) } : {}),
    ...(isDirect ? {} : { [fault]: writeExpression(FAULT) }),
  };
  return {
    ErrorEquals: edge.names,
    Next: target,
    ...(Object.keys(assign).length === 0 ? {} : { Assign: assign }),
    Output: inputOf(handler, edge.scope, context),
  };
}

/** Name and text of the error as they were; a missing text becomes an empty one, so that a Fail state can carry it. */
const FAULT = parsed('{"Error": $string($states.errorOutput.Error), "Cause": $type($states.errorOutput.Cause) = "string" ? $states.errorOutput.Cause : ""}');

/** The transformed input of the `try`, read in a state of its body. */
export function inputOf(handler: Handler, scope: Scope, context: LoweringContext): string {
  if (scope.unchanged.has(handler) || handler.isBoundary === true) return writeExpression(pathOf('states', 'input'));
  context.builder.want(handler.variables.input);
  return writeExpression(pathOf(handler.variables.input));
}
