/** What is known of a value while translating: one of JSON's types, or nothing. */
export type JqType = 'boolean' | 'number' | 'string' | 'array' | 'object' | 'null' | 'any';

/** A piece of JSONata that gives one value. */
export interface Code {
  readonly text: string;
  readonly type: JqType;
  /** The value is never missing. */
  readonly isDefined: boolean;
  /** Binds tighter than every operator. */
  readonly isPrimary: boolean;
  /** A variable with names and positions: more of them can follow, and it is cheap to write twice. */
  readonly isPath: boolean;
  /** Written as an array constructor: inside of another one it stays nested. */
  readonly isItems: boolean;
}

/** A call, a literal, or something in brackets. */
export function primary(text: string, type: JqType, isDefined = true): Code {
  return { text, type, isDefined, isPrimary: true, isPath: false, isItems: false };
}

/** Something with an operator outside of all brackets. */
export function operation(text: string, type: JqType, isDefined = true): Code {
  return { text, type, isDefined, isPrimary: false, isPath: false, isItems: false };
}

/** A variable, perhaps with members. */
export function pathCode(text: string, isDefined: boolean): Code {
  return { text, type: 'any', isDefined, isPrimary: true, isPath: true, isItems: false };
}

/** An array constructor. */
export function itemsCode(items: readonly string[]): Code {
  return { text: `[${items.join(', ')}]`, type: 'array', isDefined: true, isPrimary: true, isPath: false, isItems: true };
}

/** A JSON value written out; JSON text of scalars is JSONata. */
export function literalCode(value: string | number | boolean | null): Code {
  const type = value === null ? 'null' : typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'boolean';
  return { ...primary(JSON.stringify(value), type), isPrimary: typeof value !== 'number' || value >= 0 };
}

/** The text as an operand of any operator. */
export function operand(code: Code): string {
  return code.isPrimary ? code.text : `(${code.text})`;
}

/** A member of a value, as a step of a path. */
export function memberCode(target: Code, name: string): Code {
  const step = /^[A-Za-z_]\w*$/.test(name) && !RESERVED.has(name) ? name : name.includes('`') || name === '' ? undefined : `\`${name}\``;
  if (step === undefined) return primary(`$lookup(${target.text}, ${JSON.stringify(name)})`, 'any', false);
  return pathCode(`${target.isPath ? target.text : `(${target.text})`}.${step}`, false);
}

/** Names that JSONata reads as something else. */
const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);
