import type { JqExpression } from './ast.ts';
import type { Code } from './code.ts';
import type { JqScope } from './scope.ts';
import { refuseConstruct, type Translator } from './translator.ts';

/** A call in the tree. */
export type JqCallNode = Extract<JqExpression, { kind: 'call' }>;

/** A call and where it stands. */
export interface CallSite {
  readonly t: Translator;
  readonly node: JqCallNode;
  readonly scope: JqScope;
  readonly arguments: readonly JqExpression[];
  /** The value that is piped into the call. */
  readonly dot: Code;
}

/** How a function is translated. */
export type CallRule = (site: CallSite) => Code;

/** Rules by name and number of arguments: `split/1`. */
export type CallTable = ReadonlyMap<string, CallRule>;

/** The argument as an expression; the table has the number of arguments in its keys. */
export function argumentNode(site: CallSite, index: number): JqExpression {
  return site.arguments[index] ?? { kind: 'identity', offset: site.node.offset };
}

/** The argument as one value, computed from the value that is piped into the call. */
export function argument(site: CallSite, index: number): Code {
  return site.t.value(argumentNode(site, index), site.scope);
}

/** The text that an argument is written as; undefined when it is computed. */
export function textArgument(site: CallSite, index: number): string | undefined {
  const node = argumentNode(site, index);
  return node.kind === 'literal' && typeof node.value === 'string' ? node.value : undefined;
}

/** Refuses this call. */
export function refuseSite(site: CallSite, reason: string, suggestion?: string): Code {
  const construct = `${site.node.name}/${site.arguments.length}`;
  return refuseConstruct(site.t, site.node, { construct, reason, ...(suggestion !== undefined && { suggestion }) });
}
