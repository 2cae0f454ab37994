/** Words that mean something else than a field name when they stand bare. */
const RESERVED = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function', 'λ']);

/** A field name: bare, in backquotes, or as a string where it holds a backquote itself. */
export function nameText(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name)) return name;
  return name.includes('`') ? stringText(name) : `\`${name}\``;
}

/** A string literal: in single quotes, because expressions stand inside JSON strings; in double quotes where it holds a single one. */
export function stringText(value: string): string {
  const quoted = JSON.stringify(value);
  return value.includes("'") ? quoted : `'${quoted.slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** A number literal of the grammar, which is JSON's. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
