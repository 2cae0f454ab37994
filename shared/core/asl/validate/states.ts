import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.ts';
import type { AslState, QueryLanguage } from '../model.ts';
import { choices } from './choice.ts';
import { itemBatcher, itemReader, resultWriter } from './item-source.ts';
import { DURATION_SECONDS_MAX } from './limits.ts';
import { itemProcessor, items, label } from './map.ts';
import { inside, reportSchema, type Place } from './place.ts';
import { taskResource } from './resources.ts';
import { catchers, retriers } from './retry-catch.ts';
import { checkShape, jsonataOnly, jsonPathOnly, type Shape, type ValueRule } from './shape.ts';
import { checkTask, credentials } from './task.ts';
import { staticResult, template } from './templates.ts';
import { dataPath, filledText, flag, integerIn, listOf, numberIn, oneOf, orExpression, orNull, path, referencePath, referencePathOrCall, resultPath, secondsIn, text, timestamp } from './values.ts';
import { assignments } from './variables.ts';

const RESULT = { result: true } as const;

const common: Shape['fields'] = { Type: text, Comment: text, QueryLanguage: oneOf('JSONPath', 'JSONata') };
const paths: Shape['fields'] = { InputPath: jsonPathOnly(orNull(path)), OutputPath: jsonPathOnly(orNull(path)) };
const transition: Shape['fields'] = { Next: filledText, End: flag };
const handlers: Shape['fields'] = { Retry: retriers, Catch: catchers };
const results: Shape['fields'] = { ...paths, Parameters: jsonPathOnly(template()), ResultPath: jsonPathOnly(orNull(resultPath)) };
const work: Shape['fields'] = { ...results, ...handlers, ...transition, ResultSelector: jsonPathOnly(template()), Output: jsonataOnly(template(RESULT)), Assign: assignments(RESULT) };

const durationOf = (min: number): ValueRule => orExpression(secondsIn({ min, max: DURATION_SECONDS_MAX }));
const countOf = orExpression(integerIn({ min: 0 }));

const branch: ValueRule = (place, value) => {
  if (isJsonObject(value)) place.run.checkScope(place, value, 'branch');
  else reportSchema(place, 'Expected value of type [OBJECT]');
};

/** One row for each type of state: the fields that it may have, and what they hold. A field that is in no row does not exist. */
const SHAPES: { readonly [T in AslState['Type']]: Shape } = {
  Task: {
    fields: {
      ...common,
      ...work,
      Arguments: jsonataOnly(template()),
      Resource: taskResource,
      Credentials: credentials,
      TimeoutSeconds: durationOf(1),
      TimeoutSecondsPath: jsonPathOnly(referencePath),
      HeartbeatSeconds: durationOf(1),
      HeartbeatSecondsPath: jsonPathOnly(referencePath),
    },
    required: ['Resource'],
    atMostOne: [['TimeoutSeconds', 'TimeoutSecondsPath'], ['HeartbeatSeconds', 'HeartbeatSecondsPath']],
    also: checkTask,
  },
  Wait: {
    fields: {
      ...common,
      ...paths,
      ...transition,
      Output: jsonataOnly(template()),
      Assign: assignments(),
      Seconds: durationOf(0),
      SecondsPath: jsonPathOnly(referencePath),
      Timestamp: orExpression(timestamp),
      TimestampPath: jsonPathOnly(referencePath),
    },
    exactlyOne: [['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp']],
  },
  Pass: { fields: { ...common, ...results, ...transition, Result: jsonPathOnly(staticResult), Output: jsonataOnly(template()), Assign: assignments() } },
  Succeed: { fields: { ...common, ...paths, Output: jsonataOnly(template()) } },
  Fail: {
    fields: { ...common, Error: orExpression(text), ErrorPath: jsonPathOnly(referencePathOrCall), Cause: orExpression(text), CausePath: jsonPathOnly(referencePathOrCall) },
    atMostOne: [['Error', 'ErrorPath'], ['Cause', 'CausePath']],
  },
  Choice: {
    fields: { ...common, ...paths, Output: jsonataOnly(template()), Assign: assignments(), Choices: choices, Default: filledText },
    required: ['Choices'],
  },
  Parallel: {
    fields: { ...common, ...work, Arguments: jsonataOnly(template()), Branches: listOf(branch, { isFilled: true }) },
    required: ['Branches'],
  },
  Map: {
    fields: {
      ...common,
      ...work,
      ItemProcessor: itemProcessor,
      Iterator: itemProcessor,
      Items: jsonataOnly(items),
      ItemsPath: jsonPathOnly(orNull(referencePathOrCall)),
      ItemSelector: template(),
      ItemReader: itemReader,
      ItemBatcher: itemBatcher,
      ResultWriter: resultWriter,
      MaxConcurrency: countOf,
      MaxConcurrencyPath: jsonPathOnly(dataPath),
      ToleratedFailurePercentage: orExpression(numberIn({ min: 0, max: 100 })),
      ToleratedFailurePercentagePath: jsonPathOnly(dataPath),
      ToleratedFailureCount: countOf,
      ToleratedFailureCountPath: jsonPathOnly(dataPath),
      Label: label,
    },
    exactlyOne: [['ItemProcessor', 'Iterator']],
    atMostOne: [
      ['ItemSelector', 'Parameters'],
      ['MaxConcurrency', 'MaxConcurrencyPath'],
      ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
      ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
    ],
  },
};

/** Types whose states say where it goes on, or that it ends here. */
const LEAVING: ReadonlySet<string> = new Set(['Task', 'Wait', 'Pass', 'Parallel', 'Map']);

/** Checks one state; the place is that of the scope's other states, its language that of the machine. */
export function checkState(place: Place, state: JsonValue): void {
  if (!isJsonObject(state)) return reportSchema(place, 'Expected value of type [OBJECT]');
  const type = state['Type'];
  if (type === undefined) return reportSchema(place, 'These fields are required: [Type]');
  const shape = typeof type === 'string' && Object.hasOwn(SHAPES, type) ? shapeOf(type) : undefined;
  if (shape === undefined) return reportSchema(inside(place, 'Type'), `The field 'Type' should have one of these values: [${Object.keys(SHAPES).join(', ')}]`);
  const own = inLanguageOf(place, state);
  checkShape(own, state, shape);
  return LEAVING.has(String(type)) ? checkLeaving(own, state) : undefined;
}

function shapeOf(type: string): Shape | undefined {
  return Object.entries(SHAPES).find(([name]) => name === type)?.[1];
}

/** A JSONata machine stays JSONata; a JSONPath machine may have JSONata states. A language that does not exist counts as JSONata. */
function inLanguageOf(place: Place, state: JsonObject): Place {
  if (!Object.hasOwn(state, 'QueryLanguage')) return place;
  const language: QueryLanguage = state['QueryLanguage'] === 'JSONPath' ? 'JSONPath' : 'JSONata';
  if (language !== 'JSONPath' || place.run.machineLanguage === 'JSONPath') return { ...place, language };
  reportSchema(place, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  return { ...place, language, isLanguageRefused: true };
}

/** `End: false` is no end. */
function checkLeaving(place: Place, state: JsonObject): void {
  const goesOn = Object.hasOwn(state, 'Next');
  const ends = state['End'] === true;
  if (goesOn && ends) reportSchema(place, 'There should only be one of the following fields: [Next, End]');
  if (!goesOn && !ends) reportSchema(place, 'This object should have only one of the following fields: [Next, End]');
}
