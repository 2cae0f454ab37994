import { isJsonObject } from '../../kernel/json.ts';
import type { AvailableStates } from './expressions.ts';
import { NAME_CHARACTERS_MAX } from './limits.ts';
import { inside, report, reportSchema, type Place } from './place.ts';
import type { ValueRule } from './shape.ts';
import { objectTemplate } from './templates.ts';

/** Unicode identifiers (UAX #31), so that `$name` reads the same in both languages. */
const VARIABLE_NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/** `Assign`: names of variables with templates of their values. No expression can stand for the whole: the names must be known. */
export function assignments(available: AvailableStates = {}): ValueRule {
  return (place, value) => {
    if (!isJsonObject(value)) return reportSchema(place, 'Expected value of type [OBJECT]');
    objectTemplate(available)(place, value);
    return Object.keys(value).forEach((key) => checkName(inside(place, key), variableOf(key, place.language)));
  };
}

function checkName(place: Place, name: string): void {
  if (name === 'states') return report(place, 'RESERVED_VARIABLE_NAME', "Cannot assign to reserved variable '$states'.");
  if (!VARIABLE_NAME.test(name)) return report(place, 'INVALID_VARIABLE_NAME', `Invalid variable name '${name}': the variable name contains invalid characters.`);
  if ([...name].length > NAME_CHARACTERS_MAX) {
    return report(place, 'INVALID_VARIABLE_NAME', `Invalid variable name '${name}': the variable name is longer than ${NAME_CHARACTERS_MAX} characters.`);
  }
  if (place.outer.isDefined(name)) return report(place, 'DUPLICATE_VARIABLE_NAME', `The variable name '${name}' was already defined in a parent scope.`);
  return undefined;
}

/** A key of JSONPath's Assign may say with `.$` that its value is a path. */
function variableOf(key: string, language: string): string {
  return language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
}
