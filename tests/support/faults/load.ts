import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWorkflowClient, WorkflowServiceError, type RunSummary, type WorkflowClient } from '#shared/client/index.ts';
import type { Operation } from './oracle.ts';

/** A client that is made anew when the system behind it was. */
export interface SteadyClient {
  /** Does it with the present client; what fails is tried again until it succeeds, or it is over. */
  insist<T>(work: (client: WorkflowClient) => Promise<T>, isOver?: () => boolean): Promise<T>;
}

const RETRY_MS = 200;
const CALL_MS_MAX = 5_000;

/** `folder`: where the cloud's process writes its profile. */
export function createSteadyClient(folder: string): SteadyClient {
  let current: Promise<WorkflowClient> | undefined;
  return {
    insist: async (work, isOver = () => false) => {
      for (;;) {
        const used = (current ??= openClient(folder));
        try {
          return await work(await used);
        } catch (error) {
          if (isOver() || isRefused(error)) throw error;
          if (current === used) current = undefined;
          await sleep(RETRY_MS);
        }
      }
    },
  };
}

/** What the service refuses by its rules it will refuse again. A token of an issuer that is gone is no such thing. */
function isRefused(error: unknown): boolean {
  return error instanceof WorkflowServiceError && error.status >= 400 && error.status < 429 && error.status !== 401;
}

async function openClient(folder: string): Promise<WorkflowClient> {
  const { api, issuer } = parseProfile(readFileSync(join(folder, 'profile.json'), 'utf8'));
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: issuer.clientId, client_secret: issuer.clientSecret });
  const answer = await fetch(issuer.tokenEndpoint, { method: 'POST', body, signal: AbortSignal.timeout(CALL_MS_MAX) });
  const { access_token: token } = (await answer.json()) as { readonly access_token: string };
  const send: typeof fetch = (target, options) => fetch(target, { ...options, signal: AbortSignal.timeout(CALL_MS_MAX) });
  return createWorkflowClient({ baseUrl: api, token, fetch: send });
}

interface Profile {
  readonly api: string;
  readonly issuer: { readonly tokenEndpoint: string; readonly clientId: string; readonly clientSecret: string };
}

function parseProfile(text: string): Profile {
  return JSON.parse(text) as Profile;
}

/** Starts runs at a steady rate, whatever happens to the system. */
export interface Load {
  /** Starts nothing more, and waits until everything that was started is acknowledged, or the time is over. */
  stop(untilMs: number): Promise<readonly Operation[]>;
}

/** One of so many operations is cancelled soon after its start. */
const CANCELLED_EVERY = 10;
const CANCEL_AFTER_MS = 120;
const CANCEL_MS_MAX = 10_000;

export function startLoad(client: SteadyClient, { workflow, everyMs }: { readonly workflow: string; readonly everyMs: number }): Load {
  const operations = new Map<string, Operation>();
  const pending = new Set<Promise<void>>();
  let deadline = Number.POSITIVE_INFINITY;
  const operate = async (n: number): Promise<void> => {
    const asked: Operation = { name: `op-${String(n)}`, startedAt: Date.now(), isCancelled: n % CANCELLED_EVERY === CANCELLED_EVERY - 1 };
    operations.set(asked.name, asked);
    const runId = await client.insist(async ({ workflows }) => (await workflows.start(workflow, { n }, { idempotencyKey: asked.name })).runId, () => Date.now() > deadline);
    operations.set(asked.name, { ...asked, runId });
    if (!asked.isCancelled) return;
    await sleep(CANCEL_AFTER_MS);
    await client.insist(({ workflows }) => workflows.get(runId).cancel(), () => Date.now() > asked.startedAt + CANCEL_MS_MAX).catch(() => false);
  };
  let count = 0;
  const timer = setInterval(() => {
    const one: Promise<void> = operate((count += 1)).catch(() => undefined).finally(() => pending.delete(one));
    pending.add(one);
  }, everyMs);
  return {
    stop: async (untilMs) => {
      clearInterval(timer);
      deadline = untilMs;
      await Promise.all(pending);
      return [...operations.values()];
    },
  };
}

/** Every run that the service knows. */
export async function listRuns(client: SteadyClient): Promise<readonly RunSummary[]> {
  const runs: RunSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.insist(({ workflows }) => workflows.runs({ limit: 100, ...(cursor === undefined ? {} : { cursor }) }));
    runs.push(...page.runs);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return runs;
}

/** How many runs have succeeded since then, of the newest ones. */
export async function countSucceeded(client: SteadyClient, since: number): Promise<number> {
  const page = await client.insist(({ workflows }) => workflows.runs({ status: 'COMPLETED', limit: 100 }));
  return page.runs.filter(({ endTime }) => endTime !== undefined && Date.parse(endTime) >= since).length;
}
