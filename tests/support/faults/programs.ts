import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

/** The programs that the processes of a rig run. They are bundled for it alone: a build of somebody else does not change them while they are started again. */
export interface Programs {
  /** `uwf` itself. */
  readonly uwf: string;
  /** The cloud's zone alone. */
  readonly cloud: string;
}

interface Bundler {
  bundleTool(options: { readonly root: string; readonly entry: string; readonly name: string }): Promise<string>;
}

export async function buildPrograms(): Promise<Programs> {
  const { bundleTool }: Bundler = await import(new URL('../../../infra/build/bundle.mjs', import.meta.url).href);
  const [uwf, cloud] = await Promise.all([
    bundleTool({ root: ROOT, entry: 'onprem-runner/cli.ts', name: 'faults-uwf' }),
    bundleTool({ root: ROOT, entry: 'tests/support/faults/cloud-process.ts', name: 'faults-cloud' }),
  ]);
  return { uwf, cloud };
}
