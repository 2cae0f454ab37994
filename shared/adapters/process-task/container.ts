import { randomUUID } from 'node:crypto';
import { domainFailure, type DomainFailure } from '#shared/core/asl/domain-failure.ts';
import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { ProcessPlan } from './child-process.ts';
import { findCommand } from './find-command.ts';
import type { ProcessPolicy } from './policy.ts';
import { sourceOf, type ProcessRequest } from './process-request.ts';

const PULL_POLICIES: ReadonlyMap<string, string> = new Map([
  ['ifNotPresent', 'missing'],
  ['always', 'always'],
  ['never', 'never'],
]);

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/u;

/**
 * A container of an image that the runner's configuration lists, run by its container engine and removed when it ends. Values of variables are
 * handed over in the environment of the engine, not on its command line, which others on the machine can read. Ports and volumes are refused:
 * a workflow has nothing to open or mount on the runner's machine.
 */
export async function planContainer({ policy, request }: { readonly policy: ProcessPolicy; readonly request: ProcessRequest }): Promise<Result<ProcessPlan, DomainFailure>> {
  const { containers } = policy;
  if (containers === undefined) return fail(domainFailure('authorization', { title: 'This runner does not run containers' }));
  const image = sourceOf(request, 'image');
  if (image === undefined || !containers.images.includes(image)) return fail(domainFailure('authorization', { title: 'This runner does not run that image' }));
  const { ports, volumes } = request.description;
  if (ports !== undefined || volumes !== undefined) return fail(domainFailure('authorization', { title: 'This runner opens no ports and mounts no volumes for containers' }));
  const engine = await findCommand(containers.engine);
  if (engine === undefined) return fail(domainFailure('configuration', { title: 'The container engine is not where this runner looks for it' }));
  const options = optionsOf(request);
  if (!options.ok) return fail({ error: ERROR_NAMES.invalidArguments, cause: `the argument at '/process/container/${options.error}' cannot be used` });
  const { name, words } = options.value;
  return succeed({ file: engine, arguments: ['run', '--rm', '--interactive', ...words, image, ...commandOf(request)], environment: request.environment, stdin: request.stdin, onFault: ['kill', name] });
}

function optionsOf(request: ProcessRequest): Result<{ readonly name: string; readonly words: readonly string[] }, string> {
  const { description, environment } = request;
  const name = description['name'] === undefined ? `uwf-${randomUUID()}` : (sourceOf(request, 'name') ?? '');
  if (!NAME.test(name)) return fail('name');
  const pull = PULL_POLICIES.get(String(description['pullPolicy'] ?? 'ifNotPresent'));
  if (pull === undefined) return fail('pullPolicy');
  if (description['command'] !== undefined && sourceOf(request, 'command') === undefined) return fail('command');
  return succeed({ name, words: ['--name', name, '--pull', pull, ...Object.keys(environment).flatMap((variable) => ['--env', variable])] });
}

/** A command is for the shell inside of the container, its arguments are `$1`, `$2` …; without one they go to what the image starts. */
function commandOf(request: ProcessRequest): readonly string[] {
  const command = sourceOf(request, 'command');
  return command === undefined ? request.arguments : ['sh', '-c', command, 'sh', ...request.arguments];
}
