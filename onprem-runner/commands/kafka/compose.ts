import { basename, dirname } from 'node:path';
import { applyTopics, type KafkaOptions, type TopicOutcome, type TopicToMake } from '#shared/adapters/kafka/index.ts';
import { createFileSecretStore } from '#shared/adapters/secret-files/index.ts';
import type { KafkaSettings } from '#shared/config/kafka-settings.ts';
import { projectPath, type Project } from '#shared/config/load-project-config.ts';
import { UwfError } from '#shared/core/kernel/uwf-error.ts';

/** How the adapter reaches the cluster of a project. Errors: `UWF-4043`, `UWF-5006` (password). */
export async function kafkaOptionsOf(project: Project, settings: KafkaSettings, clientId: string): Promise<KafkaOptions> {
  const { brokers, tls, sasl } = settings;
  const password = sasl === undefined ? undefined : await readPassword(projectPath(project, sasl.passwordFile));
  return {
    brokers,
    clientId,
    ...(tls === undefined ? {} : { tls: tlsFilesOf(project, tls) }),
    ...(sasl === undefined || password === undefined ? {} : { sasl: { user: sasl.user, password } }),
  };
}

/** Makes what is missing of a plan, in the cluster of a project. */
export async function applyPlan(project: Project, settings: KafkaSettings, topics: readonly TopicToMake[]): Promise<readonly TopicOutcome[]> {
  return applyTopics(await kafkaOptionsOf(project, settings, 'uwf-topics'), topics);
}

function tlsFilesOf(project: Project, { ca, certificate, key }: NonNullable<KafkaSettings['tls']>): NonNullable<KafkaOptions['tls']> {
  return {
    caFile: projectPath(project, ca),
    ...(certificate === undefined ? {} : { certificateFile: projectPath(project, certificate) }),
    ...(key === undefined ? {} : { keyFile: projectPath(project, key) }),
  };
}

async function readPassword(file: string): Promise<string> {
  const password = await createFileSecretStore({ directory: dirname(file) }).resolve({ name: basename(file) });
  if (typeof password === 'string') return password;
  throw new UwfError('UWF-5006', 'the password of the cluster is not a text');
}
