import type { JqExpression } from './ast.ts';
import { lambda, withValue } from './bind-value.ts';
import { argument, argumentNode, type CallRule, type CallSite, type CallTable } from './call-site.ts';
import { cardinalityOf, isOne } from './cardinality.ts';
import { itemsCode, operand, operation, primary, type Code } from './code.ts';
import { withDot } from './scope.ts';
import { freshVariable, helper, present } from './translator.ts';
import { negation, truth } from './truth.ts';

/** Functions that give one value from all that an argument yields. */
export const STREAM_CALLS: CallTable = new Map<string, CallRule>([
  ['any/2', (site) => existence(site, (condition) => condition)],
  ['all/2', (site) => negation(existence(site, negation))],
  ['IN/2', (site) => membership(site)],
  ['isempty/1', (site) => operation(`$count(${site.t.stream(argumentNode(site, 0), site.scope).text}) = 0`, 'boolean')],
  ['first/1', (site) => ofStream(site, 0)],
  ['last/1', (site) => ofStream(site, -1)],
]);

/** Functions that may give any number of values, as arrays. */
export const STREAMS: CallTable = new Map<string, CallRule>([
  ['empty/0', () => itemsCode([])],
  ['select/1', (site) => select(site)],
  ['range/3', (site) => range(site)],
  ['first/1', (site) => firstOf(site)],
  ['limit/2', (site) => limit(site)],
]);

/** Whether the condition, or its opposite, holds for anything that the first argument yields. */
function existence(site: CallSite, wanted: (condition: Code) => Code): Code {
  const { t, scope } = site;
  const node = argumentNode(site, 1);
  const source = t.stream(argumentNode(site, 0), scope).text;
  const holds = (item: Code): Code => {
    const inner = withDot(scope, item);
    if (isOne(cardinalityOf(node))) return wanted(truth(t, t.value(node, inner)));
    return operation(`$exists($filter(${t.stream(node, inner).text}, ${lambda(t, (one) => wanted(truth(t, one)).text)})[])`, 'boolean');
  };
  return primary(`$exists($filter(${source}, ${lambda(t, (item) => holds(item).text)})[])`, 'boolean');
}

function membership(site: CallSite): Code {
  const { t, scope } = site;
  const wanted = t.stream(argumentNode(site, 1), scope).text;
  const inner = (item: Code): string => lambda(t, (one) => `${one.text} = ${item.text}`);
  const source = t.stream(argumentNode(site, 0), scope).text;
  return primary(`$exists($filter(${source}, ${lambda(t, (item) => `$exists($filter(${wanted}, ${inner(item)})[])`)})[])`, 'boolean');
}

/** The first of an argument that surely yields something, or the last of any: null when there is none (jq 1.7). */
function ofStream(site: CallSite, position: 0 | -1): Code {
  const node = argumentNode(site, 0);
  if (isOne(cardinalityOf(node))) return argument(site, 0);
  return primary(`(${site.t.stream(node, site.scope).text})[${position}]`, 'any', false);
}

function select(site: CallSite): Code {
  const { t, scope } = site;
  const node = argumentNode(site, 0);
  const identity: JqExpression = { kind: 'identity', offset: site.node.offset };
  if (!isOne(cardinalityOf(node))) {
    const conditional: JqExpression = { kind: 'condition', condition: node, then: identity, else: { kind: 'call', name: 'empty', arguments: [], offset: identity.offset }, offset: identity.offset };
    return t.stream(conditional, scope);
  }
  return operation(`${operand(truth(t, t.value(node, scope)))} ? ${t.stream(identity, scope).text} : []`, 'array');
}

function range(site: CallSite): Code {
  const { t, scope } = site;
  const multiple = site.arguments.findIndex((one) => !isOne(cardinalityOf(one)));
  if (multiple < 0) return rangeOf(site);
  const name = `#range${site.node.offset}.${multiple}`;
  const variable: JqExpression = { kind: 'variable', name, offset: site.node.offset };
  const body: JqExpression = { ...site.node, arguments: site.node.arguments.with(multiple, variable) };
  return t.stream({ kind: 'bind', source: argumentNode(site, multiple), patterns: [{ kind: 'variable', name }], body, offset: site.node.offset }, scope);
}

function rangeOf(site: CallSite): Code {
  const [from, upto, step] = site.arguments.map((one) => (one.kind === 'literal' ? one.value : undefined));
  const areWhole = Number.isSafeInteger(from) && Number.isSafeInteger(upto) && step === 1;
  if (areWhole && typeof upto === 'number') return primary(`[${String(from)}..${upto - 1}]`, 'array');
  return helper(site.t, 'range', [0, 1, 2].map((index) => present(site.t, argument(site, index))), 'array');
}

function firstOf(site: CallSite): Code {
  return positions(site, (index) => `${index} = 0`);
}

function limit(site: CallSite): Code {
  const count = argument(site, 0);
  return withValue(site.t, count, (value) => positions({ ...site, arguments: site.arguments.slice(1) }, (index) => `${index} < ${operand(value)}`));
}

function positions(site: CallSite, condition: (index: string) => string): Code {
  return byIndex(site, site.t.stream(argumentNode(site, 0), site.scope).text, condition);
}

function byIndex({ t }: CallSite, list: string, condition: (index: string) => string): Code {
  const [item, index] = [freshVariable(t), freshVariable(t)];
  return primary(`[$filter(${list}, function(${item.text}, ${index.text}){${condition(index.text)}})[]]`, 'array');
}

