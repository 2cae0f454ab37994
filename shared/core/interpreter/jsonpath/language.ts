import { ERROR_NAMES } from '../../asl/error-names.ts';
import type { AslPaths, AslState } from '../../asl/model.ts';
import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import type { DataLanguage, PreparedExit, Read } from '../data-language.ts';
import type { Preparation } from '../template.ts';
import { evaluateCondition, prepareCondition } from './choice-rule.ts';
import { prepareInputPath, preparePathExit, prepareTemplateOf } from './exit.ts';
import { prepareFailText } from './fail-text.ts';
import { prepareItems } from './items.ts';
import { prepareNumber, prepareSecondsField } from './numbers.ts';
import { preparePathField } from './path-field.ts';
import { prepareOptionalPayload } from './payload.ts';
import { pathFailure, pathScopeOf } from './scope.ts';
import { prepareDueAt } from './wait.ts';
import { prepareCatchExit, preparePassExit, prepareWorkExit, prepareWorkInput } from './work.ts';

/** Fields that belong to JSONata. */
const JSONATA_FIELDS = ['Arguments', 'Output', 'Items'] as const;

function checkFields(state: AslState, preparation: Preparation): void {
  for (const field of JSONATA_FIELDS.filter((name) => name in state)) {
    preparation.report({ pointer: `${preparation.pointer}/${field}`, message: `${field} is a field of JSONata states only` });
  }
}

/** The paths of whatever may have them: a Choice is known to its rules as the holder of `Assign` only. */
function parsePaths(holder: object): AslPaths {
  const pathOf = (value: unknown): string | null | undefined => (typeof value === 'string' || value === null ? value : undefined);
  const input = 'InputPath' in holder ? pathOf(holder.InputPath) : undefined;
  const output = 'OutputPath' in holder ? pathOf(holder.OutputPath) : undefined;
  return { ...(input === undefined ? {} : { InputPath: input }), ...(output === undefined ? {} : { OutputPath: output }) };
}

/** The input that every field of a state but `ResultPath` sees. */
function inputOf(holder: object, preparation: Preparation): Read<JsonValue> {
  return prepareInputPath(parsePaths(holder), preparation);
}

/** Leaves a state without work of its own: its output is its effective input, through `OutputPath`. */
function plainExit(state: object, assigning: { readonly assign: JsonObject | undefined; readonly prefix: string }, preparation: Preparation): PreparedExit {
  const outputPath = preparePathField(parsePaths(state).OutputPath, 'OutputPath', preparation);
  return preparePathExit({ value: inputOf(state, preparation), ...assigning, outputPath }, preparation);
}

/** JSONPath: `$`, `$$` and `$variable` in paths, payload templates and intrinsic functions (states-language.net, "JSONPath"). */
export const jsonpath: DataLanguage = {
  name: 'JSONPath',
  checkFields,
  workInput: prepareWorkInput,
  workExit: prepareWorkExit,
  passExit: preparePassExit,
  plainExit: (state, preparation) => plainExit(state, { assign: 'Assign' in state ? state.Assign : undefined, prefix: '' }, preparation),
  rule: (rule, index, { state, preparation }) => {
    const prefix = `Choices[${index}]/`;
    const input = inputOf(state, preparation);
    const condition = prepareCondition(rule, `Choices[${index}]`, preparation);
    return {
      holds: (visit) => {
        const effective = input(visit);
        return effective.ok ? evaluateCondition(pathScopeOf(visit, effective.value), condition) : effective;
      },
      exit: plainExit(state, { assign: rule.Assign, prefix }, preparation),
    };
  },
  catchExit: prepareCatchExit,
  dueAt: (state, preparation) => prepareDueAt(state, inputOf(state, preparation), preparation),
  failText: prepareFailText,
  seconds: (state, name, preparation) => prepareSecondsField({ holder: state, name, isZeroAllowed: false }, inputOf(state, preparation), preparation),
  number: (field, preparation) => prepareNumber(field, inputOf(field.state ?? field.holder, preparation), preparation),
  items: (state, preparation) => prepareItems(state, inputOf(state, preparation), preparation),
  itemSelector: (state, preparation) => {
    const name = state.ItemSelector === undefined ? 'Parameters' : 'ItemSelector';
    const payload = prepareOptionalPayload(state[name], name, preparation);
    return payload === undefined ? undefined : prepareTemplateOf(inputOf(state, preparation), payload);
  },
  template: ({ state, value, location }, preparation) => {
    const payload = prepareOptionalPayload(value, location, preparation);
    return payload === undefined ? undefined : prepareTemplateOf(inputOf(state ?? {}, preparation), payload);
  },
  fail: (visit, _location, text) => pathFailure(visit, ERROR_NAMES.runtime, text),
};
