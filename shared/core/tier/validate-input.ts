import type { DefinitionIdentity } from '../definition/model.ts';
import { appendPointer } from '../kernel/json-pointer.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../kernel/json.ts';
import { declaredNames, toDeclaredPointer } from './declared-pointer.ts';
import type { SealedField } from './placement.ts';
import { replaceOnWay } from './schema-way.ts';
import { plainTargets, sealTargets, sealedPlaces } from './seal-input.ts';
import { readSealedHeader, SEALED_PREFIX, type SealedFault, type SealedHeader } from './sealed.ts';
import { isToken, TOKEN_PREFIX, tokenPlaces } from './token.ts';
import { transientPlaces } from './transient.ts';

/** What is found when the input of a run is checked before the run starts (design §6 "Validation"). */
export interface InputCheckRequest {
  readonly input: JsonValue;
  /** As the program has it: with every annotation. */
  readonly inputSchema: JsonObject | boolean;
  /** `placement.input` of the program. */
  readonly sealedFields: readonly SealedField[];
  readonly definition: DefinitionIdentity;
  /** Who starts the run. */
  readonly principal: string;
  readonly tenant: string;
  /** Key ids that the bank seals to at present or may still open. */
  readonly knownKeys: ReadonlySet<string>;
  /** A validator of JSON Schema 2020-12 that tells neither values nor undeclared names. */
  readonly validate: (schema: JsonObject | boolean, value: JsonValue) => readonly InputFinding[];
}

/** The part of a schema finding that is told on. */
export interface InputFinding {
  readonly pointer: string;
  readonly schemaPointer: string;
  readonly message: string;
}

/**
 * One reason why an input is refused. `clear-tier-1`: data that must be sealed is not, or may not be there at all; `sealed`: a sealed value or a
 * token that does not belong where it stands; `schema`: it does not fit the schema. Pointers and declared names only, never a value.
 */
export interface InputProblem extends InputFinding {
  readonly kind: 'clear-tier-1' | 'sealed' | 'schema';
}

/**
 * Checks an input in which each field above the target's clearance is one sealed string, or a token that stands for it. Every problem at once; empty:
 * the run may start. The header of a sealed value is compared, not authenticated: the runner opens it and compares again. Of a token only the form and the
 * place can be told here: whose it is and where it belongs, the vault says to the runner.
 */
