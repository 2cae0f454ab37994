import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AWS_DUTIES } from '../../../infra/build/aws/duties.ts';
import type { Found } from '../localstack-install.ts';
import type { CfnTemplate } from './template.ts';

interface PackagingModule {
  packageTemplate(request: { readonly root: string; readonly stage: string; readonly bundles: string; readonly out: string }): { readonly template: CfnTemplate; readonly sizes: Readonly<Record<string, number>> };
  stagesOf(root: string): readonly string[];
}

/** A packaged stage. */
export interface PackagedStage {
  readonly stage: string;
  readonly template: CfnTemplate;
  /** Of the compiled template. */
  readonly file: string;
  /** Folder of the zip files. */
  readonly zips: string;
}

export interface PackagedStages {
  readonly stages: readonly PackagedStage[];
  close(): void;
}

const ROOT = process.cwd();

/** Packages every stage as `npm run package:aws` does, but with functions that hold nothing; or why it cannot be done here: osls is fetched once. */
export async function packageStages(): Promise<Found<PackagedStages>> {
  const { packageTemplate, stagesOf }: PackagingModule = await import(pathToFileURL(join(ROOT, 'infra', 'build', 'aws', 'package-template.mjs')).href);
  const folder = mkdtempSync(join(tmpdir(), 'uwf-package-aws-'));
  try {
    const bundles = placeholders(join(folder, 'bundles'));
    const stages = stagesOf(ROOT).map((stage) => {
      const out = join(folder, stage);
      return { stage, template: packageTemplate({ root: ROOT, stage, bundles, out }).template, file: join(out, 'cloudformation-template-update-stack.json'), zips: join(out, 'zips') };
    });
    return { ok: true, value: { stages, close: () => rmSync(folder, { recursive: true }) } };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (error instanceof Error && error.message.startsWith('osls cannot be installed')) return { ok: false, reason: error.message };
    throw error;
  }
}

/** A folder for every function, as the bundler makes them. */
function placeholders(folder: string): string {
  for (const { name } of AWS_DUTIES) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.mjs'), 'export async function handler() {}\n');
    writeFileSync(join(folder, name, 'settings.json'), '{}\n');
  }
  return folder;
}
