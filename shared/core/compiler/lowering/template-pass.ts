import type { AslDataFlow } from '../../asl/model.ts';
import type { TaskNode } from '../../definition/model.ts';
import { stateResult } from '../bind/bindings.ts';
import type { BoundValue } from '../bind/value.ts';
import { writeField } from '../bind/write.ts';
import type { FieldOrigin, Label, StatePart } from '../ir/model.ts';
import type { LoweringContext, Scope } from './context.ts';
import { addState, type TaskDraft } from './draft.ts';
import { evaluateTwin } from './evaluate-task.ts';

/** What a state does with a result: its `Output` and `Assign`, and where it goes on. */
export interface ResultFlow {
  readonly dataFlow: AslDataFlow;
  readonly origins: readonly FieldOrigin[];
  readonly next: Label;
}

/** A value that a Pass gives out, and what becomes of it. */
export interface PassRequest {
  readonly part: StatePart;
  readonly phase?: NonNullable<TaskDraft['phase']>;
  readonly variant?: string;
  /** What the Pass evaluates. */
  readonly template: BoundValue;
  /**
   * What follows from the value: asked once with the template itself, and once with the result of the twin that evaluates it elsewhere,
   * which is then the state's output without an `Output`.
   */
  readonly flow: (result: BoundValue, isStateOutput: boolean) => ResultFlow;
  readonly traits?: NonNullable<TaskDraft['traits']>;
  /** Seconds that a worker may take; the Pass itself takes no time. */
  readonly timeout?: number | string;
}

/** Adds a Pass that carries out a template, with its twin for another zone (see `StateTraits.evaluate`). */
export function addTemplatePass(task: TaskNode, scope: Scope, request: PassRequest, context: LoweringContext): Label {
  const { part, phase, variant, template, traits } = request;
  const plain = request.flow(template, false);
  const twinFlow = request.flow(stateResult(template.origin), true);
  const evaluate = evaluateTwin(task, scope, { template, ...twinFlow, ...(request.timeout === undefined ? {} : { timeout: request.timeout }) }, context);
  const draft: TaskDraft = {
    part,
    state: { Type: 'Pass', ...plain.dataFlow, Next: plain.next },
    origins: plain.origins,
    ...(phase === undefined ? {} : { phase }),
    ...(variant === undefined ? {} : { variant }),
    ...(traits === undefined ? {} : { traits }),
    ...(evaluate === undefined ? {} : { evaluate }),
  };
  return addState(task, scope, draft, context);
}

/** The result as it is, without `output.as` and `export.as`. */
export function plainFlow(result: BoundValue, isStateOutput: boolean, next: Label): ResultFlow {
  if (isStateOutput) return { dataFlow: {}, origins: [], next };
  const written = writeField(result, '/Output');
  return { dataFlow: { Output: written.json }, origins: written.origins, next };
}

/** `Output` and `Assign` of two parts of one state. */
export function joinDataFlow(left: AslDataFlow, right: AslDataFlow): AslDataFlow {
  const assign = { ...left.Assign, ...right.Assign };
  return { ...left, ...right, ...(Object.keys(assign).length === 0 ? {} : { Assign: assign }) };
}
