import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fail } from '../../bin/support/report.mjs';
import { generate } from '../../bin/support/setup.mjs';
import { bundleAzureApp, STORAGE_PROVIDER_NAMES } from './bundle-azure.mjs';
import { readCloudSettings } from './read-cloud-settings.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const USAGE = `usage: npm run package:azure -- [--target <name>] [--provider ${STORAGE_PROVIDER_NAMES.join('|')}] [--out dist/azure]

Makes the folder of the function app, without an account. --target names the target of uwf.config.yaml whose runtime is durable-functions, where there are
several; --provider says where orchestrations keep their histories. Then, on Linux x64: npm install --omit=dev in the folder, for the native client of Kafka,
and: func azure functionapp publish <app> --no-build`;

try {
  const { values } = parseArgs({
    options: { target: { type: 'string' }, provider: { type: 'string', default: 'storage' }, out: { type: 'string', default: join(ROOT, 'dist', 'azure') }, help: { type: 'boolean' } },
  });
  const isKnown = STORAGE_PROVIDER_NAMES.includes(values.provider);
  if (values.help === true || !isKnown) {
    process.stdout.write(`${USAGE}\n`);
    if (!isKnown) process.exitCode = 2;
  } else await packageAzure(values);
} catch (error) {
  fail(error);
}

async function packageAzure({ target, provider, out }) {
  await generate();
  const settings = await readCloudSettings({ root: ROOT, runtime: 'durable-functions', ...(target === undefined ? {} : { target }) });
  const bytes = await bundleAzureApp({ root: ROOT, outDir: out, settings, provider });
  process.stdout.write(`${String(Math.ceil(bytes / 1024))} KiB in ${join(out, 'index.mjs')}\n`);
}