export function validateInput(request: InputCheckRequest): readonly InputProblem[] {
  const problems = [...transientProblems(request), ...plainProblems(request), ...shapeProblems(request), ...sealedProblems(request), ...tokenProblems(request), ...schemaProblems(request)];
  const names = declaredNames(request.inputSchema);
  const told = problems.map((problem) => ({ ...problem, pointer: toDeclaredPointer(problem.pointer, request.input, names) }));
  return [...new Map(told.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function transientProblems({ inputSchema, input }: InputCheckRequest): readonly InputProblem[] {
  return transientPlaces(inputSchema, input).map((pointer) => ({
    kind: 'clear-tier-1',
    pointer,
    schemaPointer: '',
    message: 'is transient (x-transient): it must not be sent, sealed or not',
  }));
}

/** Plain values where the placement says that a sealed one stands. */
function plainProblems({ input, sealedFields }: InputCheckRequest): readonly InputProblem[] {
  return plainTargets(input, sealedFields).map(({ pointer, field }) => ({ kind: 'clear-tier-1', pointer, ...mustBeSealed(field) }));
}

function mustBeSealed({ schemaPointer, tier }: SealedField): { readonly schemaPointer: string; readonly message: string } {
  return { schemaPointer, message: `must be sealed: it is Tier ${tier}` };
}

/** On the way to a sealed field nothing but objects and arrays may stand: another kind of value would not be looked into by anyone. */
function shapeProblems({ input, sealedFields }: InputCheckRequest): readonly InputProblem[] {
  return sealedFields.flatMap((field) => shapeProblemsOn(field.dataPath, { value: input, pointer: '' }));
}

function shapeProblemsOn(path: readonly string[], at: { readonly value: JsonValue; readonly pointer: string }): readonly InputProblem[] {
  const [step, ...rest] = path;
  const { value, pointer } = at;
  if (step === undefined || value === null) return [];
  if (step === '*' && isJsonArray(value)) return value.flatMap((item, index) => shapeProblemsOn(rest, { value: item, pointer: appendPointer(pointer, index) }));
  if (!isJsonObject(value)) return [{ kind: 'schema', pointer, schemaPointer: '', message: step === '*' ? 'must be an array or an object' : 'must be an object' }];
  const member = Object.hasOwn(value, step) ? value[step] : undefined;
  return member === undefined ? [] : shapeProblemsOn(rest, { value: member, pointer: appendPointer(pointer, step) });
}

/** Every sealed string: where one is expected its header must say so, anywhere else there must be none. */
function sealedProblems(request: InputCheckRequest): readonly InputProblem[] {
  const expected = expectedFields(request);
  return sealedPlaces(request.input).flatMap(({ pointer, sealed }): readonly InputProblem[] => {
    const field = expected.get(pointer);
    const message = field === undefined ? 'is a sealed value where none may be' : sealedFault(request, field, sealed);
    return message === undefined ? [] : [{ kind: 'sealed', pointer, schemaPointer: field?.schemaPointer ?? '', message }];
  });
}

/** Every string that claims to be a token: a whole one where a sealed value is expected, anywhere else none. */
function tokenProblems(request: InputCheckRequest): readonly InputProblem[] {
  const expected = expectedFields(request);
  return tokenPlaces(request.input).flatMap(({ pointer, token }): readonly InputProblem[] => {
    const field = expected.get(pointer);
    if (field !== undefined && isToken(token)) return [];
    return [{ kind: 'sealed', pointer, schemaPointer: field?.schemaPointer ?? '', message: field === undefined ? 'is a token where none may be' : 'is not a whole token' }];
  });
}

/** The fields that travel sealed, by the pointers at which the input has them. */
function expectedFields({ input, sealedFields }: InputCheckRequest): ReadonlyMap<string, SealedField> {
  return new Map(sealTargets(input, sealedFields).map((target) => [target.pointer, target.field]));
}

const FAULT_MESSAGES: { readonly [fault in SealedFault]: string } = {
  prefix: 'is not a sealed value',
  size: 'is a sealed value that is too long',
  form: 'is not a whole sealed value',
  encoding: 'is a sealed value that is not canonical base64url',
  header: 'is a sealed value with a header that is not ours',
};

function sealedFault(request: InputCheckRequest, field: SealedField, sealed: string): string | undefined {
  const header = readSealedHeader(sealed);
  return header.ok ? headerFault(request, field, header.value) : FAULT_MESSAGES[header.error];
}

/** A copied ciphertext must not be fed to another definition, field or caller that would treat it otherwise. */
function headerFault(request: InputCheckRequest, field: SealedField, header: SealedHeader): string | undefined {
  const { namespace, name } = request.definition;
  if (!request.knownKeys.has(header.kid)) return 'is sealed to a key that the bank does not know';
  if (header.tid !== request.tenant) return 'is sealed for another tenant';
  if (header.def !== `${namespace}/${name}`) return 'is sealed for another definition';
  if (header.ptr !== field.origin) return 'is sealed for another field';
  if (header.sub !== request.principal) return 'is sealed by another caller';
  return header.exe === undefined ? undefined : 'is the sealed result of a run, not an input';
}

function schemaProblems(request: InputCheckRequest): readonly InputProblem[] {
  const schema = sealedFormOf(request.inputSchema, request.sealedFields);
  const plain = plainTargets(request.input, request.sealedFields).map((target) => target.pointer);
  const findings = request.validate(schema, request.input).filter((finding) => !plain.some((pointer) => isBeneath(finding.pointer, pointer)));
  return findings.flatMap((finding) => schemaProblem(request, finding));
}

/** Findings about the stand-in of a sealed field are told as what they mean. */
function schemaProblem(request: InputCheckRequest, { pointer, schemaPointer, message }: InputFinding): readonly InputProblem[] {
  const field = request.sealedFields.find((one) => isBeneath(schemaPointer, one.schemaPointer));
  const part = field === undefined ? '' : schemaPointer.slice(field.schemaPointer.length).split('/')[1];
  if (field === undefined || part === undefined || !STAND_IN_PARTS.has(part)) return [{ kind: 'schema', pointer, schemaPointer, message }];
  // `if` only sums up what `then` or `else` found.
  if (part === 'if') return [];
  if (part === 'then') return [{ kind: 'schema', pointer, schemaPointer: field.schemaPointer, message: 'must not be null' }];
  return [{ kind: 'clear-tier-1', pointer, ...mustBeSealed(field) }];
}

const STAND_IN_PARTS: ReadonlySet<string> = new Set(['if', 'then', 'else']);

function isBeneath(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}

/**
 * The schema that the sealed form of an input satisfies: at every node that travels sealed stands "null as before, else a sealed string or a token".
 * Wherever that node applies, also through a reference or an array, plain data is refused.
 */
export function sealedFormOf(schema: JsonObject | boolean, fields: readonly SealedField[]): JsonObject | boolean {
  return fields.reduce((document, field) => replaceOnWay(document, field.schemaPointer, standIn), schema);
}

function standIn(node: JsonValue): JsonValue {
  const definitions = isJsonObject(node) && node['$defs'] !== undefined ? { $defs: node['$defs'] } : {};
  return { ...definitions, if: { type: 'null' }, then: node, else: { type: 'string', pattern: `^(?:${SEALED_PREFIX}|${TOKEN_PREFIX})` } };
}
