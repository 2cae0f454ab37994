import type { AuditHead } from './audit-chain.ts';

const HEAD = /^([1-9]\d{0,15}|0)\.([0-9a-f]{64})$/u;

/** A head as text: claim `ah` of a result (protocol §4), and what an operator keeps. */
export function formatAuditHead({ sequence, hash }: AuditHead): string {
  return `${sequence}.${hash}`;
}

/** The head of a text; undefined when it is none. */
export function parseAuditHead(text: string): AuditHead | undefined {
  const [, sequence, hash] = HEAD.exec(text) ?? [];
  return sequence === undefined || hash === undefined || !Number.isSafeInteger(Number(sequence)) ? undefined : { sequence: Number(sequence), hash };
}
