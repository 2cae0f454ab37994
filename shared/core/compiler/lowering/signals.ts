import type { AslCatcher, AslDataFlow, AslRetrier } from '../../asl/model.ts';
import type { TaskNode } from '../../definition/model.ts';
import type { ExpressionAst } from '../../expression/jsonata/ast.ts';
import { parsed } from '../bind/parsed.ts';
import { pathOf } from '../bind/value.ts';
import { writeExpression } from '../bind/write.ts';
import type { Label, StatePart } from '../ir/model.ts';
import type { LoweringContext, Scope } from './context.ts';
import { addState } from './draft.ts';

/**
 * Errors by which a scope says something to the state around it, for want of another way: a Fail closes its siblings at once, and its
 * `Cause` carries a value, of at most 32,768 characters (mapping §5.4).
 */
export const SIGNALS = {
  /** The scope that is done first decides. */
  win: 'owf.win',
  /** The whole workflow ends. */
  end: 'owf.end',
  /** Control goes on somewhere else than behind the scope; a number follows. */
  leave: 'owf.leave.',
} as const;

/** A scope's last word: its output and, where the scope around takes it over, its `$context`. */
export interface SignalRequest {
  /** One of {@link SIGNALS}. */
  readonly name: string;
  readonly part: StatePart;
  readonly variant: string;
  /** The variable that holds `$context`, when it is to be told. */
  readonly context?: string;
}

/** The Fail that gives a signal, with what reaches it as the output. */
export function addSignal(task: TaskNode, scope: Scope, request: SignalRequest, context: LoweringContext): Label {
  const { name, part, variant } = request;
  if (request.context !== undefined) context.builder.want(request.context);
  const told = parsed(request.context === undefined ? '$string({"o": $states.input})' : `$string({"o": $states.input, "c": $${request.context}})`);
  return addState(task, scope, { part, variant, state: { Type: 'Fail', Error: name, Cause: writeExpression(told) } }, context);
}

/** What a signal carries, read where it is caught. */
export function signalled(member: 'o' | 'c'): ExpressionAst {
  return parsed(`$parse($states.errorOutput.Cause).${member}`);
}

/** Goes on at `next` with what the signal carries. */
export function signalCatcher(name: string, next: Label, dataFlow: AslDataFlow): AslCatcher {
  return { ErrorEquals: [name], ...dataFlow, Next: next };
}

/** Takes `$context` over from a signal. */
export function adopting(variable: string | undefined): AslDataFlow {
  return variable === undefined ? {} : { Assign: { [variable]: writeExpression(signalled('c')) } };
}

/** Signals are no failures: they are never tried again. Stands before all other retriers. */
export function noRetryOf(signals: readonly AslCatcher[]): AslRetrier {
  return { ErrorEquals: signals.flatMap(({ ErrorEquals }) => ErrorEquals), MaxAttempts: 0 };
}

/** `$states.input` as a field. */
export const STATE_INPUT = writeExpression(pathOf('states', 'input'));
