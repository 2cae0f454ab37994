import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { DURATION_SECONDS_MAX, NAME_CHARACTERS_MAX } from './limits.ts';
import { processorConfig } from './map.ts';
import { inside, report, reportSchema, type Place, type ScopeKind } from './place.ts';
import { checkShape, type Shape } from './shape.ts';
import { checkState } from './states.ts';
import { checkTransitions } from './transitions.ts';
import { filledText, oneOf, secondsIn, text } from './values.ts';
import { variablesInside } from './variable-scope.ts';

const scopeFields: Shape['fields'] = { Comment: text, StartAt: filledText, States: states };

const SHAPES: { readonly [K in ScopeKind]: Shape } = {
  machine: {
    fields: {
      ...scopeFields,
      QueryLanguage: oneOf('JSONPath', 'JSONata'),
      Version: oneOf('1.0'),
      TimeoutSeconds: secondsIn({ min: 0, max: DURATION_SECONDS_MAX }),
    },
    required: ['StartAt', 'States'],
  },
  branch: { fields: scopeFields, required: ['StartAt', 'States'] },
  processor: { fields: { ...scopeFields, ProcessorConfig: processorConfig }, required: ['StartAt', 'States'] },
};

/** Checks an object that holds states: the machine, a branch or a processor. The states' own language is the machine's unless they say another. */
export function checkScope(place: Place, scope: JsonObject, kind: ScopeKind): void {
  const own = { ...place, language: place.run.machineLanguage, outer: place.inner };
  checkShape(own, scope, SHAPES[kind]);
  checkTransitions(own, scope);
}

function states(place: Place, value: JsonValue): void {
  if (!isJsonObject(value)) return reportSchema(place, 'Expected value of type [OBJECT]');
  const entries = Object.entries(value);
  if (entries.length === 0) reportSchema(place, 'Value cannot be empty');
  const variables = variablesInside(value, place.outer);
  for (const [name, state] of entries) {
    checkStateName(inside(place, name), name);
    checkState({ ...inside(place, name), inner: variables(name) }, state);
  }
}

/** Names are at most 80 characters long and occur once in the whole machine, in whichever scope. */
function checkStateName(place: Place, name: string): void {
  const length = [...name].length;
  if (length === 0 || length > NAME_CHARACTERS_MAX) report(place, 'INVALID_STATE_NAME', `State names must have 1 to ${NAME_CHARACTERS_MAX} characters`);
  if (place.run.stateNames.has(name)) report(place, 'DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`);
  place.run.stateNames.add(name);
}
