import type { JqExpression } from './ast.ts';
import { mapCode, withValue } from './bind-value.ts';
import { cardinalityOf, isOne } from './cardinality.ts';
import type { Code } from './code.ts';
import { withVariable, type JqScope } from './scope.ts';
import { helper, refuseConstruct, type Translator } from './translator.ts';

type Bind = Extract<JqExpression, { kind: 'bind' }>;

/** `source as $x | body` with one source value. */
export function bindVariable(t: Translator, node: Bind, by: { readonly scope: JqScope; readonly then: (scope: JqScope) => Code }): Code {
  const name = nameOf(node);
  if (name === undefined) return refusePatterns(t, node);
  return withValue(t, t.value(node.source, by.scope), (value) => by.then(withVariable(by.scope, name, value)));
}

/** `source as $x | body` for each of what the source and the body yield. */
export function bindEach(t: Translator, node: Bind, scope: JqScope): Code {
  const name = nameOf(node);
  if (name === undefined) return refusePatterns(t, node);
  if (isOne(cardinalityOf(node.source))) return bindVariable(t, node, { scope, then: (inner) => t.stream(node.body, inner) });
  const source = t.stream(node.source, scope).text;
  if (isOne(cardinalityOf(node.body))) return mapCode(t, source, (item) => t.value(node.body, withVariable(scope, name, item)));
  return helper(t, 'cat', [mapCode(t, source, (item) => t.stream(node.body, withVariable(scope, name, item))).text], 'array');
}

function nameOf({ patterns }: Bind): string | undefined {
  const [first] = patterns;
  return patterns.length === 1 && first?.kind === 'variable' ? first.name : undefined;
}

function refusePatterns(t: Translator, node: Bind): Code {
  return refuseConstruct(t, node, { construct: '?//', reason: 'alternative patterns are not translated', suggestion: 'Use if … then … else … end.' });
}
