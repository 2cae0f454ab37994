import type { JsonObject, JsonValue } from '../../kernel/json.ts';
import { expressionOf } from '../model.ts';
import { checkExpression } from './expressions.ts';
import { inside, reportSchema, type Place } from './place.ts';
import { jsonataOnly, jsonPathOnly, presentOf, shaped, type FieldRule, type Shape, type ValueRule } from './shape.ts';
import { template } from './templates.ts';
import { filledText, flag, listOf, number, referencePath, text, timestamp } from './values.ts';
import { assignments } from './variables.ts';

const ORDER = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'] as const;

function comparisons(): readonly (readonly [string, ValueRule])[] {
  const ordered = ([['String', text], ['Numeric', number], ['Timestamp', timestamp]] as const).flatMap(([type, rule]) => ORDER.map((order) => [`${type}${order}`, rule] as const));
  const withPaths = [...ordered, ['BooleanEquals', flag] as const].flatMap(([name, rule]) => [[name, rule] as const, [`${name}Path`, referencePath] as const]);
  const tests = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'].map((name) => [name, flag] as const);
  return [...withPaths, ['StringMatches', text], ...tests];
}

const COMPARISONS: ReadonlyMap<string, ValueRule> = new Map(comparisons());
const COMPARISON_FIELDS: { readonly [name: string]: FieldRule } = Object.fromEntries([...COMPARISONS].map(([name, rule]) => [name, jsonPathOnly(rule)]));
const SELECTORS = ['And', 'Or', 'Not', 'Variable', 'Condition'] as const;

/** What a rule of any depth has. Rules inside of And, Or and Not lead nowhere themselves. */
const NESTED_RULE: Shape = {
  fields: {
    Variable: jsonPathOnly(referencePath),
    And: jsonPathOnly((place, value) => nestedRules(place, value)),
    Or: jsonPathOnly((place, value) => nestedRules(place, value)),
    Not: jsonPathOnly((place, value) => shaped(NESTED_RULE)(place, value)),
    ...COMPARISON_FIELDS,
    Comment: text,
  },
  also: checkSelector,
};

const RULE: Shape = {
  ...NESTED_RULE,
  fields: { ...NESTED_RULE.fields, Condition: jsonataOnly(condition), Next: filledText, Output: jsonataOnly(template()), Assign: assignments() },
  required: ['Next'],
};

/** `Choices`: rules, of which the first that holds is taken. */
export const choices: ValueRule = listOf(shaped(RULE), { isFilled: true });

function nestedRules(place: Place, value: JsonValue): void {
  listOf(shaped(NESTED_RULE), { isFilled: true })(place, value);
}

function condition(place: Place, value: JsonValue): void {
  if (typeof value === 'boolean') return;
  if (typeof value !== 'string') return reportSchema(place, 'Expected value of type [BOOLEAN]');
  if (expressionOf(value) === undefined) return reportSchema(place, 'JSONata string must start with {% and end with %}');
  return checkExpression(place, value, {});
}

/** In JSONPath a rule is one comparison of one variable, or one And, Or or Not; in JSONata it is one condition. */
function checkSelector(place: Place, rule: JsonObject): void {
  if (presentOf(SELECTORS, rule).length !== 1) return reportSchema(place, `The object must have only one of the following fields, [${SELECTORS.join(', ')}]`);
  const operators = Object.keys(rule).filter((name) => COMPARISONS.has(name));
  if (!Object.hasOwn(rule, 'Variable')) return operators.length === 0 ? undefined : reportSchema(inside(place, operators[0] ?? ''), 'A comparison needs a Variable');
  if (operators.length === 0) return reportSchema(place, `This object should have only one of the following fields: [${[...COMPARISONS.keys()].join(', ')}]`);
  return operators.length === 1 ? undefined : reportSchema(place, `There should only be one of the following fields: [${operators.join(', ')}]`);
}
