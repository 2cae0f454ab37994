import { admitFields, type FieldRules } from '#shared/core/egress/fields.ts';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { NAME_CHARACTERS_MAX } from './limits.ts';

/** What spans may leave, and their attributes: the same for all of them. */
export interface SpanRules {
  readonly names: readonly string[];
  readonly attributes: FieldRules;
}

/** A piece of a trace. Its ids and times are made by the tracer. */
export interface Span {
  readonly name: string;
  readonly attributes: JsonObject;
}

/** Attribute that counts the ones that were held. */
const HELD = 'uwf.held_attributes';

/** The span as it may leave; undefined when nobody listed its name. */
export function admitSpan(rules: SpanRules, span: Span, isClean: (text: string) => boolean): Span | undefined {
  if (span.name.length > NAME_CHARACTERS_MAX || !rules.names.includes(span.name)) return undefined;
  const { fields, held } = admitFields(rules.attributes, span.attributes, isClean);
  return { name: span.name, attributes: held === 0 ? fields : { ...fields, [HELD]: held } };
}
