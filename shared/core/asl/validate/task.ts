import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { expressionOf } from '../model.ts';
import { inside, reportSchema, type Place } from './place.ts';
import { integrationOf, resourceKind } from './resources.ts';
import { checkShape, type ValueRule } from './shape.ts';
import { template } from './templates.ts';

/** `Credentials`: the role that a task is called with. */
export const credentials: ValueRule = (place, value) => {
  if (place.language === 'JSONata' && expressionOf(value) !== undefined) return template()(place, value);
  if (!isJsonObject(value)) return reportSchema(place, 'Expected value of type [OBJECT]');
  const fields = place.language === 'JSONPath' ? { RoleArn: accepted, 'RoleArn.$': accepted } : { RoleArn: accepted };
  checkShape(place, value, { fields, atMostOne: [['RoleArn', 'RoleArn.$']] });
  if (!hasMember(value, 'RoleArn')) reportSchema(place, "The field 'RoleArn' is required but was missing");
  return template()(place, value);
};

function accepted(): void {
  return undefined;
}

/** A member, or in a payload template its path. */
function hasMember(object: JsonObject, name: string): boolean {
  return Object.hasOwn(object, name) || Object.hasOwn(object, `${name}.$`);
}

/** What concerns several fields of a Task. */
export function checkTask(place: Place, state: JsonObject): void {
  checkHeartbeat(place, state);
  const resource = state['Resource'];
  if (typeof resource !== 'string') return;
  const found = resourceKind(resource);
  if (found.kind === 'activity' && Object.hasOwn(state, 'Credentials')) reportSchema(inside(place, 'Credentials'), "The field 'Credentials' is not supported for activities");
  if (found.kind !== 'integration') return;
  const required = integrationOf(found.service, found.action)?.required ?? [];
  for (const field of ['Parameters', 'Arguments']) checkRequired(inside(place, field), state[field], required);
}

function checkRequired(place: Place, parameters: JsonValue | undefined, required: readonly string[]): void {
  if (!isJsonObject(parameters)) return;
  for (const name of required) if (!hasMember(parameters, name)) reportSchema(place, `The field '${name}' is required but was missing`);
}

/** A heartbeat that may be later than the timeout would never be missed. */
function checkHeartbeat(place: Place, { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout }: JsonObject): void {
  if (typeof heartbeat === 'number' && typeof timeout === 'number' && heartbeat >= timeout) {
    reportSchema(inside(place, 'HeartbeatSeconds'), 'HeartbeatSeconds must be smaller than TimeoutSeconds');
  }
}
