import { appendPointer } from '#shared/core/kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';

/** A form that a text must have, and how it is told to people. */
export interface Form {
  readonly form: RegExp;
  readonly expected: string;
}

/**
 * Reads the members of an object of a declaration one by one and notes every problem, each a sentence that starts with the member's JSON Pointer.
 * An answer of undefined means: absent, or wrong and noted.
 */
export interface Fields {
  readonly pointer: string;
  has(name: string): boolean;
  raw(name: string): JsonValue | undefined;
  text(name: string, form: Form, presence?: 'required'): string | undefined;
  choice<T extends string>(name: string, choices: readonly T[], presence?: 'required'): T | undefined;
  integer(name: string, range: { readonly min: number; readonly max: number }): number | undefined;
  flag(name: string): boolean | undefined;
  object<T>(name: string, read: (fields: Fields) => T, presence?: 'required'): T | undefined;
  /** Each member of an object whose names are the author's own. */
  members<T>(name: string, read: (value: JsonValue, name: string, pointer: string) => T | undefined): readonly (readonly [string, T])[];
  items<T>(name: string, read: (value: JsonValue, pointer: string) => T | undefined): readonly T[];
  report(name: string, expected: string): void;
  reportAt(pointer: string, expected: string): void;
  /** To be called when all members are read: whatever was not asked for is unknown. */
  refuseOthers(): void;
}

/** A reader of one object; `problems` is shared with the readers of its inner objects. */
export function readFields(value: JsonValue, pointer: string, problems: string[]): Fields {
  const object: JsonObject = isJsonObject(value) ? value : {};
  const known = new Set<string>();
  const placeOf = (name: string): string => appendPointer(pointer, name);
  const reportAt = (place: string, expected: string): void => void problems.push(`${place === '' ? '/' : place} ${expected}`);
  const report = (name: string, expected: string): void => reportAt(placeOf(name), expected);
  if (!isJsonObject(value)) reportAt(pointer, 'must be an object');
  const raw = (name: string): JsonValue | undefined => {
    known.add(name);
    return Object.hasOwn(object, name) ? object[name] : undefined;
  };
  /** The value if it is what it must be; `narrow` gives undefined for all else. */
  const take = <T>(name: string, narrow: (given: JsonValue) => T | undefined, rule: { readonly expected: string; readonly presence: 'required' | undefined }): T | undefined => {
    const given = raw(name);
    const narrowed = given === undefined ? undefined : narrow(given);
    if (narrowed === undefined && (given !== undefined || rule.presence === 'required')) report(name, `must be ${rule.expected}`);
    return narrowed;
  };
  return {
    pointer,
    has: (name) => Object.hasOwn(object, name),
    raw,
    text: (name, { form, expected }, presence) => take(name, (given) => (typeof given === 'string' && form.test(given) ? given : undefined), { expected, presence }),
    choice: (name, choices, presence) => take(name, (given) => choices.find((choice) => choice === given), { expected: `one of ${choices.join(', ')}`, presence }),
    integer: (name, { min, max }) =>
      take(name, (given) => (typeof given === 'number' && Number.isInteger(given) && given >= min && given <= max ? given : undefined), { expected: `a whole number from ${min} to ${max}`, presence: undefined }),
    flag: (name) => take(name, (given) => (typeof given === 'boolean' ? given : undefined), { expected: 'true or false', presence: undefined }),
    object: (name, read, presence) => {
      const given = raw(name);
      if (given !== undefined) return read(readFields(given, placeOf(name), problems));
      if (presence === 'required') report(name, 'must be an object');
      return undefined;
    },
    members: (name, read) => {
      const given = take(name, (one) => (isJsonObject(one) ? one : undefined), { expected: 'an object', presence: undefined }) ?? {};
      return Object.entries(given).flatMap(([member, inner]) => pairOf(member, read(inner, member, appendPointer(placeOf(name), member))));
    },
    items: (name, read) => {
      const given = take(name, (one) => (isJsonArray(one) ? one : undefined), { expected: 'a list', presence: undefined }) ?? [];
      return given.flatMap((inner, index) => read(inner, appendPointer(placeOf(name), index)) ?? []);
    },
    report,
    reportAt,
    refuseOthers: () => {
      for (const name of Object.keys(object)) if (!known.has(name)) report(name, `is no member here (there are: ${[...known].join(', ')})`);
    },
  };
}

function pairOf<T>(name: string, value: T | undefined): readonly (readonly [string, T])[] {
  return value === undefined ? [] : [[name, value]];
}
