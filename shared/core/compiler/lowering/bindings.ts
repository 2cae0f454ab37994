import type { TaskNode } from '../../definition/model.ts';
import { variableValue, type Bindings } from '../bind/bindings.ts';
import type { BoundValue } from '../bind/value.ts';
import type { Scope } from './context.ts';

/** The values that a task's fields are evaluated on. */
export interface TaskValues {
  /** Raw input. */
  readonly raw: BoundValue;
  /** Transformed input: `$input`. */
  readonly input: BoundValue;
}

/** What names mean before `input.from` was applied: in `if` and in `input.from`. */
export function rawBindings(task: TaskNode, scope: Scope, at: { readonly place: string; readonly raw: BoundValue }): Bindings {
  return {
    place: at.place,
    root: at.raw,
    variables: commonVariables(scope),
    states: { input: at.raw },
    task: { name: task.name, pointer: task.pointer, input: at.raw },
  };
}

/** What names mean in the body of a task: `$` and `$input` are the transformed input. */
export function bodyBindings(task: TaskNode, scope: Scope, at: { readonly place: string; readonly values: TaskValues }): Bindings {
  const { values } = at;
  return {
    place: at.place,
    root: values.input,
    variables: new Map([...commonVariables(scope), ['input', values.input]]),
    states: { input: values.input },
    task: { name: task.name, pointer: task.pointer, input: values.raw },
  };
}

/** What names mean in `output.as`: `$` is the raw output. */
export function outputBindings(task: TaskNode, scope: Scope, at: { readonly values: TaskValues; readonly result: BoundValue }): Bindings {
  const body = bodyBindings(task, scope, { place: 'output.as', values: at.values });
  return {
    ...body,
    root: at.result,
    states: { input: at.values.input, result: at.result },
    task: { name: task.name, pointer: task.pointer, input: at.values.raw, output: at.result },
  };
}

/** What names mean in `export.as`: `$` and `$output` are the transformed output. */
export function exportBindings(task: TaskNode, scope: Scope, at: { readonly values: TaskValues; readonly result: BoundValue; readonly output: BoundValue }): Bindings {
  const bindings = outputBindings(task, scope, at);
  return { ...bindings, place: 'export.as', root: at.output, variables: new Map([...bindings.variables, ['output', at.output]]) };
}

/** `$context`, and the error and loop variables of the tasks around. */
export function commonVariables(scope: Pick<Scope, 'variables' | 'context'>): ReadonlyMap<string, BoundValue> {
  return new Map([['context', variableValue(scope.context, '')], ...scope.variables]);
}
