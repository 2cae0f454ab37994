import type { ConfigProblem } from './report.ts';

/** A form that a text must have, and how it is told to people. */
export interface TextForm {
  readonly form: RegExp;
  readonly expected: string;
}

type Presence = 'required' | 'optional';

/**
 * Reads an object of a configuration field by field and collects what is wrong. An answer of undefined means: absent, or wrong and
 * reported. Readers of inner objects share the list of problems with their parent.
 */
export class FieldReader {
  readonly problems: ConfigProblem[];
  readonly #path: string;
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #known = new Set<string>();

  private constructor(tree: unknown, path: string, problems: ConfigProblem[]) {
    this.problems = problems;
    this.#path = path;
    const isObject = typeof tree === 'object' && tree !== null && !Array.isArray(tree);
    if (!isObject) problems.push({ setting: path === '' ? 'the file' : path, expected: 'an object' });
    this.#fields = new Map(isObject ? Object.entries(tree) : []);
  }

  static of(tree: unknown): FieldReader {
    return new FieldReader(tree, '', []);
  }

  text(name: string, form: TextForm, presence: Presence = 'optional'): string | undefined {
    const value = this.#take(name, form.expected, presence);
    return value === undefined ? undefined : this.#checkText(this.#placeOf(name), form, value);
  }

  choice<T extends string | number>(name: string, choices: readonly T[], presence: Presence = 'optional'): T | undefined {
    const expected = `one of ${choices.join(', ')}`;
    const value = this.#take(name, expected, presence);
    const choice = choices.find((candidate) => candidate === value);
    if (value !== undefined && choice === undefined) this.report(name, expected);
    return choice;
  }

  integer(name: string, limits: { readonly min: number; readonly max: number }, presence: Presence = 'optional'): number | undefined {
    const expected = `a whole number from ${limits.min} to ${limits.max}`;
    const value = this.#take(name, expected, presence);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= limits.min && value <= limits.max) return value;
    this.report(name, expected);
    return undefined;
  }

  texts(name: string, form: TextForm): readonly string[] | undefined {
    const items = this.#takeList(name);
    return items?.flatMap((item, index) => this.#checkText(`${this.#placeOf(name)}[${index}]`, form, item) ?? []);
  }

  list<T>(name: string, read: (reader: FieldReader) => T): readonly T[] | undefined {
    const items = this.#takeList(name);
    return items?.map((item, index) => read(new FieldReader(item, `${this.#placeOf(name)}[${index}]`, this.problems)));
  }

  object<T>(name: string, read: (reader: FieldReader) => T): T | undefined {
    const value = this.#take(name, 'an object', 'optional');
    return value === undefined ? undefined : read(new FieldReader(value, this.#placeOf(name), this.problems));
  }

  /** To be called after all fields are read: whatever was not asked for is unknown. */
  refuseOthers(): void {
    const expected = `no such key (known: ${[...this.#known].join(', ')})`;
    for (const name of this.#fields.keys()) if (!this.#known.has(name)) this.report(name, expected);
  }

  report(name: string, expected: string): void {
    this.problems.push({ setting: this.#placeOf(name), expected });
  }

  #take(name: string, expected: string, presence: Presence): unknown {
    this.#known.add(name);
    const value = this.#fields.get(name) ?? undefined;
    if (value === undefined && presence === 'required') this.report(name, expected);
    return value;
  }

  #takeList(name: string): readonly unknown[] | undefined {
    const value = this.#take(name, 'a list', 'optional');
    if (value === undefined || Array.isArray(value)) return value;
    this.report(name, 'a list');
    return undefined;
  }

  #checkText(setting: string, { form, expected }: TextForm, value: unknown): string | undefined {
    if (typeof value === 'string' && form.test(value)) return value;
    this.problems.push({ setting, expected });
    return undefined;
  }

  #placeOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}
