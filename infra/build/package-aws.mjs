import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fail } from '../../bin/support/report.mjs';
import { generate } from '../../bin/support/setup.mjs';
import { packageTemplate } from './aws/package-template.mjs';
import { bundleAwsFunctions } from './bundle-functions.mjs';
import { readCloudSettings } from './read-cloud-settings.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const USAGE = `usage: npm run package:aws -- [--stage dev] [--target <name>] [--out dist/aws-package] [--param name=value …]

Bundles the functions and packages serverless.yml, without an account. --target names the target of uwf.config.yaml whose runtime is step-functions,
where there are several. Then: osls deploy --package <out> --stage <stage>`;

try {
  const { values } = parseArgs({
    options: { stage: { type: 'string', default: 'dev' }, target: { type: 'string' }, out: { type: 'string', default: join(ROOT, 'dist', 'aws-package') }, param: { type: 'string', multiple: true, default: [] }, help: { type: 'boolean' } },
  });
  if (values.help === true) process.stdout.write(`${USAGE}\n`);
  else await packageAws(values);
} catch (error) {
  fail(error);
}

async function packageAws({ stage, target, out, param }) {
  await generate();
  const settings = await readCloudSettings({ root: ROOT, runtime: 'step-functions', ...(target === undefined ? {} : { target }) });
  const bundles = join(ROOT, 'dist', 'aws');
  const bytes = await bundleAwsFunctions({ root: ROOT, outDir: bundles, settings });
  const { template, sizes } = packageTemplate({ root: ROOT, stage, bundles, out, params: Object.fromEntries(param.map(splitParam)) });
  for (const name of Object.keys(sizes)) process.stdout.write(`${name.padEnd(10)} ${kilobytes(bytes[name].atOnce)} read at once, ${kilobytes(bytes[name].whole)} in all, ${kilobytes(sizes[name])} as a zip file\n`);
  process.stdout.write(`${String(Object.keys(template.Resources).length)} resources for stage ${stage} in ${out}\n`);
}

function splitParam(text) {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

function kilobytes(bytes) {
  return `${String(Math.ceil(bytes / 1024)).padStart(5)} KiB`;
}
