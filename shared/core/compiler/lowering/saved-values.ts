import type { AslDataFlow } from '../../asl/model.ts';
import { COMPILER_VARIABLE_PREFIX, variableValue } from '../bind/bindings.ts';
import { freeVariables } from '../../expression/jsonata/free-variables.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { expressionsOf, type BoundValue } from '../bind/value.ts';
import { writeField } from '../bind/write.ts';
import type { TaskValues } from './bindings.ts';
import type { LoweringContext } from './context.ts';

/** Values that outlive their state in variables. */
export interface SavedValues {
  /** The values as later states read them. */
  readonly values: TaskValues;
  /** The `Assign` that saves those that are read; ask once everything that may read them was lowered. */
  readonly assign: () => AslDataFlow;
}

/** Gives the values of a task variables of their own, or the one named for the transformed input. */
export function saveValues(values: TaskValues, context: LoweringContext, inputVariable?: string): SavedValues {
  const raw = newVariable('raw', context);
  const input = inputVariable ?? newVariable('input', context);
  const entry = (name: string, value: BoundValue): JsonObject => {
    if (!context.builder.isWanted(name)) return {};
    // A value that was saved before is read here once more.
    for (const ast of expressionsOf(value)) freeVariables(ast).forEach(context.builder.want);
    return { [name]: writeField(value, '').json };
  };
  return {
    values: { raw: variableValue(raw, values.raw.origin), input: variableValue(input, values.input.origin) },
    assign: () => {
      const assign = { ...entry(raw, values.raw), ...entry(input, values.input) };
      return Object.keys(assign).length === 0 ? {} : { Assign: assign };
    },
  };
}

/** A variable of the program with a number of its own. */
export function newVariable(word: string, context: LoweringContext): string {
  return `${COMPILER_VARIABLE_PREFIX}${word}_${context.builder.nextNumber(word)}`;
}
