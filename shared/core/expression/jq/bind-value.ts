import { primary, type Code } from './code.ts';
import { JQ_REPEATED_UNITS_MAX } from './limits.ts';
import { freshVariable, present, type Translator } from './translator.ts';

/** Hands a value to what may use it any number of times: as it is when it is short, else in a variable of a block. */
export function withValue(t: Translator, value: Code, use: (value: Code) => Code): Code {
  const isShort = value.text.length <= JQ_REPEATED_UNITS_MAX;
  const isLiteral = /^(?:"[^"\\]*"|-?[\d.]+|true|false|null)$/.test(value.text);
  if (isShort && (value.isPath || isLiteral)) return use(value);
  const variable: Code = { ...freshVariable(t), type: value.type };
  const body = use(variable);
  return { ...primary(`(${variable.text} := ${present(t, value)}; ${body.text})`, body.type, body.isDefined) };
}

/** `function($x){…}` over each item of an array. */
export function lambda(t: Translator, body: (item: Code) => string): string {
  const item = freshVariable(t);
  return `function(${item.text}){${body(item)}}`;
}

/** An array made of one value for each item of an array. Keeps nested and single items, in linear time. */
export function mapCode(t: Translator, list: string, body: (item: Code) => Code): Code {
  return primary(`[$map(${list}, ${lambda(t, (item) => present(t, body(item)))})[]]`, 'array');
}

/** The items of an array for which a condition holds. */
export function filterCode(t: Translator, list: string, condition: (item: Code) => Code): Code {
  return primary(`[$filter(${list}, ${lambda(t, (item) => condition(item).text)})[]]`, 'array');
}
