/**
 * Who may import whom: style.md §2.3 as rules. Type-only imports count too.
 * `core(…)` makes one rule for a folder of the core from the folders that it may import.
 */

/** The core's folders and what each may import besides itself. The compiler and the interpreter meet in `asl`, nowhere else. */
const CORE_MAY_IMPORT = {
  kernel: [],
  expression: ['kernel'],
  asl: ['kernel', 'expression'],
  // ADR 0003: a definition speaks of tiers and zones, the tier check reads definitions. The next two only touch each other's models.
  definition: ['kernel', 'expression', 'asl', 'tier/(tier|expiry)\\.ts'],
  tier: ['kernel', 'expression', 'asl', 'definition'],
  compiler: ['kernel', 'expression', 'asl', 'definition', 'tier'],
  interpreter: ['kernel', 'expression', 'asl'],
  history: ['kernel', 'expression', 'asl', 'interpreter'],
  // Pictures of definitions, with what the proof says of their tasks.
  graph: ['kernel', 'asl', 'definition', 'tier'],
  // What differs between two programs: the compiler's model only, see `core-work-knows-only-the-compilers-model`.
  difference: ['kernel', 'asl', 'definition', 'tier', 'compiler/model\\.ts'],
  events: ['kernel', 'expression', 'asl'],
  // What travels between the zones names targets and programs: types of the compiler's model only, see `core-work-knows-only-the-compilers-model`.
  work: ['kernel', 'asl', 'definition', 'tier', 'compiler/model\\.ts'],
  // The door between cloud and bank (ADR 0011).
  protocol: ['kernel'],
  // A program as Step Functions carries it out, and what comes of it (ADR 0013).
  'step-functions': ['kernel', 'asl', 'definition', 'interpreter'],
  vault: ['kernel', 'tier'],
  egress: ['kernel', 'tier'],
  batch: ['kernel', 'tier'],
  // A scope of an execution as an orchestration.
  durable: ['kernel', 'asl', 'interpreter'],
};

/** npm packages that are pure, and so may be part of the core. */
const PURE_PACKAGES = ['yaml', '@noble/hashes', 're2js'];

const core = ([folder, allowed]) => ({
  name: `core-${folder}`,
  comment: `shared/core/${folder} may import ${allowed.length === 0 ? 'nothing else of the core' : allowed.join(', ')}.`,
  severity: 'error',
  from: { path: `^shared/core/${folder}/` },
  to: { path: '^shared/core/', pathNot: [folder, ...allowed].map((name) => `^shared/core/${name.endsWith('.ts') ? `${name}$` : `${name}/`}`) },
});

const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { path: '^(shared|functions|onprem-runner|statemachines|infra|tests|bin)/', pathNot: allowed },
});

/** Drivers and tools of each adapter: nobody else may import them. */
const DRIVERS = {
  ajv: ['ajv', 'ajv-formats', 're2js'],
  jose: ['jose'],
  oidc: ['jose'],
  postgres: ['pg'],
  pino: ['pino'],
  'http-task': ['oauth4webapi'],
  'process-task': [],
  'resource-fetch': [],
  'secret-files': [],
  croner: ['croner'],
  kafka: ['node-rdkafka'],
  dynamodb: ['@aws-sdk/client-dynamodb'],
  pkcs11: ['pkcs11js'],
  'key-file': [],
  console: [],
  'durable-functions': ['durable-functions', '@azure/functions'],
  'step-functions': ['@aws-sdk/client-sfn'],
  s3: ['@aws-sdk/client-s3'],
  'aws-kms': ['@aws-sdk/client-kms'],
  'aws-secrets': ['@aws-sdk/client-secrets-manager'],
  'azure-blob': ['@azure/storage-blob'],
  'azure-identity': [],
  'azure-key-vault': ['@azure/keyvault-keys', '@azure/keyvault-secrets'],
  memory: [],
  node: [],
};

const adapterDrivers = Object.entries(DRIVERS).map(([folder, packages]) => ({
  name: `adapter-${folder}-drivers`,
  comment: `shared/adapters/${folder} imports its own driver only: ${packages.join(', ') || 'none'}.`,
  severity: 'error',
  from: { path: `^shared/adapters/${folder}/` },
  to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'], pathNot: packages.map(packagePath) },
}));

function packagePath(name) {
  return `node_modules/(@types/)?${name.replace('/', '/')}/`;
}

