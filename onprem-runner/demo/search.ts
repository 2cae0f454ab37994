import { createMatcher, type Matcher } from './scan/matcher.ts';
import { scanSource, type ScanResult, type ScanSource } from './scan/scan.ts';

/** What the cloud side was searched for, and what came of it. */
export interface SearchReport {
  readonly bytes: number;
  /** Values that are in the cloud zone now and were not before anything was submitted. */
  readonly hits: ReadonlySet<number>;
  /** By source: values that cannot be told from what a fresh store holds anyway. */
  readonly alreadyThere: ReadonlyMap<string, ReadonlySet<number>>;
  /** Where the hits are. */
  readonly places: readonly { readonly source: string; readonly count: number }[];
}

/** Searches the same sources before and after. */
export interface Search {
  /** Looks at what is there before anything is submitted: a short value can stand in any store by chance. */
  before(): Promise<void>;
  after(): Promise<SearchReport>;
}

export function createSearch(values: readonly string[], sources: readonly ScanSource[]): Search {
  const matcher = createMatcher(values);
  let baseline: ReadonlyMap<string, ReadonlySet<number>> = new Map();
  return {
    before: async () => {
      baseline = new Map((await scanAll(matcher, sources)).map((result) => [result.source, result.found]));
    },
    after: async () => report(await scanAll(matcher, sources), baseline),
  };
}

async function scanAll(matcher: Matcher, sources: readonly ScanSource[]): Promise<readonly ScanResult[]> {
  const results: ScanResult[] = [];
  for (const source of sources) results.push(await scanSource(matcher, source));
  return results;
}

function report(results: readonly ScanResult[], baseline: ReadonlyMap<string, ReadonlySet<number>>): SearchReport {
  const fresh = results.map((result) => ({ source: result.source, found: [...result.found].filter((value) => baseline.get(result.source)?.has(value) !== true) }));
  return {
    bytes: results.reduce((sum, result) => sum + result.bytes, 0),
    hits: new Set(fresh.flatMap(({ found }) => found)),
    alreadyThere: new Map([...baseline].filter(([, found]) => found.size > 0)),
    places: fresh.filter(({ found }) => found.length > 0).map(({ source, found }) => ({ source, count: found.length })),
  };
}

/** How many of the values are in one source: the counter-check that the search can find. */
export async function countIn(values: readonly string[], source: ScanSource): Promise<number> {
  return (await scanSource(createMatcher(values), source)).found.size;
}
