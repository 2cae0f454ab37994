import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { DURATION_SECONDS_MAX, RETRY_DELAY_SECONDS_MAX } from './limits.ts';
import { inside, reportSchema, type Place } from './place.ts';
import { jsonataOnly, jsonPathOnly, shaped, type Shape, type ValueRule } from './shape.ts';
import { template } from './templates.ts';
import { filledText, integerIn, listOf, numberIn, oneOf, orNull, resultPath, secondsIn, text } from './values.ts';
import { assignments } from './variables.ts';

const errorNames: ValueRule = listOf(text, { isFilled: true });

const RETRIER: Shape = {
  fields: {
    ErrorEquals: errorNames,
    IntervalSeconds: secondsIn({ min: 0, max: DURATION_SECONDS_MAX }),
    MaxAttempts: integerIn({ min: 0, max: DURATION_SECONDS_MAX }),
    BackoffRate: numberIn({ min: 1 }),
    MaxDelaySeconds: secondsIn({ min: 1, max: RETRY_DELAY_SECONDS_MAX }),
    JitterStrategy: oneOf('NONE', 'FULL'),
    Comment: text,
  },
  required: ['ErrorEquals'],
};

const CATCHER: Shape = {
  fields: {
    ErrorEquals: errorNames,
    Next: filledText,
    ResultPath: jsonPathOnly(orNull(resultPath)),
    Output: jsonataOnly(template({ errorOutput: true })),
    Assign: assignments({ errorOutput: true }),
    Comment: text,
  },
  required: ['ErrorEquals', 'Next'],
};

/** `Retry`: which failed attempts are repeated. */
export const retriers = handlers(RETRIER);

/** `Catch`: where failures go on. */
export const catchers = handlers(CATCHER);

function handlers(shape: Shape): ValueRule {
  const each = listOf(shaped(shape), { isFilled: false });
  return (place, value) => {
    each(place, value);
    if (isJsonArray(value)) value.forEach((handler, index) => checkCatchAll(inside(inside(place, index), 'ErrorEquals'), handler, index === value.length - 1));
  };
}

/** `States.ALL` matches everything, so that what stands beside or behind it would never be looked at. */
function checkCatchAll(place: Place, handler: JsonValue, isLast: boolean): void {
  const names = isJsonObject(handler) ? handler['ErrorEquals'] : undefined;
  if (!isJsonArray(names) || !names.includes('States.ALL')) return;
  if (names.length > 1 || !isLast) reportSchema(place, 'States.ALL must appear alone and at end of list');
}
