import { mapCode } from './bind-value.ts';
import { argument, argumentNode, type CallRule, type CallSite, type CallTable } from './call-site.ts';
import { cardinalityOf, isOne } from './cardinality.ts';
import { primary, type Code } from './code.ts';
import { JQ_FLATTENED_LEVELS_MAX } from './limits.ts';
import { withDot } from './scope.ts';
import { helper, present, type Translator } from './translator.ts';

function arrayCode(t: Translator, code: Code): Code {
  return code.type === 'array' && code.isDefined ? code : helper(t, 'arr', [code.text], 'array');
}

/** Each item with what it is ordered by. One value is compared as it is, several as an array, which jq does for all. */
function pairs(site: CallSite): Code {
  const { t, scope } = site;
  const node = argumentNode(site, 0);
  const keyOf = (item: Code): string => {
    const inner = withDot(scope, item);
    return isOne(cardinalityOf(node)) ? present(t, t.value(node, inner)) : t.stream(node, inner).text;
  };
  return mapCode(t, arrayCode(t, site.dot).text, (item) => primary(`{"k": ${keyOf(item)}, "v": ${item.text}}`, 'object'));
}

function sortedPairs(site: CallSite): string {
  return helper(site.t, 'sk', [pairs(site).text], 'array').text;
}

/** Functions of arrays. */
export const ARRAY_CALLS: CallTable = new Map<string, CallRule>([
  ['sort_by/1', (site) => (argumentNode(site, 0).kind === 'identity' ? helper(site.t, 'sort', [site.dot.text], 'array') : helper(site.t, 'vs', [sortedPairs(site)], 'array'))],
  ['group_by/1', (site) => helper(site.t, 'grp', [sortedPairs(site)], 'array')],
  ['unique_by/1', (site) => helper(site.t, 'vs', [helper(site.t, 'fst', [sortedPairs(site)]).text], 'array')],
  ['min_by/1', (site) => helper(site.t, 'min', [pairs(site).text])],
  ['max_by/1', (site) => helper(site.t, 'max', [pairs(site).text])],
  ['reverse/0', ({ t, dot }) => reverse(t, dot)],
  ['flatten/0', (site) => helper(site.t, 'flat', [itemsOf(site).text, String(JQ_FLATTENED_LEVELS_MAX)], 'array')],
  ['flatten/1', (site) => helper(site.t, 'flat', [itemsOf(site).text, helper(site.t, 'num', [argument(site, 0).text]).text], 'array')],
  ['join/1', (site) => helper(site.t, 'join', [site.dot.text, argument(site, 0).text], 'string')],
  ['add/0', (site) => sum(site.t, itemsOf(site).text)],
  ['add/1', (site) => sum(site.t, site.t.stream(argumentNode(site, 0), site.scope).text)],
]);

function itemsOf({ t, dot }: CallSite): Code {
  return dot.type === 'array' && dot.isDefined ? dot : helper(t, 'it', [dot.text], 'array');
}

function sum(t: Translator, items: string): Code {
  const add = helper(t, 'add', ['', '']).text;
  return primary(`$reduce(${items}, ${add.slice(0, add.indexOf('('))}, null)`, 'any');
}

function reverse(t: Translator, dot: Code): Code {
  if (dot.type === 'array' && dot.isDefined) return primary(`$reverse(${dot.text})`, 'array');
  return primary(`$reverse(${helper(t, 'lst', [dot.text]).text})`, 'array');
}
