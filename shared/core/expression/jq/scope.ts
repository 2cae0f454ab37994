import type { Code } from './code.ts';

/** What names mean at one place of an expression. */
export interface JqScope {
  /** The value of `.`. */
  readonly dot: Code;
  /** Variables that the expression itself binds, without `$`. All others come from outside under their own names. */
  readonly variables: ReadonlyMap<string, Code>;
}

/** The same names, another `.`. */
export function withDot(scope: JqScope, dot: Code): JqScope {
  return { ...scope, dot };
}

/** The same, with one more variable. */
export function withVariable(scope: JqScope, name: string, value: Code): JqScope {
  return { ...scope, variables: new Map([...scope.variables, [name, value]]) };
}
