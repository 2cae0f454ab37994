import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/** Node of the function app. */
const TARGET = 'node22';

/** `@azure/functions-core` is a part of the worker; the client of Kafka is native, and installed beside the bundle. */
const EXTERNAL = ['@azure/functions-core', 'node-rdkafka', 'pg-native'];

/** Packages that are CommonJS ask for `require`, which a module does not have. */
const REQUIRE_BANNER = "import{createRequire as uwfRequire}from'node:module';const require=uwfRequire(import.meta.url);";

/** Where orchestrations keep their histories: a storage account, or the Durable Task Scheduler. */
const STORAGE_PROVIDERS = {
  storage: { type: 'AzureStorage', connectionName: 'AzureWebJobsStorage' },
  scheduler: { type: 'azureManaged', connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING' },
};

/** Names of the providers that may be asked for. */
export const STORAGE_PROVIDER_NAMES = Object.keys(STORAGE_PROVIDERS);

/**
 * The function app as a folder that is ready to be deployed: the bundle with its source map, `host.json`, `package.json` and the settings of the project. What
 * is native is named in `package.json`, to be installed for the machine of the app. Returns the bytes of the bundle.
 */
export async function bundleAzureApp({ root, outDir, settings, provider = 'storage' }) {
  const bytes = await bundleModule({ root, entry: 'functions/azure/main.ts', outDir });
  const write = (name, value) => writeFileSync(join(outDir, name), `${JSON.stringify(value, undefined, 2)}\n`);
  write('settings.json', settings);
  write('host.json', hostFile(settings, provider));
  write('package.json', packageFile(root, settings));
  return bytes;
}

/** Bundles one module as the app is bundled, into `index.mjs`. Returns its bytes. */
export async function bundleModule({ root, entry, outDir }) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { index: entry },
    outdir: outDir,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    mainFields: ['module', 'main'],
    external: EXTERNAL,
    banner: { js: REQUIRE_BANNER },
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'error',
    outExtension: { '.js': '.mjs' },
  });
  for (const file of result.outputFiles) {
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.contents);
  }
  return result.outputFiles.find(({ path }) => path.endsWith('.mjs')).contents.length;
}

/** What the host is told. Instances that run are never replaced; a process of an older version leaves newer orchestrations alone. */
function hostFile({ version }, provider) {
  return {
    version: '2.0',
    functionTimeout: '00:10:00',
    extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.0.0, 5.0.0)' },
    extensions: {
      http: { routePrefix: '' },
      durableTask: {
        hubName: '%UWF_TASK_HUB%',
        storageProvider: STORAGE_PROVIDERS[provider],
        overridableExistingInstanceStates: 'NonRunningStates',
        defaultVersion: version,
        versionMatchStrategy: 'CurrentOrOlder',
        tracing: { traceInputsAndOutputs: false },
      },
      kafka: { maxBatchSize: 64, autoOffsetReset: 'earliest' },
    },
    logging: { logLevel: { default: 'Information', 'Host.Results': 'Warning' } },
  };
}

function packageFile(root, { version }) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return { name: 'uwf-azure', version, private: true, type: 'module', main: 'index.mjs', dependencies: { 'node-rdkafka': optionalDependencies['node-rdkafka'] } };
}
