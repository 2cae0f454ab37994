import { UwfError } from '#shared/core/kernel/uwf-error.ts';
import type { Verdict } from './model.ts';

/** A runtime that cannot execute a program says so when it is published or started; every other failure is one of the suite. */
export function refusalOf(thrown: unknown): Extract<Verdict, { kind: 'refused' }> {
  if (thrown instanceof UwfError && thrown.code === 'UWF-4222') return { kind: 'refused', reason: `${thrown.code}: ${thrown.message}` };
  throw thrown;
}
