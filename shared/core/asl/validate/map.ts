import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import { checkExpression } from './expressions.ts';
import { LABEL_CHARACTERS_MAX } from './limits.ts';
import { inside, report, reportSchema, type Place } from './place.ts';
import { shaped, type ValueRule } from './shape.ts';
import { template } from './templates.ts';
import { oneOf } from './values.ts';
import { noVariables } from './variable-scope.ts';

/** Characters that a Label may not have, because it becomes part of the name of a Map run. */
const FORBIDDEN_IN_LABELS = /[\s?*<>{}[\]:;,\\|^~$#%&`"/\p{Cc}]/u;

/** `Label` of a distributed Map; unique over the machine. */
export const label: ValueRule = (place, value) => {
  if (typeof value !== 'string') return reportSchema(place, 'Expected value of type [STRING]');
  const isLong = [...value].length > LABEL_CHARACTERS_MAX;
  if (value === '' || isLong || FORBIDDEN_IN_LABELS.test(value)) return report(place, 'INVALID_LABEL_NAME', `Invalid Label name: ${value}`);
  if (place.run.labels.has(value)) return report(place, 'DUPLICATE_LABEL_NAME', `Duplicate Label name: ${value}`);
  place.run.labels.add(value);
  return undefined;
};

/** `Items` in JSONata: an array, an object, or an expression for either. */
export const items: ValueRule = (place, value) => {
  if (typeof value === 'string' && value.startsWith('{%')) checkExpression(place, value, {});
  else if (typeof value === 'object' && value !== null) template()(place, value);
  else reportSchema(place, 'Expected value of type [ARRAY]');
};

/** `ItemProcessor`, and `Iterator`, its older name: the states that each item goes through. */
export const itemProcessor: ValueRule = (place, value) => {
  if (!isJsonObject(value)) return reportSchema(place, 'Expected value of type [OBJECT]');
  checkDistribution(place, value['ProcessorConfig']);
  return place.run.checkScope(processorPlace(place, value), value, 'processor');
};

/** An Express execution is too short to wait for child executions. */
function checkDistribution(place: Place, config: JsonValue | undefined): void {
  if (place.type !== 'EXPRESS' || !isJsonObject(config) || config['Mode'] !== 'DISTRIBUTED') return;
  const mode = inside(inside(place, 'ProcessorConfig'), 'Mode');
  reportSchema(mode, "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines");
}

/** The children of a distributed Map are executions of their own: of their own type, and without the variables of their parent. */
function processorPlace(place: Place, processor: JsonObject): Place {
  const config = processor['ProcessorConfig'];
  if (!isJsonObject(config) || config['Mode'] !== 'DISTRIBUTED') return place;
  return { ...place, type: config['ExecutionType'] === 'EXPRESS' ? 'EXPRESS' : 'STANDARD', inner: noVariables };
}

/** `ProcessorConfig`: inline, or as child executions of a type that must be said. */
export function processorConfig(place: Place, value: JsonValue): void {
  shaped({ fields: { Mode: oneOf('INLINE', 'DISTRIBUTED'), ExecutionType: oneOf('STANDARD', 'EXPRESS') }, also: checkMode })(place, value);
}

function checkMode(place: Place, config: JsonObject): void {
  const hasType = Object.hasOwn(config, 'ExecutionType');
  if (config['Mode'] === 'DISTRIBUTED') {
    if (!hasType) reportSchema(place, 'These fields are required: [ExecutionType]');
  } else if (hasType) reportSchema(inside(place, 'ExecutionType'), "Field 'ExecutionType' is not supported");
}
