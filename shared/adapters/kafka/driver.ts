import type rdkafka from 'node-rdkafka';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** The part of `node-rdkafka` that is used at run time. */
export type KafkaDriver = typeof rdkafka;

let loading: Promise<KafkaDriver> | undefined;

/**
 * Loads librdkafka when it is first needed: a process that speaks to no cluster needs no native part.
 * Errors: `UWF-5004` where it is not built.
 */
export function loadDriver(): Promise<KafkaDriver> {
  // All of a CommonJS module is its default export.
  loading ??= import('node-rdkafka').then(({ default: driver }) => driver, () => {
    loading = undefined;
    throw new UwfError('UWF-5004', 'the client of Kafka is not built on this machine: run `npm rebuild node-rdkafka` in the folder of uwf (needs a C++ compiler, make and Python)');
  });
  return loading;
}
