import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { domainFailure, type DomainFailure } from '#shared/core/asl/domain-failure.ts';
import { ERROR_NAMES } from '#shared/core/asl/error-names.ts';
import { fail, succeed, type Result } from '#shared/core/kernel/result.ts';
import type { ProcessPlan } from './child-process.ts';
import { splitCommandLine } from './command-line.ts';
import { planContainer } from './container.ts';
import { findCommand } from './find-command.ts';
import type { ProcessPolicy, ScriptLanguage } from './policy.ts';
import { sourceOf, type ProcessKind, type ProcessRequest } from './process-request.ts';

/** What a process is planned from: the policy, the request and the folder that the process will have for itself. */
export interface Planning {
  readonly policy: ProcessPolicy;
  readonly request: ProcessRequest;
  readonly folder: string;
}

type Planned = Promise<Result<ProcessPlan, DomainFailure>>;

/** Decides what is started for each kind of process, or why nothing is. */
export const planProcess: { readonly [kind in ProcessKind]: (planning: Planning) => Planned } = {
  script: planScript,
  shell: planShell,
  container: planContainer,
};

const LANGUAGES: ReadonlyMap<string, ScriptLanguage> = new Map([
  ['js', 'js'],
  ['javascript', 'js'],
  ['python', 'python'],
]);

/** Scripts of the DSL are ECMAScript modules; those that were written for CommonJS find their `require`, too. */
const REQUIRE = `data:text/javascript,${encodeURIComponent("import { createRequire } from 'node:module'; globalThis.require = createRequire(process.cwd() + '/script.mjs');")}`;

async function planScript({ policy, request, folder }: Planning): Planned {
  const language = LANGUAGES.get(String(request.description['language']));
  if (language === undefined || !policy.scripts.includes(language)) return fail(domainFailure('authorization', { title: 'This runner does not run scripts of that language' }));
  const code = sourceOf(request, 'code');
  if (code === undefined) return fail(unusable("the argument at '/process/script/code' is no script that can be run"));
  const { environment, stdin } = request;
  if (language === 'js') {
    const file = await write(folder, 'script.mjs', code);
    return succeed({ file: process.execPath, arguments: ['--import', REQUIRE, file, ...request.arguments], environment, stdin });
  }
  const python = await findCommand(policy.python ?? 'python3');
  if (python === undefined) return fail(domainFailure('configuration', { title: 'Python is not where this runner looks for it' }));
  // -I: neither variables nor the user's packages steer it; -B: writes no byte code.
  return succeed({ file: python, arguments: ['-I', '-B', await write(folder, 'script.py', code), ...request.arguments], environment, stdin });
}

async function write(folder: string, name: string, code: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, code, { mode: 0o600 });
  return path;
}

async function planShell({ policy, request }: Planning): Planned {
  const line = sourceOf(request, 'command');
  const words = line === undefined ? fail('is no command line that can be run') : splitCommandLine(line);
  if (!words.ok) return fail(unusable(`the argument at '/process/shell/command' ${words.error}`));
  const [command = '', ...given] = words.value;
  if (!policy.shell.commands.includes(command)) return fail(domainFailure('authorization', { title: 'This runner does not run that command' }));
  const file = await findCommand(command);
  if (file === undefined) return fail(domainFailure('configuration', { title: 'The command is not where this runner looks for it' }));
  return succeed({ file, arguments: [...given, ...request.arguments], environment: request.environment, stdin: request.stdin });
}

function unusable(cause: string): DomainFailure {
  return { error: ERROR_NAMES.invalidArguments, cause };
}
