import { argument, argumentNode, refuseSite, type CallRule, type CallSite, type CallTable } from './call-site.ts';
import { deleteCode } from './assign.ts';
import { primary } from './code.ts';
import { helper } from './translator.ts';

/** Functions of objects. */
export const OBJECT_CALLS: CallTable = new Map<string, CallRule>([
  ['keys/0', ({ t, dot }) => helper(t, 'keys', [dot.text], 'array')],
  ['keys_unsorted/0', ({ t, dot }) => helper(t, 'ku', [dot.text], 'array')],
  ['has/1', (site) => helper(site.t, 'has', [site.dot.text, argument(site, 0).text], 'boolean')],
  ['to_entries/0', ({ t, dot }) => helper(t, 'te', [dot.text], 'array')],
  ['from_entries/0', ({ t, dot }) => helper(t, 'fe', [dot.text], 'object')],
  ['del/1', (site) => deleteCode(site.t, argumentNode(site, 0), site.scope)],
  ['getpath/1', (site) => getPath(site)],
]);

/** A path that is written out is the fields that it names. */
function getPath(site: CallSite): ReturnType<CallRule> {
  const path = argumentNode(site, 0);
  if (path.kind !== 'array') return refuseSite(site, 'paths as values have no counterpart', 'Name the fields: .a.b.');
  const keys = path.body === undefined ? [] : keysIn(path.body);
  if (keys === undefined) return refuseSite(site, 'only a path that is written out is translated', 'Name the fields: .a.b.');
  const offset = site.node.offset;
  const start = argumentNode({ ...site, arguments: [] }, 0);
  const nested = keys.reduce((target, value) => ({ kind: 'index', target, key: { kind: 'literal', value, offset }, optional: false, offset }) as const, start);
  return keys.length === 0 ? primary(site.dot.text, site.dot.type, site.dot.isDefined) : site.t.value(nested, site.scope);
}

function keysIn(node: ReturnType<typeof argumentNode>): readonly (string | number)[] | undefined {
  if (node.kind === 'literal') return typeof node.value === 'string' || typeof node.value === 'number' ? [node.value] : undefined;
  if (node.kind !== 'comma') return undefined;
  const [left, right] = [keysIn(node.left), keysIn(node.right)];
  return left === undefined || right === undefined ? undefined : [...left, ...right];
}
