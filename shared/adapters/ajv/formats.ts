import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { FORMAT_CHARACTERS_MAX } from './limits.ts';

/** Content of any length, checked in linear time; every other format has a length of its own nature. */
const UNBOUNDED_FORMATS: ReadonlySet<string> = new Set(['byte', 'binary', 'password']);

/**
 * Adds the formats of JSON Schema 2020-12 validation §7.3 that are known, and lets every other one of `wanted` pass as the
 * annotation that it is. Answers the names that are not known.
 */
export function addFormats(ajv: Ajv2020, wanted: ReadonlySet<string>): readonly string[] {
  // Names such as `constructor` must not find what every object inherits.
  Object.setPrototypeOf(ajv.formats, null);
  for (const [name, format] of Object.entries(fullFormats)) ajv.addFormat(name, UNBOUNDED_FORMATS.has(name) ? format : bounded(format));
  const unknown = [...wanted].filter((name) => !Object.hasOwn(fullFormats, name));
  for (const name of unknown) ajv.addFormat(name, true);
  return unknown;
}

type Format = (typeof fullFormats)[keyof typeof fullFormats];
type TextCheck = RegExp | ((text: string) => boolean);

/** Formats of numbers stay as they are; those of strings refuse what is too long before they look at it. */
function bounded(format: Format): Format {
  if (format instanceof RegExp || typeof format === 'function') return boundedCheck(format);
  if (typeof format !== 'object' || format.type === 'number' || format.async === true) return format;
  return format.validate instanceof RegExp || isTextCheck(format.validate) ? boundedCheck(format.validate) : format;
}

/** Checks of numbers have left before; what is a function here takes a text. */
function isTextCheck(check: unknown): check is (text: string) => boolean {
  return typeof check === 'function';
}

function boundedCheck(check: TextCheck): (text: string) => boolean {
  return (text) => text.length <= FORMAT_CHARACTERS_MAX && (typeof check === 'function' ? check(text) : new RegExp(check).test(text));
}