module.exports = {
  forbidden: [
    { name: 'no-circular', comment: 'Cycles, of types too, hide who depends on whom.', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', comment: 'The import leads nowhere.', severity: 'error', from: { pathNot: '/(generated|vendor)/' }, to: { couldNotResolve: true } },
    {
      name: 'nothing-imports-tests',
      comment: 'Tests import the product, never the other way.',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
    {
      name: 'no-dev-dependencies-in-the-product',
      comment: 'What ships may use `dependencies` only.',
      severity: 'error',
      from: { path: '^(shared|functions|onprem-runner)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },

    // core
    only('core-is-alone', 'The core imports the core only.', { path: '^shared/core/' }, ['^shared/core/']),
    {
      name: 'core-has-no-node',
      comment: 'No Node API in the core: it runs wherever JavaScript does.',
      severity: 'error',
      from: { path: '^shared/core/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-has-pure-packages-only',
      comment: `Pure packages only: ${PURE_PACKAGES.join(', ')}, and what is generated.`,
      severity: 'error',
      from: { path: '^shared/core/', pathNot: '/(generated|vendor)/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'], pathNot: PURE_PACKAGES.map(packagePath) },
    },
    ...Object.entries(CORE_MAY_IMPORT).map(core),
    {
      name: 'core-work-knows-only-the-compilers-model',
      comment: 'Messages and differences speak of targets and programs; they compile nothing.',
      severity: 'error',
      from: { path: '^shared/core/(work|difference)/' },
      to: { path: '^shared/core/compiler/', dependencyTypesNot: ['type-only'] },
    },

    // ports
    only('ports-import-the-core', 'A port speaks of the core, and of nothing else.', { path: '^shared/ports/' }, ['^shared/(core|ports)/']),
    {
      name: 'ports-are-types',
      comment: 'From the core a port takes types.',
      severity: 'error',
      from: { path: '^shared/ports/' },
      to: { path: '^shared/core/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ports-need-no-packages',
      comment: 'A port is an interface: no driver and no Node type shows through it.',
      severity: 'error',
      from: { path: '^shared/ports/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'] },
    },

    // application
    only('application-imports-core-and-ports', 'A use case gets its adapters passed.', { path: '^shared/application/' }, ['^shared/(core|ports|application)/']),
    {
      name: 'application-needs-no-packages',
      comment: 'A use case decides; the adapters do.',
      severity: 'error',
      from: { path: '^shared/application/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'] },
    },

    // adapters, client, config
    only('adapters-are-alone', 'An adapter knows its own folder, the core and the ports.', { path: '^shared/adapters/([^/]+)/' }, ['^shared/(core|ports)/', '^shared/adapters/$1/']),
    ...adapterDrivers,
    only('config-imports-core-and-ports', 'Reading configuration needs no more.', { path: '^shared/config/' }, ['^shared/(core|ports|config)/']),
    only('client-composes-its-own', 'The client library is used by partners: it brings only what sealing and validating need.', { path: '^shared/client/' }, [
      '^shared/(core|ports|client)/',
      '^shared/adapters/(jose|ajv|node)/index\\.ts$',
    ]),

    // entry points
    {
      name: 'adapters-are-composed-in-one-place',
      comment: 'Only compose.ts of a process chooses adapters, and what the small functions of a cloud are put together from; everything else takes ports.',
      severity: 'error',
      from: { path: '^(functions|onprem-runner)/', pathNot: '/compose\\.ts$|^functions/aws/(compose|entries)/|^functions/cloud/' },
      to: { path: '^shared/adapters/' },
    },
    {
      name: 'adapters-have-a-front-door',
      comment: 'From outside, an adapter is its index.ts.',
      severity: 'error',
      from: { path: '^(functions|onprem-runner)/' },
      to: { path: '^shared/adapters/', pathNot: '^shared/adapters/[^/]+/index\\.ts$' },
    },
    only('functions-do-not-know-the-runner', 'The cloud side is built without the bank side.', { path: '^functions/' }, ['^(shared|functions)/']),
    only('runner-imports', 'The runner may compose the functions for `uwf dev` and `uwf demo` only.', { path: '^onprem-runner/' }, ['^(shared|functions|onprem-runner)/']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|\\.uwf)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'], extensions: ['.ts', '.mjs', '.js', '.json'] },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
