import type { JsonObject } from '../../kernel/json.ts';

/** Version of the language that imported documents are written in. */
const DSL_VERSION = '1.0.3';
const NAME_CHARACTERS_MAX = 63;

/** Who an imported definition is; what is absent is made from its title. */
export interface HeaderOptions {
  readonly namespace?: string;
  readonly name?: string;
  readonly version?: string;
}

/** The `document` of an imported definition. */
export function documentHeader({ namespace, name, version, title, summary }: HeaderOptions & { readonly title?: string; readonly summary?: string }): JsonObject {
  return {
    dsl: DSL_VERSION,
    namespace: namespace ?? 'imported',
    name: name ?? nameOf(title ?? 'workflow'),
    version: version ?? '1.0.0',
    ...(title === undefined ? {} : { title }),
    ...(summary === undefined ? {} : { summary }),
  };
}

/** A text as a name of the DSL (letters, digits and hyphens): `Check fraud!` is `check-fraud`. */
export function nameOf(text: string): string {
  const words = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/gu, '-');
  const name = words.replace(/^-+/u, '').slice(0, NAME_CHARACTERS_MAX).replace(/-+$/u, '');
  return name === '' ? 'workflow' : name;
}
