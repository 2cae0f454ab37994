const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,126}[A-Za-z0-9_-])?$/u;

/** True for the name of a secret: letters, digits, `_`, `-` and `.`, at most 128. No path can be made of one. */
export function isSecretName(text: string): boolean {
  return NAME.test(text);
}
