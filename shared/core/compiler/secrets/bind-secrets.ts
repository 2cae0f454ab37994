import { SECRET_REFERENCE_KEY } from '../../asl/model.ts';
import type { Template } from '../../definition/model.ts';
import { diagnosticError } from '../../kernel/diagnostic.ts';
import { appendPointer } from '../../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../../kernel/json.ts';
import { applied } from '../bind/applied.ts';
import type { Bindings } from '../bind/bindings.ts';
import { parsed } from '../bind/parsed.ts';
import { bindTemplate, expressionText } from '../bind/template.ts';
import { constantValue, expressionValue, toAst, type BoundMember, type BoundValue } from '../bind/value.ts';
import type { LoweringContext } from '../lowering/context.ts';
import { namesInOrder } from '../resolve/names.ts';

/**
 * Binds a template whose values go straight to the executor of the task: `${ $secrets.name.member }` becomes a reference that only the
 * executor resolves (mapping §6.6). Every other expression may give single values only, so that no data can ever pass for a reference.
 * With `only`, this holds beneath members of that name, and the rest is an ordinary template.
 */
export function bindSecrets(template: Template, bindings: Bindings, context: LoweringContext, only?: string): BoundValue {
  return bind(template.value, template.pointer, { bindings, context, only });
}

interface SecretPlace {
  readonly bindings: Bindings;
  readonly context: LoweringContext;
  readonly only: string | undefined;
}

function bind(value: JsonValue, pointer: string, place: SecretPlace): BoundValue {
  if (isJsonObject(value)) return { kind: 'object', origin: pointer, members: Object.entries(value).map(([key, member]) => bindMember(key, member, { ...place, pointer })) };
  if (isJsonArray(value)) return { kind: 'array', origin: pointer, items: value.map((item, index) => bind(item, appendPointer(pointer, index), place)) };
  const text = typeof value === 'string' ? expressionText(value) : undefined;
  if (text === undefined || place.only !== undefined) return bindTemplate({ value, pointer }, place.bindings, place.context.bind);
  return bindReference(text, pointer, place.context) ?? bindSingle({ value, pointer }, place);
}

function bindMember(key: string, value: JsonValue, place: SecretPlace & { readonly pointer: string }): BoundMember {
  const pointer = appendPointer(place.pointer, key);
  if (key.startsWith(SECRET_REFERENCE_KEY)) place.context.builder.report(diagnosticError('UWF-2033', pointer, `'${SECRET_REFERENCE_KEY}' is a reserved name.`));
  return { key, value: bind(value, pointer, { ...place, only: key === place.only ? undefined : place.only }) };
}

/**
 * The headers of a call: those that are wholly `${ $secrets.name.member }` stand apart as `secretHeaders`, where nothing but constants of the
 * compiler is ever written. Whatever data the other headers hold, an executor looks up no secret there.
 */
export function headerMembers(template: Template, bindings: Bindings, context: LoweringContext): readonly BoundMember[] {
  const { value, pointer } = template;
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  const secrets = entries.flatMap(([key, header]): readonly BoundMember[] => {
    const text = typeof header === 'string' ? expressionText(header) : undefined;
    const reference = text === undefined ? undefined : bindReference(text, appendPointer(pointer, key), context);
    return reference === undefined ? [] : [{ key, value: reference }];
  });
  if (secrets.length === 0) return [{ key: 'headers', value: bindTemplate(template, bindings, context.bind) }];
  const names = new Set(secrets.map(({ key }) => key));
  const others = Object.fromEntries(entries.filter(([key]) => !names.has(key)));
  return [
    { key: 'headers', value: bindTemplate({ value: others, pointer }, bindings, context.bind) },
    { key: 'secretHeaders', value: { kind: 'object', origin: pointer, members: secrets } },
  ];
}

const SECRET = /^\$secrets?\.([A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*)*)$/;

function bindReference(text: string, pointer: string, context: LoweringContext): BoundValue | undefined {
  const [, name, path] = SECRET.exec(text) ?? [];
  if (name === undefined) return undefined;
  return secretReference({ name, pointer, ...(path === undefined || path === '' ? {} : { member: path.slice(1) }) }, context);
}

/** What stands for a secret in the arguments of a task. Only secrets that the document declares. */
export function secretReference(secret: { readonly name: string; readonly pointer: string; readonly member?: string }, { builder, definition }: LoweringContext): BoundValue {
  const { name, pointer, member } = secret;
  const { secrets } = definition.use;
  if (!secrets.has(name)) builder.report(diagnosticError('UWF-2064', pointer, `There is no secret '${name}' beneath use. ${namesInOrder('use.secrets', secrets)}`));
  return constantValue({ [SECRET_REFERENCE_KEY]: name, ...(member === undefined ? {} : { member }) }, pointer);
}

const SINGLE = parsed('($value := $argument; $type($value) in ["object", "array"] ? $error("a single value is expected here") : $value)');

function bindSingle(template: Template, { bindings, context }: SecretPlace): BoundValue {
  const bound = bindTemplate(template, bindings, context.bind);
  return bound.kind === 'literal' ? bound : expressionValue(applied(SINGLE, toAst(bound)), template.pointer);
}
