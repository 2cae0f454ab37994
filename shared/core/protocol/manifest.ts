import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { parseStrictObject } from './strict-json.ts';

/** What a release vouches for: that this program, with this placement, is what this document becomes. Plain JSON. */
export interface ManifestSubject {
  readonly identity: { readonly namespace: string; readonly name: string; readonly version: string };
  /** SHA-256 (hex) over the canonical JSON (RFC 8785) of the document. */
  readonly definition: string;
  /** Revision: SHA-256 (hex) over the canonical JSON of the compiled program. */
  readonly program: string;
  readonly compilerVersion: string;
  /** SHA-256 (hex) over the canonical JSON of the placement. */
  readonly placement: string;
  readonly target: ManifestTarget;
}

/** Where the program is driven. */
export interface ManifestTarget {
  readonly name: string;
  readonly runtime: string;
  readonly zone: string;
  readonly capabilities: readonly string[];
}

/** A manifest before it is signed: a subject, and who released it when. */
export interface DefinitionManifest extends ManifestSubject {
  readonly v: 1;
  /** Principal. */
  readonly releasedBy: string;
  /** Epoch seconds. */
  readonly at: number;
}

/** What of a compilation its manifest is made of; the compiler's own types fit. */
export interface ReleasedProgram {
  readonly identity: ManifestSubject['identity'];
  readonly compilerVersion: string;
  readonly target: Omit<ManifestTarget, 'capabilities'> & { readonly capabilities?: readonly string[] };
  readonly placement: object;
  /** The document as JSON. */
  readonly source: JsonObject;
}

/** A member by which two subjects differ. */
export type ManifestDifference = keyof ManifestSubject;

/** Characters of the payload of a manifest. */
export const MANIFEST_CHARACTERS_MAX = 8_192;

/** What is vouched for when a compilation is released. `revision` is the digest of the whole program. */
export function subjectOf(program: ReleasedProgram, revision: string): ManifestSubject {
  const { identity, compilerVersion, target, placement, source } = program;
  return {
    identity: { namespace: identity.namespace, name: identity.name, version: identity.version },
    definition: digestOf(source),
    program: revision,
    compilerVersion,
    placement: digestOf(placement),
    target: { name: target.name, runtime: target.runtime, zone: target.zone, capabilities: (target.capabilities ?? []).toSorted() },
  };
}

/** In what a manifest and a compilation of one's own differ; empty when the manifest vouches for the very thing. */
export function compareSubjects(manifest: ManifestSubject, own: ManifestSubject): readonly ManifestDifference[] {
  const members: readonly ManifestDifference[] = ['identity', 'definition', 'program', 'compilerVersion', 'placement', 'target'];
  return members.filter((member) => canonicalJson(toJson({ value: manifest[member] })) !== canonicalJson(toJson({ value: own[member] })));
}

/** The payload to sign: canonical JSON (RFC 8785). */
export function formatManifest(manifest: DefinitionManifest): string {
  return canonicalJson(toJson(manifest));
}

/** Reads the payload of a signed manifest; undefined when it is not exactly one. */
export function parseManifest(text: string): DefinitionManifest | undefined {
  const value = text.length > MANIFEST_CHARACTERS_MAX ? undefined : parseStrictObject(text);
  if (value === undefined || !hasMembers(value, MEMBERS) || value['v'] !== 1) return undefined;
  const { definition, program, placement, compilerVersion, releasedBy, at } = value;
  const identity = parseTexts(value['identity'], ['namespace', 'name', 'version']);
  const target = parseTarget(value['target']);
  if (identity === undefined || target === undefined || !isDigest(definition) || !isDigest(program) || !isDigest(placement)) return undefined;
  if (!isText(compilerVersion) || !isText(releasedBy) || typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0) return undefined;
  return { v: 1, identity: toIdentity(identity), definition, program, compilerVersion, placement, target, releasedBy, at };
}

const MEMBERS = ['v', 'identity', 'definition', 'program', 'compilerVersion', 'placement', 'target', 'releasedBy', 'at'] as const;
const TEXT_CHARACTERS_MAX = 256;
const CAPABILITIES_MAX = 64;
const CLEAN = /^[^\p{Cc}\p{Surrogate}]+$/u;
const DIGEST_HEX = /^[0-9a-f]{64}$/u;

function toIdentity(texts: { readonly [name: string]: string }): ManifestSubject['identity'] {
  const { namespace = '', name = '', version = '' } = texts;
  return { namespace, name, version };
}

function parseTarget(value: JsonValue | undefined): ManifestTarget | undefined {
  if (!isJsonObject(value)) return undefined;
  const { capabilities, ...rest } = value;
  const texts = parseTexts(rest, ['name', 'runtime', 'zone']);
  if (texts === undefined || !isJsonArray(capabilities) || capabilities.length > CAPABILITIES_MAX || !capabilities.every(isText)) return undefined;
  const { name = '', runtime = '', zone = '' } = texts;
  return { name, runtime, zone, capabilities: capabilities.filter(isText) };
}

/** An object of exactly these members, each of them a text. */
function parseTexts(value: JsonValue | undefined, names: readonly string[]): { readonly [name: string]: string } | undefined {
  if (!isJsonObject(value) || !hasMembers(value, names)) return undefined;
  const texts = Object.entries(value).flatMap(([name, text]): readonly (readonly [string, string])[] => (isText(text) ? [[name, text]] : []));
  return texts.length === names.length ? Object.fromEntries(texts) : undefined;
}

function hasMembers(object: JsonObject, names: readonly string[]): boolean {
  return Object.keys(object).length === names.length && names.every((name) => Object.hasOwn(object, name));
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.length <= TEXT_CHARACTERS_MAX && CLEAN.test(value);
}

function isDigest(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && DIGEST_HEX.test(value);
}

function digestOf(value: object): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(toJson(value)))));
}

/** Plain JSON by type; members that are `undefined` are none. */
function toJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
