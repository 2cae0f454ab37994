import type { BindContext } from '#shared/core/compiler/bind/bind.ts';
import { bindExpression } from '#shared/core/compiler/bind/bind.ts';
import type { Bindings } from '#shared/core/compiler/bind/bindings.ts';
import { expressionValue, pathOf, type BoundValue } from '#shared/core/compiler/bind/value.ts';
import { parseExpression } from '#shared/core/expression/jsonata/parse.ts';
import { printExpression } from '#shared/core/expression/jsonata/print.ts';
import type { ExpressionAst } from '#shared/core/expression/jsonata/ast.ts';
import { assert } from '#shared/core/kernel/assert.ts';
import type { Diagnostic } from '#shared/core/kernel/diagnostic.ts';
import type { JsonValue } from '#shared/core/kernel/json.ts';

export function ast(text: string): ExpressionAst {
  const parsed = parseExpression(text);
  assert(parsed.ok, `parses: ${text}`);
  return parsed.value;
}

export function value(text: string): BoundValue {
  return expressionValue(ast(text), '/origin');
}

/** The text of an expression as the printer writes it. */
export function normal(text: string): string {
  return printExpression(ast(text));
}

export const DOCUMENT: JsonValue = { document: { name: 'unit' }, do: [{ one: { set: { a: 1 } } }] };

/** Bindings like those of a task's body, with more variables where given. */
export function bindings(more: Partial<Bindings> = {}): Bindings {
  const input = expressionValue(pathOf('states', 'input'), '/in');
  return {
    place: 'set',
    root: input,
    variables: new Map([
      ['input', input],
      ['context', expressionValue(pathOf('uwf_context'), '')],
    ]),
    states: { input },
    task: { name: 'one', pointer: '/do/0/one', input },
    ...more,
  };
}

export interface Recorder extends BindContext {
  readonly findings: Diagnostic[];
  readonly reads: string[];
}

export function recorder(document: JsonValue = DOCUMENT): Recorder {
  const findings: Diagnostic[] = [];
  const reads: string[] = [];
  return { document, findings, reads, report: (finding) => void findings.push(finding), readsVariable: (name) => void reads.push(name) };
}

/** The text of a bound expression; it must bind without findings. */
export function boundText(text: string, more: Partial<Bindings> = {}): string {
  const record = recorder();
  const bound = printExpression(bindExpression({ text, pointer: '/p' }, bindings(more), record));
  assert(record.findings.length === 0, `binds: ${JSON.stringify(record.findings)}`);
  return bound;
}

/** Codes of the findings of an expression. */
export function codesOf(text: string, more: Partial<Bindings> = {}): readonly string[] {
  const record = recorder();
  bindExpression({ text, pointer: '/p' }, bindings(more), record);
  return record.findings.map(({ code }) => code);
}
