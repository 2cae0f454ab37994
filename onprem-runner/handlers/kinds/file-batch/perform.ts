import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { RunnerContext } from '../../define-handler.ts';
import { HandlerFault } from '../../handler-error.ts';
import { applyValueMap } from '../value-map.ts';
import type { FieldMap, FileBatchDeclaration, FileDestination, FileProblem, FileSource } from './declaration.ts';
import { draftBelow, openBelow, pathSegments, toReference, type FileDraft, type FileRoot } from './place.ts';
import { createRecordReader, createRecordWriter } from './records.ts';

export interface FileTools {
  readonly roots: Readonly<Record<string, FileRoot>>;
}

interface FileCall {
  readonly declaration: FileBatchDeclaration;
  readonly tools: FileTools;
  readonly input: JsonValue;
  readonly context: RunnerContext;
}

/** Bytes that are read, and written, at once. */
const CHUNK_BYTES = 65_536;

/**
 * Carries out a declared work on files, as a stream: memory does not grow with the file. What is written appears under its name at once and whole, or not
 * at all; a repetition finds its own file and gives the same result.
 */
export async function performFileBatch(declaration: FileBatchDeclaration, tools: FileTools, call: Pick<FileCall, 'input' | 'context'>): Promise<JsonValue> {
  const work: FileCall = { declaration, tools, ...call };
  const facts = await perform(work);
  return applyValueMap(declaration.output, facts, call.context) ?? null;
}

async function perform(call: FileCall): Promise<JsonObject> {
  const { declaration } = call;
  switch (declaration.operation) {
    case 'inspect': {
      const { facts } = await readSource(call, declaration.source, async () => undefined);
      return { ...facts, source: facts };
    }
    case 'convert':
      return writing(call, declaration, async (write) => (await readSource(call, declaration.source, write)).facts);
    case 'write':
      return writing(call, declaration, async (write) => {
        const records = applyValueMap(declaration.records, call.input, call.context);
        if (!isJsonArray(records) || records.length > declaration.recordsMax) throw new HandlerFault('record');
        for (const record of records) await write(isJsonObject(record) ? record : { value: record });
        return { records: records.length, rejected: 0 };
      });
  }
}

type Write = (record: JsonObject) => Promise<void>;

