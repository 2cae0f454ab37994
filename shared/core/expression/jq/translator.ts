import type { JqExpression } from './ast.ts';
import { primary, pathCode, type Code, type JqType } from './code.ts';
import { HELPERS, type HelperName } from './helpers.ts';
import type { JqProblem } from './problem.ts';
import type { JqScope } from './scope.ts';

/** One translation under way: what it has used and found, and the translation of parts for files that must not know each other. */
export interface Translator {
  /** An expression that yields exactly one value; may be missing unless its code says otherwise. */
  readonly value: (node: JqExpression, scope: JqScope) => Code;
  /** Any expression, as an array of what it yields. */
  readonly stream: (node: JqExpression, scope: JqScope) => Code;
  readonly notes: Notes;
}

/** What a translation collects. Mutable, made anew for each translation. */
export interface Notes {
  readonly prefix: string;
  readonly used: Set<HelperName>;
  readonly warnings: Set<string>;
  /** Variables that the expression reads from outside. */
  readonly variables: Set<string>;
  /** The first one counts. */
  readonly problems: JqProblem[];
  counter: number;
  /** Something translated so far reads a member of what may have none, where jq raises an error. */
  lenient: boolean;
  /** Something translated so far can raise an error. */
  raises: boolean;
}

/** A call of a helper. */
export function helper(t: Translator, name: HelperName, args: readonly string[], type: JqType = 'any'): Code {
  t.notes.used.add(name);
  if (HELPERS[name].raises) t.notes.raises = true;
  const isDefined = name !== 'ix' && name !== 'o' && name !== 'one';
  return primary(`$${t.notes.prefix}${name}(${args.join(', ')})`, type, isDefined);
}

/** A variable that nothing else is called. */
export function freshVariable(t: Translator): Code {
  t.notes.counter += 1;
  return pathCode(`$${t.notes.prefix}${t.notes.counter}`, true);
}

/** Records why something is refused; what it returns stands in for the translation, which is thrown away. */
export function refuse(t: Translator, problem: JqProblem): Code {
  t.notes.problems.push(problem);
  return primary('null', 'null');
}

/** Records a refusal of a construct. */
export function refuseConstruct(t: Translator, node: JqExpression, by: { readonly construct: string; readonly reason: string; readonly suggestion?: string }): Code {
  const { construct, reason, suggestion = 'Write this expression in JSONata (evaluate: {language: jsonata}).' } = by;
  return refuse(t, { kind: 'construct', construct, message: `${construct}: ${reason}`, suggestion, offset: node.offset });
}

/** The text of a value that is never missing. */
export function present(t: Translator, code: Code): string {
  return code.isDefined ? code.text : helper(t, 'n', [code.text]).text;
}

/** The same as code. */
export function defined(t: Translator, code: Code): Code {
  return code.isDefined ? code : helper(t, 'n', [code.text]);
}
