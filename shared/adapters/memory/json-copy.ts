/** A value kept as JSON text: what is stored shares nothing with what was given, and what is read shares nothing with what is stored. */
export interface JsonText<T> {
  readonly text: string;
  /** Only for the type: nothing is kept here. */
  readonly type?: T;
}

export function toText<T>(value: T): JsonText<T> {
  return { text: JSON.stringify(value) };
}

/** The type is what {@link toText} was given: JSON text is read back as what it was made from. */
export function parseText<T>(stored: JsonText<T>): T {
  return JSON.parse(stored.text) as T;
}
