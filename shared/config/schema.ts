/**
 * One setting of the environment: its variable, the form that is expected of it, and how its text becomes a value.
 * `parse` answers undefined for text of another form.
 */
export interface Setting<T> {
  readonly variable: string;
  /** For people: `a number from 1 to 65535`. */
  readonly expected: string;
  readonly parse: (text: string) => T | undefined;
  /** The value when the variable is not set; a setting without it is required. */
  readonly fallback?: { readonly value: T };
  /** Never shown: tokens, connection strings. */
  readonly isSensitive: boolean;
}

export type Settings = { readonly [name: string]: Setting<unknown> };

/** The values of a record of settings. */
export type ValuesOf<S extends Settings> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/** Where a secret is kept; a port resolves it. The secret itself is never part of a configuration. */
export type SecretReference = `secret://${string}`;

export function textSetting(variable: string, expected = 'a text'): Setting<string> {
  return { variable, expected, parse: (text) => text, isSensitive: false };
}

/** A whole number between two limits, both included. */
export function integerSetting(variable: string, limits: { readonly min: number; readonly max: number }): Setting<number> {
  const parse = (text: string): number | undefined => {
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= limits.min && value <= limits.max ? value : undefined;
  };
  return { variable, expected: `a whole number from ${limits.min} to ${limits.max}`, parse, isSensitive: false };
}

export function booleanSetting(variable: string): Setting<boolean> {
  const values = new Map([['true', true], ['1', true], ['false', false], ['0', false]]);
  return { variable, expected: 'true or false', parse: (text) => values.get(text.toLowerCase()), isSensitive: false };
}

export function choiceSetting<const T extends string>(variable: string, choices: readonly T[]): Setting<T> {
  return { variable, expected: `one of ${choices.join(', ')}`, parse: (text) => choices.find((choice) => choice === text), isSensitive: false };
}

/** An absolute URL with one of the schemes given (`http:`), without a user name or password. */
export function urlSetting(variable: string, schemes: readonly string[] = ['http:', 'https:']): Setting<string> {
  const parse = (text: string): string | undefined => {
    if (!URL.canParse(text)) return undefined;
    const url = new URL(text);
    return schemes.includes(url.protocol) && url.username === '' && url.password === '' ? text : undefined;
  };
  return { variable, expected: `a URL (${schemes.join(' or ')}) without a password`, parse, isSensitive: false };
}

export function secretSetting(variable: string): Setting<SecretReference> {
  const isReference = (text: string): text is SecretReference => /^secret:\/\/\S+$/.test(text);
  return { variable, expected: 'a reference such as secret://store/name', parse: (text) => (isReference(text) ? text : undefined), isSensitive: true };
}

/** The same setting with a value for when the variable is not set. */
export function withDefault<T>(setting: Setting<T>, value: T): Setting<T> {
  return { ...setting, fallback: { value } };
}

/** The same setting, undefined when the variable is not set. */
export function optional<T>(setting: Setting<T>): Setting<T | undefined> {
  return { ...setting, fallback: { value: undefined } };
}

/** The same setting, hidden wherever the configuration is shown. */
export function sensitive<T>(setting: Setting<T>): Setting<T> {
  return { ...setting, isSensitive: true };
}