/** Reads a file to its end; gives what is known of it. */
async function readSource(call: FileCall, source: FileSource, take: (record: JsonObject) => Promise<void>): Promise<{ readonly facts: JsonObject }> {
  const { declaration, context } = call;
  const segments = pathSegments(source.root, applyValueMap(source.path, call.input, context));
  const file = await openBelow(folderOf(call.tools, source.root, 'read'), segments);
  if (file === undefined) return problem(call, 'missing');
  try {
    const hash = createHash('sha256');
    const reader = createRecordReader(source);
    const counts = { records: 0, rejected: 0, bytes: 0 };
    const takeAll = async (records: readonly (JsonObject | undefined)[] | undefined): Promise<void> => {
      if (records === undefined) return problem(call, 'record');
      for (const record of records) {
        if (record === undefined) counts.rejected += 1;
        else counts.records += 1;
        if (counts.rejected > declaration.rejectedMax || counts.records > declaration.recordsMax) return problem(call, 'record');
        if (record !== undefined) await take(record);
      }
    };
    for await (const chunk of chunksOf(file)) {
      if (context.signal.aborted) throw new HandlerFault('timeout');
      counts.bytes += chunk.byteLength;
      if (counts.bytes > declaration.bytesMax) return problem(call, 'size');
      hash.update(chunk);
      await takeAll(reader.push(chunk));
    }
    await takeAll(reader.end());
    const sha256 = hash.digest('hex');
    const wanted = source.sha256 === undefined ? undefined : applyValueMap(source.sha256, call.input, context);
    if (source.sha256 !== undefined && wanted !== sha256) return problem(call, 'checksum');
    return { facts: { ...counts, sha256, reference: toReference(source.root, segments.join('/')) } };
  } finally {
    await file.close();
  }
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (;;) {
    // A buffer for each part: what is kept of one must not change with the next.
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

type Writing = Extract<FileBatchDeclaration, { readonly destination: FileDestination }>;

async function writing(call: FileCall, { destination, fields }: Writing, fill: (write: Write) => Promise<JsonObject>): Promise<JsonObject> {
  const { context, tools } = call;
  const segments = pathSegments(destination.root, destination.name.replaceAll(/\{(executionId|attemptId|idempotencyKey)\}/gu, (_part, name) => fileNameOf(idOf(context, name))));
  const draft = await draftBelow(folderOf(tools, destination.root, 'write'), segments);
  try {
    const output = createOutput(draft, call.declaration.bytesMax);
    const writer = createRecordWriter(destination, fields.map(([name]) => name));
    await output.write(writer.head);
    const source = await fill((record) => output.write(writer.write(shaped(fields, record, context))));
    const { bytes, sha256 } = await output.end();
    const isNew = await draft.publish();
    if (!isNew && !(await isSame(call, destination, { segments, sha256 }))) return problem(call, 'exists');
    return { records: source['records'] ?? 0, rejected: source['rejected'] ?? 0, bytes, sha256, reference: toReference(destination.root, segments.join('/')), source };
  } catch (error) {
    await draft.discard();
    if (error instanceof HandlerFault && error.reason === 'size') return problem(call, 'size');
    throw error;
  }
}

function idOf(context: RunnerContext, name: unknown): string {
  if (name === 'attemptId') return context.attemptId;
  return name === 'executionId' ? context.executionId : context.idempotencyKey;
}

/** Ids have characters that names of files have not. A digest is as unlike for unlike ids. */
function fileNameOf(id: string): string {
  return /^[A-Za-z0-9_-]{1,64}$/u.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 40);
}

function shaped(fields: readonly FieldMap[], record: JsonObject, context: RunnerContext): JsonObject {
  if (fields.length === 0) return record;
  const members = fields.map(([name, map]) => [name, applyValueMap(map, record, context)] as const);
  return Object.fromEntries(members.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

interface Output {
  write(text: string): Promise<void>;
  end(): Promise<{ readonly bytes: number; readonly sha256: string }>;
}

/** Gathers small texts into larger pieces, and counts what goes out. */
function createOutput({ file }: FileDraft, bytesMax: number): Output {
  const hash: Hash = createHash('sha256');
  let parts: string[] = [];
  let waiting = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    const piece = Buffer.from(parts.join(''), 'utf8');
    parts = [];
    waiting = 0;
    bytes += piece.byteLength;
    if (bytes > bytesMax) throw new HandlerFault('size');
    hash.update(piece);
    await file.writeFile(piece);
  };
  return {
    write: async (text) => {
      parts.push(text);
      waiting += text.length;
      if (waiting >= CHUNK_BYTES) await flush();
    },
    end: async () => {
      await flush();
      return { bytes, sha256: hash.digest('hex') };
    },
  };
}

/** A file of the same name is the own one of an earlier attempt when it has the same digest. */
async function isSame(call: FileCall, { root }: FileDestination, { segments, sha256 }: { readonly segments: readonly string[]; readonly sha256: string }): Promise<boolean> {
  const file = await openBelow(folderOf(call.tools, root, 'write'), segments);
  if (file === undefined) return false;
  try {
    const hash = createHash('sha256');
    for await (const chunk of chunksOf(file)) hash.update(chunk);
    return hash.digest('hex') === sha256;
  } finally {
    await file.close();
  }
}

function folderOf({ roots }: FileTools, name: string, access: 'read' | 'write'): string {
  const root = Object.hasOwn(roots, name) ? roots[name] : undefined;
  if (root === undefined || (root.access !== access && root.access !== 'read-write')) throw new HandlerFault('place');
  return root.folder;
}

const FAULTS: { readonly [problem in FileProblem]: 'file' | 'size' | 'record' | 'checksum' | 'exists' } = { missing: 'file', size: 'size', record: 'record', checksum: 'checksum', exists: 'exists' };

function problem({ declaration, context }: FileCall, kind: FileProblem): never {
  const code = declaration.errors.find(([name]) => name === kind)?.[1];
  if (code !== undefined) return context.fail(code);
  throw new HandlerFault(FAULTS[kind]);
}
