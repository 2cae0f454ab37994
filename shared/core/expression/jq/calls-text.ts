import { argument, refuseSite, textArgument, type CallRule, type CallSite, type CallTable } from './call-site.ts';
import { primary, type Code } from './code.ts';
import { hasWideClasses, toJsonataRegex } from './regex.ts';
import { helper, present, type Translator } from './translator.ts';
import type { HelperName } from './helpers.ts';
import type { JqType } from './code.ts';

/** A helper of the input and one value. */
function ofTwo(name: HelperName, type: JqType): CallRule {
  return (site) => helper(site.t, name, [present(site.t, site.dot), present(site.t, argument(site, 0))], type);
}

function stringCode(t: Translator, code: Code): Code {
  return code.type === 'string' && code.isDefined ? code : helper(t, 'str', [code.text], 'string');
}

/** Functions of strings. */
export const TEXT_CALLS: CallTable = new Map<string, CallRule>([
  ['startswith/1', ofTwo('sw', 'boolean')],
  ['endswith/1', ofTwo('ew', 'boolean')],
  ['ltrimstr/1', ofTwo('lt', 'any')],
  ['rtrimstr/1', ofTwo('rt', 'any')],
  ['contains/1', (site) => contains(site)],
  ['index/1', (site) => helper(site.t, 'idx', [site.dot.text, stringCode(site.t, argument(site, 0)).text])],
  ['split/1', (site) => helper(site.t, 'spl', [stringCode(site.t, site.dot).text, stringCode(site.t, argument(site, 0)).text], 'array')],
  ['ascii_downcase/0', ({ t, dot }) => helper(t, 'down', [dot.text], 'string')],
  ['ascii_upcase/0', ({ t, dot }) => helper(t, 'up', [dot.text], 'string')],
  ['test/1', (site) => test(site, '')],
  ['test/2', (site) => {
    const flags = flagsOf(site);
    return flags === undefined ? refuseSite(site, 'flags have to be written out', 'Write the flags as a string: test("a"; "i").') : test(site, flags);
  }],
]);

function flagsOf(site: CallSite): string | undefined {
  const node = site.arguments[1];
  return node?.kind === 'literal' && node.value === null ? '' : textArgument(site, 1);
}

/** A string is looked for in a string; anything else needs both types. */
function contains(site: CallSite): Code {
  const part = argument(site, 0);
  if (part.type === 'string' && part.isDefined) return primary(`$contains(${stringCode(site.t, site.dot).text}, ${part.text})`, 'boolean');
  return helper(site.t, 'contains', [site.dot.text, part.text], 'boolean');
}

function test(site: CallSite, flags: string): Code {
  const pattern = textArgument(site, 0);
  if (pattern === undefined) return refuseSite(site, 'a pattern has to be written out', 'Write the pattern as a string.');
  const regex = toJsonataRegex(pattern, flags);
  if (!regex.ok) return refuseSite(site, `${regex.error} in a pattern are not translated`, 'Use $contains(text, /pattern/) in JSONata.');
  if (hasWideClasses(pattern)) site.t.notes.warnings.add('\\w, \\d, \\s and \\b of a pattern mean ASCII characters here, in jq all of Unicode.');
  return primary(`$contains(${stringCode(site.t, site.dot).text}, ${regex.value})`, 'boolean');
}
