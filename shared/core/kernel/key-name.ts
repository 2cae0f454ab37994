const NAME = /^[a-z][a-z0-9-]{0,63}$/u;

/** True for the name of a key: lower-case letters, digits and `-`, from a letter, at most 64. The same for whatever keeps keys. */
export function isKeyName(text: string): boolean {
  return NAME.test(text);
}
