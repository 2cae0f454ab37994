import { RE2JS } from 're2js';
import { assert } from '../../kernel/assert.ts';
import { awsFunctions } from './aws-functions.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { BUILT_IN_FUNCTIONS } from './built-in.ts';
import { ExpressionFault } from './expression-fault.ts';
import { compileRegex, RegexRun, type LinearRegex } from './regex.ts';
import { createEngine, type Engine, type EngineHost, type RegexLiteral } from './vendor/jsonata.mjs';

/** Literals of parsed expressions with their compiled form. */
const compiledRegexes = new WeakMap<RegexLiteral, LinearRegex>();

const host: EngineHost = {
  parseRegex: (pattern, flags, position) => {
    const compiled = compileRegex(pattern, flags);
    if (!compiled.ok) throw new ExpressionFault('U0301', { position, construct: compiled.error });
    const literal: RegexLiteral = { pattern, flags: flags.replace('g', '') };
    compiledRegexes.set(literal, compiled.value);
    return literal;
  },
  openRegex: (literal) => {
    const compiled = compiledRegexes.get(literal);
    assert(compiled !== undefined, 'every regular expression of a tree was compiled when the text was parsed');
    return new RegexRun(compiled);
  },
  linearRegex: (pattern) => new RegexRun(RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)),
  encodeBase64,
  decodeBase64,
};

/** The synchronous JSONata engine of this process, with what Step Functions adds to it and without `$eval`. */
export const engine: Engine = withFunctions(createEngine(host));

function withFunctions(bare: Engine): Engine {
  for (const [name, implementation] of Object.entries({ ...awsFunctions(bare), ...clockFunctions(bare) })) {
    const signature = BUILT_IN_FUNCTIONS.get(name)?.signature;
    assert(signature !== undefined, 'every function registered here is in the table of built-in functions');
    bare.staticFrame.bind(name, bare.defineFunction(implementation, signature));
  }
  return bare;
}

/** Time stands still within one evaluation, and comes with the event, so that a replay gives the same. */
function clockFunctions(bare: Engine): { readonly [name: string]: (this: unknown, ...args: never[]) => unknown } {
  return {
    now: function (picture: string | undefined, timezone: string | undefined) {
      return bare.fromMillis(bare.meter().now, picture, timezone);
    },
    millis: function () {
      return bare.meter().now;
    },
  };
}
