/** The text of a wholly wrapped expression `${ … }` (DSL "Runtime expressions"), trimmed; undefined when the string is no such thing. */
export function wrappedExpression(value: string): string | undefined {
  return /^\s*\$\{([\s\S]+)\}\s*$/u.exec(value)?.[1]?.trim();
}

/** The text of an expression field, where `${ }` may be left out. */
export function expressionText(value: string): string {
  return wrappedExpression(value) ?? value.trim();
}

/** Wraps expression text, so that a template takes it as an expression. */
export function wrapExpression(text: string): string {
  return `\${ ${text} }`;
}

/** True for `${ }` with nothing in it. */
export function isEmptyExpression(value: string): boolean {
  return /^\s*\$\{\s*\}\s*$/u.test(value);
}

/** True for a string that stands where data is expected and that an author most likely meant as an expression. */
export function looksLikeExpression(value: string): boolean {
  if (value.length > LOOKS_CHARACTERS_MAX || wrappedExpression(value) !== undefined) return false;
  return BARE_PATH.test(value) || /\$\{\s*[^}\s]/u.test(value);
}

const LOOKS_CHARACTERS_MAX = 2_000;

/** `$name`, `$.name` or `.name` with steps, perhaps followed by an operator: what jq and JSONata paths look like. */
const BARE_PATH = /^\s*(?:\$\.?[A-Za-z_]|\.[A-Za-z_])[\w$]*(?:\.[\w$]+|\[[^\]]*\])*(?:\s+[-+*/&|=!<>].*|\([^()]*\))?\s*$/u;
