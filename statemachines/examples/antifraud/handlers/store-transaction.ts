import { createHash } from 'node:crypto';
import type { JsonObject } from '#shared/core/kernel/json.ts';
import { defineHandler } from '#onprem-runner/handlers/define-handler.ts';
import { ASSESSMENT_INPUT, type AssessmentInput } from './lib/assessment.ts';
import { timeOf } from './lib/transaction.ts';

interface StoredTransaction {
  readonly stored: 'CREATED' | 'EXISTING';
  readonly recordId: string;
}

/** Writes the transaction into the bank's own store, once per run. */
export const storeTransaction = defineHandler<AssessmentInput, StoredTransaction, 'STORE_UNAVAILABLE'>({
  name: 'store-transaction',
  version: '1.0.0',
  description: 'Stores a transaction inside the bank before it is checked.',
  input: ASSESSMENT_INPUT,
  output: {
    type: 'object',
    additionalProperties: false,
    required: ['stored', 'recordId'],
    properties: {
      stored: { type: 'string', enum: ['CREATED', 'EXISTING'] },
      recordId: { type: 'string', maxLength: 64, 'x-tier': 1 },
    },
  },
  errors: { STORE_UNAVAILABLE: { status: 503, title: 'The transaction store is not available', retryable: true } },
  declassify: [{ path: '/stored', to: 2, purpose: 'Operations see whether a transaction was stored twice', method: 'enum' }],
  effect: 'idempotent',
  timeoutSeconds: 120,
  async handle({ transaction }, { executionId, store, fail }) {
    // The run, not the attempt: a retry after an answer that was lost must find the same record.
    const recordId = createHash('sha256').update(`${executionId}\n${transaction.id}`).digest('hex');
    const document: JsonObject = { transaction: { ...transaction }, clientId: transaction.client_id, pan: transaction.client_pan ?? null, time: timeOf(transaction) ?? null };
    try {
      const isNew = await store.insert({ collection: 'transactions', key: recordId, value: document });
      return { stored: isNew ? 'CREATED' : 'EXISTING', recordId };
    } catch {
      return fail('STORE_UNAVAILABLE');
    }
  },
});
