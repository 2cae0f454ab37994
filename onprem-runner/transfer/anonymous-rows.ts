import { createHmac, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import { anonymiseRow, type AnonymousRow } from '#shared/core/transfer/anonymity/anonymise-row.ts';
import { addSummaries, ClassCounts, refusalOf, type ClassSummary, type CountedRow } from '#shared/core/transfer/anonymity/class-counts.ts';
import type { AnonymityPlan } from '#shared/core/transfer/anonymity/plan.ts';
import { SPILL_CHARACTERS_MAX, SPILL_CLASSES_MAX, SPILL_PARTS_MAX } from './limits.ts';
import { rowError, type TransferRows } from './rows.ts';

/** Rows that lost their names, and what that took, in numbers. */
export interface AnonymousRows {
  readonly rows: TransferRows;
  readonly summary: ClassSummary;
}

/**
 * Takes the names off rows and gives on those whose class is large enough. How large classes are is known only when all rows were seen, and memory is
 * bounded: rows are spread over files by their class, each file is counted alone, and then read again. The files lie in the bank, beneath `folder`, and are
 * gone when `use` is. The order of the rows says nothing of where they stood. Errors: `UWF-4227` for a row that the plan does not fit, `UWF-4229`.
 */
export async function withAnonymousRows<T>(request: { readonly plan: AnonymityPlan; readonly rows: TransferRows; readonly folder: string }, use: (anonymous: AnonymousRows) => Promise<T>): Promise<T> {
  const { plan, rows, folder } = request;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const spill = await mkdtemp(join(folder, 'anonymise-'));
  try {
    const parts = await spread(plan, rows, spill);
    const summary = await summarise(plan, parts);
    const refusal = refusalOf(plan, summary);
    if (refusal !== undefined) throw new UwfError('UWF-4229', refusal);
    return await use({ rows: keptRows(plan, parts), summary });
  } finally {
    await rm(spill, { recursive: true, force: true });
  }
}

/** A row in a file of its part: keys are keyed digests, so that not even the file says whose it is. */
interface SpilledRow extends CountedRow {
  readonly row: JsonObject;
}

const DIGEST_CHARACTERS = 22;

async function spread(plan: AnonymityPlan, rows: TransferRows, folder: string): Promise<readonly string[]> {
  const key = randomBytes(32);
  const digest = (text: string): string => createHmac('sha256', key).update(text).digest('base64url').slice(0, DIGEST_CHARACTERS);
  const parts = await Promise.all(Array.from({ length: SPILL_PARTS_MAX }, (_none, index) => openPart(join(folder, String(index)))));
  try {
    for await (const { row, place } of rows) {
      const anonymous = anonymiseRow(plan, row);
      if (!anonymous.ok) throw rowError(place, anonymous.error);
      const spilled = toSpilled(anonymous.value, digest);
      await parts[partOf(spilled.classKey)]?.write(`${JSON.stringify(spilled)}\n`);
    }
  } finally {
    await Promise.all(parts.map((part) => part.close()));
  }
  return parts.map(({ path }) => path);
}

function toSpilled({ row, classKey, subject, sensitive }: AnonymousRow, digest: (text: string) => string): SpilledRow {
  return { row, classKey: digest(`class ${classKey}`), subject: subject === undefined ? undefined : digest(`subject ${subject}`), sensitive: sensitive.map((value) => digest(`value ${value}`)) };
}

/** The first digit of base64url has 6 bits: as many as there are parts. */
function partOf(classKey: string): number {
  return (Buffer.from(classKey.slice(0, 4), 'base64url')[0] ?? 0) >> 2;
}

interface Part {
  readonly path: string;
  write(line: string): Promise<void>;
  close(): Promise<void>;
}

async function openPart(path: string): Promise<Part> {
  const file: FileHandle = await open(path, 'wx', 0o600);
  let held: string[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    const text = held.join('');
    held = [];
    characters = 0;
    await file.appendFile(text);
  };
  return {
    path,
    write: async (line) => {
      held.push(line);
      characters += line.length;
      if (characters >= SPILL_CHARACTERS_MAX) await flush();
    },
    close: async () => {
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
}

async function* readPart(path: string): AsyncGenerator<SpilledRow, void, undefined> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) yield parseSpilled(line);
}

/** We wrote it a moment ago. */
function parseSpilled(line: string): SpilledRow {
  const spilled: SpilledRow = JSON.parse(line);
  return spilled;
}

async function countPart(plan: AnonymityPlan, path: string): Promise<ClassCounts> {
  const counts = new ClassCounts(plan);
  for await (const row of readPart(path)) {
    counts.add(row);
    if (counts.size > SPILL_CLASSES_MAX) throw new UwfError('UWF-4229', `there are more than ${SPILL_CLASSES_MAX * SPILL_PARTS_MAX} classes, about: next to no row is like another`);
  }
  return counts;
}

async function summarise(plan: AnonymityPlan, parts: readonly string[]): Promise<ClassSummary> {
  let summary: ClassSummary = { rows: 0, classes: 0, rowsKept: 0, classesKept: 0, smallest: 0 };
  for (const path of parts) summary = addSummaries(summary, (await countPart(plan, path)).summary(plan.subject === 'rows'));
  return summary;
}

async function* keptRows(plan: AnonymityPlan, parts: readonly string[]): TransferRows {
  let item = 0;
  for (const path of parts) {
    const counts = await countPart(plan, path);
    for await (const { row, classKey } of readPart(path)) {
      if (!counts.isLargeEnough(classKey, plan.subject === 'rows')) continue;
      item += 1;
      yield { item, place: `anonymised row ${item}`, row };
    }
  }
}
