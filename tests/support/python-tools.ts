import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from '#onprem-runner/embedded/kafka/install-once.ts';
import { cacheFolder } from './kafka/install.ts';
import type { Found } from './localstack-install.ts';

const run = promisify(execFile);

const INSTALL_MS_MAX = 300_000;
const RUN_MS_MAX = 300_000;
const OUTPUT_BYTES_MAX = 2 ** 26;

/** A tool of PyPI, with everything that it stands on: what is run is what was measured. */
export interface PythonTool {
  readonly name: string;
  readonly version: string;
  readonly requirements: readonly string[];
}

/** Checks CloudFormation against the schemas of its resources. */
export const CFN_LINT: PythonTool = {
  name: 'cfn-lint',
  version: '1.58.0',
  requirements: ['cfn-lint==1.58.0', 'jsonpatch==1.47', 'jsonpointer==3.12', 'mpmath==1.3.0', 'networkx==3.6.1', 'PyYAML==6.0.3', 'regex==2026.11.15', 'sympy==1.14.0', 'typing_extensions==4.16.0'],
};

/** Parses Bicep into JSON. */
export const PYCEP: PythonTool = { name: 'pycep-parser', version: '0.7.1', requirements: ['pycep-parser==0.7.1', 'lark==1.3.1', 'regex==2026.11.15', 'typing_extensions==4.16.0'] };

/** Runs Python with the tool on its path; what it prints, and how it ended. */
export type PythonRunner = (...args: readonly string[]) => Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;

/** A tool in an environment of its own outside of the checkout, fetched there once; or why there is none. */
export async function findPythonTool({ name, version, requirements }: PythonTool): Promise<Found<PythonRunner>> {
  const folder = join(cacheFolder(), `uwf-${name}-${version}`);
  const reason = await installOnce(folder, (part) => install(part, requirements));
  if (reason !== undefined) return { ok: false, reason: `${name} cannot be fetched: ${reason}` };
  return { ok: true, value: (...args) => call(pythonOf(folder), args) };
}

async function install(part: string, requirements: readonly string[]): Promise<string | undefined> {
  try {
    await run('python3', ['-m', 'venv', join(part, 'venv')], { timeout: INSTALL_MS_MAX });
    await run(pythonOf(part), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', ...requirements], { timeout: INSTALL_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX });
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.split('\n').filter((line) => line.trim() !== '').at(-1)?.slice(0, 200) ?? 'unknown';
  }
}

function pythonOf(folder: string): string {
  return join(folder, 'venv', 'bin', 'python');
}

async function call(python: string, args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(python, [...args], { timeout: RUN_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
    });
  });
}
