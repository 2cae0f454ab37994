import { RE2JS } from 're2js';

/** What ajv asks of a compiled regular expression (its option `code.regExp`). */
interface LinearRegExp {
  test(text: string): boolean;
  /** Names the pattern inside generated code, so it must differ where patterns differ. */
  toString(): string;
}

/** An engine of regular expressions as ajv wants it; `code` is what standalone code would say, which nobody makes here. */
type RegExpEngine = ((pattern: string, flags: string) => LinearRegExp) & { code: string };

/**
 * Regular expressions that take time linear in the text, whatever the pattern (RE2): the author of a schema cannot stop the process.
 * Throws for what RE2 has not: look-around, back-references, repetitions over 1000.
 */
export const linearRegExp: RegExpEngine = Object.assign(compileLinear, { code: 'linearRegExp' });

function compileLinear(pattern: string): LinearRegExp {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return { test: (text) => compiled.test(text), toString: () => `linear/${pattern}/` };
}
