import { readStateMachine, validateStateMachine, describeInvalidDefinition } from '../../asl/validate.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { fail, succeed, type Result } from '../../kernel/result.ts';
import { refuseRequest, type StateTest, type StateTestRefusal, type TestSurroundings } from './model.ts';

/** The name that a state has while it is tested, also in the context object. */
export const TESTED_STATE = 'StateName';

/** The state that a request is about, with the language of its machine. */
export interface Subject {
  readonly state: JsonObject;
  readonly type: string;
  readonly machineLanguage: 'JSONata' | 'JSONPath';
  /** The state's own language. */
  readonly language: 'JSONata' | 'JSONPath';
}

/** A state that is tested alone leads to states that are not there. */
const ABOUT_OTHER_STATES: ReadonlySet<string> = new Set(['MISSING_TRANSITION_TARGET', 'MISSING_END_STATE']);

/** Finds the state in the definition and validates the definition. */
export function findSubject(test: StateTest, surroundings: TestSurroundings): Result<Subject, StateTestRefusal> {
  const read = typeof test.definition === 'string' ? readStateMachine(test.definition) : succeed(test.definition);
  if (!read.ok) return fail({ exception: 'InvalidDefinition', message: describeInvalidDefinition(read.error) });
  const definition = read.value;
  const isMachine = isJsonObject(definition) && Object.hasOwn(definition, 'States') && !Object.hasOwn(definition, 'Type');
  const machine = isMachine ? definition : { StartAt: TESTED_STATE, States: { [TESTED_STATE]: definition } };
  const { diagnostics } = validateStateMachine(machine, { type: 'STANDARD', ...(surroundings.resources === undefined ? {} : { resources: surroundings.resources }) });
  const findings = diagnostics.filter(({ code }) => isMachine || !ABOUT_OTHER_STATES.has(code));
  if (findings.length > 0) return fail({ exception: 'InvalidDefinition', message: describeInvalidDefinition(findings) });
  const name = isMachine ? (test.stateName ?? (Object.hasOwn(machine, 'StartAt') ? String(machine['StartAt']) : '')) : TESTED_STATE;
  const state = stateNamed(machine, name);
  return state === undefined ? fail(refuseRequest('State not found in definition')) : succeed(subjectOf(machine, state));
}

function subjectOf(machine: JsonObject, state: JsonObject): Subject {
  const machineLanguage = machine['QueryLanguage'] === 'JSONata' ? 'JSONata' : 'JSONPath';
  const own = state['QueryLanguage'];
  return { state, type: String(state['Type']), machineLanguage, language: own === 'JSONata' || own === 'JSONPath' ? own : machineLanguage };
}

/** Looks through all scopes. */
function stateNamed(scope: JsonValue | undefined, name: string): JsonObject | undefined {
  const states = isJsonObject(scope) ? scope['States'] : undefined;
  if (!isJsonObject(states)) return undefined;
  const own = Object.hasOwn(states, name) ? states[name] : undefined;
  if (isJsonObject(own)) return own;
  for (const state of Object.values(states)) {
    for (const inner of scopesIn(state)) {
      const found = stateNamed(inner, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function scopesIn(state: JsonValue): readonly JsonValue[] {
  if (!isJsonObject(state)) return [];
  const branches = state['Branches'];
  return [...(isJsonArray(branches) ? branches : []), ...['ItemProcessor', 'Iterator'].flatMap((field) => state[field] ?? [])];
}
