import { fail, succeed, type Result } from '../kernel/result.ts';
import { REFERENCE_CHARACTERS_MAX } from './limits.ts';
import type { DefinitionIdentity } from './model.ts';

/** A definition as a caller names it: `name`, `namespace.name` or `namespace.name@version`. */
export interface ParsedReference {
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/u;
const IDENTIFIER = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const VERSION = new RegExp(`^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`, 'u');

/** True for a name or namespace of the DSL: 1 to 63 letters, digits and hyphens, not at the ends a hyphen. */
export function isDefinitionName(text: string): boolean {
  return NAME.test(text);
}

/** True for a semantic version (semver 2.0.0 §2, §9, §10). */
export function isSemanticVersion(text: string): boolean {
  return text.length <= VERSION_CHARACTERS_MAX && VERSION.test(text);
}

const VERSION_CHARACTERS_MAX = 64;

/** `namespace.name@version`: the id of one version in URLs, on the command line and in stores. */
export function formatIdentity(identity: DefinitionIdentity): string {
  return `${identity.namespace}.${identity.name}@${identity.version}`;
}

/** A reference as text; what is absent is left out. Inverse of {@link parseReference}. */
export function formatReference(reference: ParsedReference): string {
  const namespace = reference.namespace === undefined ? '' : `${reference.namespace}.`;
  const version = reference.version === undefined ? '' : `@${reference.version}`;
  return namespace + reference.name + version;
}

/** Reads `name`, `namespace.name`, `name@version` or `namespace.name@version`. The error is a sentence for the caller. */
export function parseReference(text: string): Result<ParsedReference, string> {
  if (text.length > REFERENCE_CHARACTERS_MAX) return fail(`the reference is longer than ${REFERENCE_CHARACTERS_MAX} characters`);
  const at = text.indexOf('@');
  const version = at < 0 ? undefined : text.slice(at + 1);
  const names = (at < 0 ? text : text.slice(0, at)).split('.');
  if (names.length > 2 || !names.every(isDefinitionName)) return fail('a definition is named name, namespace.name or namespace.name@version');
  if (version !== undefined && !isSemanticVersion(version)) return fail("the version after @ is not a semantic version such as '1.0.0'");
  const [first = '', second] = names;
  const named = second === undefined ? { name: first } : { namespace: first, name: second };
  return succeed(version === undefined ? named : { ...named, version });
}

/**
 * Precedence of two semantic versions (semver 2.0.0 §11): negative, zero or positive. Build metadata does not count (§10).
 * A text that is no semantic version comes before every version; two such texts are ordered by their code units.
 */
export function compareVersions(left: string, right: string): number {
  const a = VERSION.exec(left);
  const b = VERSION.exec(right);
  if (a === null || b === null) return a === b ? compareText(left, right) : a === null ? -1 : 1;
  for (const part of [1, 2, 3]) {
    const order = compareNumeric(a[part] ?? '', b[part] ?? '');
    if (order !== 0) return order;
  }
  return comparePrerelease(a[4], b[4]);
}

/** §11.3 and §11.4: a release comes after its pre-releases; a longer list of equal identifiers comes after the shorter. */
function comparePrerelease(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  const a = left.split('.');
  const b = right.split('.');
  for (const [index, identifier] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareIdentifier(identifier, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** §11.4: numbers by value and before texts, texts by ASCII order. */
function compareIdentifier(left: string, right: string): number {
  const isLeftNumeric = /^\d+$/u.test(left);
  const isRightNumeric = /^\d+$/u.test(right);
  if (isLeftNumeric && isRightNumeric) return compareNumeric(left, right);
  if (isLeftNumeric !== isRightNumeric) return isLeftNumeric ? -1 : 1;
  return compareText(left, right);
}

/** By value without leaving the text: the numbers of a version may be longer than a double can hold. */
function compareNumeric(left: string, right: string): number {
  return left.length === right.length ? compareText(left, right) : left.length - right.length;
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
