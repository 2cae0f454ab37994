import { test } from 'vitest';
import { compileDefinition } from '#shared/core/compiler/compile.ts';
import { CATALOGUE, compileTasks, notify } from './documents.ts';
import type { Zone } from '#shared/core/tier/tier.ts';
const out: string[] = [];
function show(name: string, o: ReturnType<typeof compileTasks>, detail = ''): void {
  out.push(`${o.accepted ? 'ACCEPT' : 'refuse'} ${name}${o.accepted ? ' ' + detail : ''}`);
  for (const d of o.diagnostics) if (d.severity === 'error') out.push(`          ${d.code} ${d.pointer} ${d.message}`);
}
function doc(schema: unknown, tasks: string, opts: { zone?: Zone; defaultTier?: number; extra?: string } = {}) {
  const meta = opts.defaultTier === undefined ? '' : `  metadata: { uwf: { defaultTier: ${opts.defaultTier} } }\n`;
  return compileDefinition({ text: `document:\n  dsl: '1.0.3'\n  namespace: tests\n  name: flow\n  version: 1.0.0\n${meta}evaluate: { language: jsonata }\n${opts.extra ?? ''}input:\n  schema:\n    document: ${JSON.stringify(schema)}\n${tasks}`, target: { name: 'x', runtime: 'engine', zone: opts.zone ?? 'private-cloud' }, catalogue: CATALOGUE });
}
const CHECK = "  - check:\n      call: check-person:1.0.0@default\n      with: { person: '${ $ }' }\n";
const obj = (properties: unknown, more: object = {}) => ({ type: 'object', additionalProperties: false, properties, ...more });
test('docs', () => {
  // false positives
  show('FP endpoint template {id}', compileTasks("do:\n  - n:\n      call: http\n      with: { method: get, endpoint: 'https://p.example/{id}' }\n"));
  show('FP $replace with function', compileTasks(`do:\n${notify("{ x: '${ $replace(id, /a/, function($m){ \"b\" }) }' }")}`));
  show('FP wait duration expression on public', compileTasks("do:\n  - w:\n      wait: ${ 'PT' & id & 'S' }\n"));
  show('FP position binding', compileTasks(`do:\n${notify("{ x: '${ items#$i.{\"i\": $i, \"s\": sku} }' }")}`));
  show('FP partial', compileTasks(`do:\n${notify("{ x: '${ ($f := $substring(?, 0, 3); $f(id)) }' }")}`));
  show('FP transform on clear', compileTasks(`do:\n${notify("{ x: '${ {\"id\": id} ~> |$|{\"z\": 1}| }' }")}`));
  show('FP exists sealed', compileTasks(`do:\n${notify("{ x: '${ $exists(client_phone) }' }")}`));
  show('FP default for optional sealed', compileTasks(`do:\n${notify("{ x: '${ id ? id : \"none\" }' }")}`));
  show('FP $map index', compileTasks(`do:\n${notify("{ x: '${ $map(items, function($v, $i){ $i & $v.sku }) }' }")}`));
  show('FP conditional bind', compileTasks(`do:\n${notify("{ x: '${ ($x := \"a\"; type = \"b\" ? $x := \"c\"; $x) }' }")}`));
  show('FP sort', compileTasks(`do:\n${notify("{ x: '${ items^(sku).sku }' }")}`));
  show('FP string of clear object', compileTasks(`do:\n${notify("{ x: '${ $string({\"a\": id}) }' }")}`));
  show('FP $merge drop', compileTasks(`do:\n${notify("{ x: '${ $merge([{\"a\": id}, {\"b\": type}]) }' }")}`));
  show('FP $sift of keys', compileTasks(`do:\n${notify("{ x: '${ $sift($, function($v, $k){ $k in [\"id\",\"type\"] }) }' }")}`));
  show('FP item filter', compileTasks(`do:\n${notify("{ x: '${ items[sku = \"x\"].{\"s\": sku} }' }")}`));
  show('FP group by', compileTasks(`do:\n${notify("{ x: '${ items{sku: $count(sku)} }' }")}`));
  show('FP transform delete', compileTasks(`do:\n${notify("{ x: '${ $ ~> |$|{}, [\"client_name\",\"client_phone\",\"amount\",\"address\",\"flag\",\"items\",\"cvv\"]| }' }")}`));
  // leaks
  show('public declassify to 2', compileTasks(`do:\n${CHECK}`, 'public-cloud'), '<= LEAK: to 2 in public cloud');
  show('irregular bind cloud', compileTasks(`do:\n${notify("{ x: '${ items.{\"a\": $x, \"b\": $x := owner}.a }' }")}`));
  show('transient & secret moved set', compileTasks("do:\n  - s:\n      set: { x: '${ cvv & client_name }' }\n"), '<= transient read');
  show('transient & secret moved set2', compileTasks("do:\n  - s:\n      metadata: { uwf: { zone: on-prem } }\n      set: { x: '${ cvv }' }\n"), '<= transient read');
  show('transient & secret moved args', compileTasks("do:\n  - check:\n      call: check-person:1.0.0@default\n      with: { c: '${ cvv & client_name }' }\n"), '<= transient read');
  show('lit {%', compileTasks(`do:\n${notify("'{% $states.input.client_name %}'")}`));
  show('lit {% in set', compileTasks("do:\n  - s:\n      set: { x: '{% $states.input.client_name %}', y: '${ $uppercase(client_name) }' }\n" + notify("'${ $.x }'")));
  show('lit {% title', compileTasks("do:\n  - s:\n      raise: { error: { type: 'https://x/y', status: 400, title: '{% $states.input.client_name %}', detail: '{% $states.input.client_name %}' } }\n"));
  show('lit {% method/header', compileTasks("do:\n  - s:\n      call: http\n      with: { method: get, endpoint: '{% $states.input.client_name %}', headers: { a: '{% $states.input.client_name %}' } }\n"));
  show('lit {% task name', compileTasks("do:\n  - '{% $states.input.client_name %}':\n      set: { a: '${ $task.name }' }\n" + notify("'${ $ }'")));
  show('$workflow.definition', compileTasks(`do:\n${notify("{ x: '${ $workflow.definition.document.name }' }")}`));
  show('$task.definition', compileTasks(`do:\n${notify("{ x: '${ $task.definition }' }")}`));
  show('$task.input', compileTasks(`do:\n${notify("{ x: '${ $task.input }' }")}`));
  show('$states.context', compileTasks(`do:\n${notify("{ x: '${ $states.context.Execution.Input.client_name }' }")}`));
  show('$runtime', compileTasks(`do:\n${notify("{ x: '${ $runtime }' }")}`));
  show('workflow input.from', compileTasks(`do:\n${notify("{ x: '${ z }' }")}`.replace('do:', 'do:')));
  console.log(out.join('\n'));
});
