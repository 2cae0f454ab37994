import { AZURE_SETTINGS } from '#functions/azure/config.ts';
import { operations } from '#functions/operations/table.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#shared/core/kernel/json.ts';
import type { BicepDeployment, BicepFile, BicepResource } from './parse.ts';

/** Says what is wrong with a deployment; nothing, when it is as it should be. */
export type BicepRule = (deployment: BicepDeployment) => readonly string[];

function all({ files }: BicepDeployment, type: string): readonly BicepResource[] {
  return files.flatMap(({ resources }) => resources.filter((resource) => resource.type === type));
}

/** The member that a path of names leads to. */
function at(value: JsonValue | undefined, path: string): JsonValue | undefined {
  return path.split('.').reduce<JsonValue | undefined>((inner, name) => (isJsonObject(inner) ? inner[name] : isJsonArray(inner) ? inner[Number(name)] : undefined), value);
}

/** What every resource of a type has to say; at least one must be there. */
function says(deployment: BicepDeployment, type: string, expected: Readonly<Record<string, JsonValue>>): readonly string[] {
  const found = all(deployment, type);
  const wrong = found.flatMap(({ name, config }) => Object.entries(expected).filter(([path, value]) => at(config, `properties.${path}`) !== value).map(([path, value]) => `${name}: ${path} is not ${String(value)}`));
  return found.length === 0 ? [`there is no ${type}`] : wrong;
}

const STORAGE = 'Microsoft.Storage/storageAccounts';
const VAULT = 'Microsoft.KeyVault/vaults';
const DATABASE = 'Microsoft.DBforPostgreSQL/flexibleServers';
const APP = 'Microsoft.Web/sites';
const GATEWAY = 'Microsoft.ApiManagement/service';

/** Every file is Bicep, as far as the parser knows it. */
const parses: BicepRule = ({ problems, files }) => [...problems, ...(files.length >= 10 ? [] : ['files are missing'])];

const DATE = /^\d{4}-\d{2}-\d{2}$/u;
/** There is no other version of it. */
const PREVIEWS: readonly string[] = ['Microsoft.Insights/diagnosticSettings@2021-05-01-preview'];

/** Resources are asked for in versions of their services that stay as they are. */
const datesVersions: BicepRule = ({ files }) =>
  files.flatMap(({ path, resources }) => resources.filter(({ type, apiVersion }) => !DATE.test(apiVersion) && !PREVIEWS.includes(`${type}@${apiVersion}`)).map(({ name, apiVersion }) => `${path}: ${name} is of ${apiVersion}`));

/** Nothing that keeps data, and not the app, is reached from the internet. */
const closesServices: BicepRule = (deployment) => [
  ...says(deployment, STORAGE, { publicNetworkAccess: 'Disabled', 'networkAcls.defaultAction': 'Deny', allowBlobPublicAccess: false, allowCrossTenantReplication: false }),
  ...says(deployment, VAULT, { publicNetworkAccess: 'Disabled', 'networkAcls.defaultAction': 'Deny' }),
  ...says(deployment, DATABASE, { 'network.publicNetworkAccess': 'Disabled' }),
  ...says(deployment, APP, { publicNetworkAccess: 'Disabled' }),
  ...['vault', 'group', 'sites'].filter((group) => !deployment.files.some(({ modules }) => modules.some(({ path, params }) => path === 'modules/endpoint.bicep' && params['group'] === group))).map((group) => `there is no endpoint for ${group}`),
  ...all(deployment, 'Microsoft.Network/networkSecurityGroups').flatMap(({ name, config }) => openedBy(config).map((rule) => `${name}: ${rule} lets the internet in`)),
];

function openedBy(config: JsonObject): readonly string[] {
  const rules = at(config, 'properties.securityRules');
  const isOpen = (rule: JsonValue): boolean => at(rule, 'properties.direction') === 'Inbound' && at(rule, 'properties.access') === 'Allow' && at(rule, 'properties.sourceAddressPrefix') !== 'VirtualNetwork';
  return isJsonArray(rules) ? rules.filter(isOpen).map((rule) => String(at(rule, 'name'))) : [];
}

/** Whatever is spoken, is spoken over TLS 1.2 or later; with the database, 1.3. */
const speaksTls: BicepRule = (deployment) => {
  const configured = new Map(all(deployment, `${DATABASE}/configurations`).map(({ config }) => [at(config, 'name'), at(config, 'properties.value')]));
  const old = ['Tls10', 'Tls11', 'Ssl30'].flatMap((version) => ['Protocols', 'Backend.Protocols'].map((side) => `Microsoft.WindowsAzure.ApiManagement.Gateway.Security.${side}.${version}`));
  return [
    ...says(deployment, STORAGE, { minimumTlsVersion: 'TLS1_2', supportsHttpsTrafficOnly: true }),
    ...says(deployment, APP, { httpsOnly: true, 'siteConfig.minTlsVersion': '1.2', 'siteConfig.scmMinTlsVersion': '1.2', 'siteConfig.ftpsState': 'Disabled' }),
    ...(configured.get('require_secure_transport') === 'on' && configured.get('ssl_min_protocol_version') === 'TLSv1.3' ? [] : ['the database speaks something else']),
    ...all(deployment, GATEWAY).flatMap(({ name, config }) => old.filter((member) => !isFalse(at(config, 'properties.customProperties'), member)).map((member) => `${name}: ${member} is on`)),
  ];
};

function isFalse(properties: JsonValue | undefined, member: string): boolean {
  // The parser leaves names of members in their quotes.
  return isJsonObject(properties) && properties[`'${member}'`] === 'False';
}

/** What gives access to storage without saying who asks. */
const KEYS = /listKeys\(|AccountKey=|SharedAccessKey|sig=/iu;

/** Services know who asks: there are no keys, no passwords for publishing, and no local accounts. */
const asksForIdentities: BicepRule = (deployment) => [
  ...says(deployment, STORAGE, { allowSharedKeyAccess: false, defaultToOAuthAuthentication: true }),
  ...says(deployment, VAULT, { enableRbacAuthorization: true }),
  ...says(deployment, `${APP}/basicPublishingCredentialsPolicies`, { allow: false }),
  ...says(deployment, 'Microsoft.OperationalInsights/workspaces', { 'features.disableLocalAuth': true }),
  ...says(deployment, 'Microsoft.Insights/components', { DisableLocalAuth: true }),
  ...all(deployment, APP).filter(({ config }) => at(config, 'identity.type') !== 'UserAssigned').map(({ name }) => `${name} has no identity`),
  ...deployment.files.filter(({ text }) => KEYS.test(text)).map(({ path }) => `${path} uses a key`),
];

/** Roles that the app may have, each for one kind of thing. */
const ROLES: Readonly<Record<string, string>> = {
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
};

/** Nobody gets a role that is not on the list, and none over more than one service. */
const grantsRoles: BicepRule = (deployment) => [
  ...deployment.files.flatMap(({ path, text }) => [...text.matchAll(/'([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'/gu)].filter(([, id = '']) => !(id in ROLES)).map(([, id]) => `${path} knows the role ${String(id)}`)),
  ...all(deployment, 'Microsoft.Authorization/roleAssignments').filter(({ config }) => !['vault', 'account'].includes(String(at(config, 'scope')))).map(({ name }) => `${name} is for more than one service`),
];

/** What is kept stays: secrets that were deleted come back, blobs have versions, and nobody changes the archive. */
const keepsThings: BicepRule = (deployment) => [
  ...says(deployment, VAULT, { enablePurgeProtection: true, enableSoftDelete: true, softDeleteRetentionInDays: 90 }),
  ...says(deployment, `${STORAGE}/blobServices`, { isVersioningEnabled: true, 'deleteRetentionPolicy.enabled': true, 'containerDeleteRetentionPolicy.enabled': true }),
  ...says(deployment, `${STORAGE}/blobServices/containers/immutabilityPolicies`, { immutabilityPeriodSinceCreationInDays: 'archiveDays', allowProtectedAppendWrites: false }),
  ...(all(deployment, `${STORAGE}/blobServices/containers`).some(({ config }) => at(config, 'name') === 'archive' && at(config, 'properties.immutableStorageWithVersioning.enabled') === true) ? [] : ['what is in the archive can be changed']),
  ...all(deployment, `${STORAGE}/blobServices/containers`).filter(({ config }) => at(config, 'properties.publicAccess') !== 'None').map(({ name }) => `${name} is open to everybody`),
  ...says(deployment, DATABASE, { 'backup.backupRetentionDays': 35, 'backup.geoRedundantBackup': 'Enabled' }),
];

/** Everything that works or keeps tells the workspace. */
const tellsLogs: BicepRule = (deployment) =>
  ['vault', 'service', 'server', 'app'].flatMap((scope) => (all(deployment, 'Microsoft.Insights/diagnosticSettings').some(({ config }) => at(config, 'scope') === scope && at(config, 'properties.workspaceId') === 'workspaceId') ? [] : [`nothing is logged of ${scope}`]));

const occurrences = (text: string, name: string): number => [...text.matchAll(new RegExp(`\\b${name}\\b`, 'gu'))].length;

/** What a file declares, it uses. */
const usesWhatItDeclares: BicepRule = ({ files }) =>
  files.flatMap(({ path, text, parameters, variables }) => [...Object.keys(parameters), ...variables].filter((name) => occurrences(text, name) < 2).map((name) => `${path}: nobody uses ${name}`));

const KEYWORDS: ReadonlySet<string> = new Set('param var resource module output targetScope existing if for in true false null string int bool object array'.split(' '));

/** Names in expressions: texts go but for what they put in, members and functions are not looked at. */
function namesIn(text: string): readonly string[] {
  const inserted = /\$\{([^}]*)\}/gu;
  const expressions = [...text.matchAll(inserted)].map(([, expression = '']) => expression).join('\n');
  const plain = `${text.replaceAll(inserted, '')}\n${expressions}`.replaceAll(/'(?:[^'\\\n]|\\.)*'/gu, "''");
  return [...plain.matchAll(/(?<![.\w])([A-Za-z_]\w*)\b(?![:(\w])/gu)].map(([, name = '']) => name);
}

/** Every name leads to something that the file declares: what a compiler would say first. */
const knowsWhatItNames: BicepRule = ({ files }) =>
  files.flatMap(({ path, text, parameters, variables, resources, modules, outputs }) => {
    const looped = [...text.matchAll(/\bfor \(?(\w+)(?:, (\w+)\))? in\b/gu)].flatMap(([, item = '', index = '']) => [item, index]);
    const declared = new Set([...KEYWORDS, ...Object.keys(parameters), ...variables, ...outputs, ...looped, ...[...resources, ...modules].map(({ name }) => name)]);
    return [...new Set(namesIn(text))].filter((name) => !declared.has(name)).map((name) => `${path}: there is no ${name}`);
  });

/** Modules get what they need, and nothing that they do not know; what is taken from them is there. */
const fitsModules: BicepRule = ({ files }) => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files.flatMap((file) => [
    ...file.modules.flatMap(({ name, path, params }) => {
      const target = byPath.get(path);
      return target === undefined ? [`${file.path}: ${name} is ${path}, which is not there`] : fit(`${file.path}: ${name}`, target, Object.keys(params));
    }),
    ...[...file.text.matchAll(/\b(\w+)\.outputs\.(\w+)/gu)].flatMap(([, name = '', output = '']) => {
      const path = file.modules.find((module) => module.name === name)?.path ?? '';
      return byPath.get(path)?.outputs.includes(output) === true ? [] : [`${file.path}: ${name} puts out no ${output}`];
    }),
  ]);
};

function fit(place: string, { parameters }: BicepFile, given: readonly string[]): readonly string[] {
  const missing = Object.entries(parameters).filter(([name, { isRequired }]) => isRequired && !given.includes(name)).map(([name]) => `${place} lacks ${name}`);
  return [...missing, ...given.filter((name) => !(name in parameters)).map((name) => `${place} does not know ${name}`)];
}

/** Each stage gives what the deployment needs, and nothing else; members of what it gives are there. */
const fitsStages: BicepRule = ({ files, stages }) => {
  const main = files.find(({ path }) => path === 'main.bicep');
  if (main === undefined) return ['there is no main.bicep'];
  const given = stages.flatMap(({ path, using, params }) => [...(using === '../main.bicep' ? [] : [`${path} is for ${using}`]), ...fit(path, main, Object.keys(params))]);
  const stageNames = stages.flatMap(({ path, params }) => (params['stage'] === `'${/(\w+)\.bicepparam$/u.exec(path)?.[1] ?? ''}'` ? [] : [`${path} is another stage`]));
  const members = [['instances', 'ready', 'max'], ['database', 'sku', 'tier', 'gigabytes', 'highAvailability'], ['gateway', 'sku', 'units']] as const;
  const objects = stages.flatMap(({ path, params }) => members.flatMap(([name, ...expected]) => ([...(params[name] ?? '').matchAll(/(\w+):/gu)].map(([, member]) => member).join() === expected.join() ? [] : [`${path}: ${name} needs ${expected.join(', ')}`])));
  return [...given, ...stageNames, ...objects, ...(stages.length >= 3 ? [] : ['stages are missing'])];
};

const SECRET = /password|secret(?!s$|s\/)|token$|key$/iu;

/** A secret is never told: parameters hide it, stages take it from elsewhere, and nothing puts it out. */
const tellsNoSecrets: BicepRule = ({ files, stages }) => [
  ...files.flatMap(({ path, parameters }) => Object.entries(parameters).filter(([name, { isSecure }]) => SECRET.test(name) && name !== 'taskSecrets' && !isSecure).map(([name]) => `${path}: ${name} is shown`)),
  ...files.flatMap(({ path, outputs }) => outputs.filter((name) => SECRET.test(name)).map((name) => `${path} puts out ${name}`)),
  ...files.flatMap(({ path, text, parameters }) => Object.entries(parameters).filter(([name, { isSecure }]) => isSecure && new RegExp(`^output .*\\b${name}\\b`, 'mu').test(text)).map(([name]) => `${path} puts out ${name}`)),
  ...stages.flatMap(({ path, params }) => Object.entries(params).filter(([name, value]) => SECRET.test(name) && !value.startsWith('readEnvironmentVariable(')).map(([name]) => `${path} has ${name} in it`)),
];

/** The app is told every setting that it reads, none that it does not, and secrets as references to the vault. */
const tellsSettings: BicepRule = ({ files }) => {
  const text = files.find(({ path }) => path === 'modules/app.bicep')?.text ?? '';
  const told = new Map([...text.matchAll(/\{ name: '([\w]+)', value: (.+) \}/gu)].map(([, name = '', value = '']) => [name, value]));
  const settings: readonly { readonly variable: string }[] = Object.values(AZURE_SETTINGS);
  // Keys are for an emulator. A vault for tasks would have to be another one, lest a workflow names a secret of the door: their secrets are settings here.
  const left = ['UWF_BLOB_ACCOUNT', 'UWF_BLOB_KEY', 'UWF_DATABASE_SCHEMA', 'UWF_KEY_VAULT_URL'];
  const missing = settings.filter(({ variable }) => !told.has(variable) && !left.includes(variable)).map(({ variable }) => `the app is not told ${variable}`);
  const unknown = [...told.keys()].filter((name) => name.startsWith('UWF_') && name !== 'UWF_TASK_HUB' && !settings.some(({ variable }) => variable === name)).map((name) => `the app does not read ${name}`);
  const open = ['UWF_DATABASE_URL', 'UWF_KAFKA_PASSWORD', 'UWF_DOOR_SECRET', 'UWF_RELEASE_SECRET'].filter((name) => !(told.get(name) ?? '').startsWith("'@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/")).map((name) => `${name} is no reference to the vault`);
  return [...missing, ...unknown, ...open, ...(told.has('AzureWebJobsStorage') ? ['the host has a key of its storage'] : []), ...(told.has('UWF_TASK_HUB') ? [] : ['the host has no name for its orchestrations'])];
};

/** Every operation is there, and asks for the scope that its row names, before anything reaches the app. */
const asksForTokens: BicepRule = ({ sources, files }) => {
  const described: { readonly operations: readonly { readonly method: string; readonly urlTemplate: string; readonly policy: string }[] } = JSON.parse(sources['generated/operations.json'] ?? '{"operations":[]}');
  const isLoaded = files.some(({ text }) => text.includes("loadJsonContent('../generated/operations.json')") && text.includes('value: operation.policy'));
  const wrong = operations.flatMap(({ path, access, method }) =>
    (method === 'GET' ? ['GET', 'HEAD'] : [method]).flatMap((one) => {
      const policy = described.operations.find((operation) => operation.method === one && operation.urlTemplate === path)?.policy;
      const asks = policy?.includes('<validate-jwt ') ?? false;
      const isRight = policy !== undefined && (access.kind === 'public' ? !asks : asks && policy.includes(`<value>${access.scope}</value>`));
      return isRight ? [] : [`${one} ${path} does not ask for what its row names`];
    }),
  );
  return [...wrong, ...(isLoaded ? [] : ['nobody takes the policies'])];
};

/** Whatever alerts there are, somebody hears of them. */
const raisesAlerts: BicepRule = (deployment) => [
  ...all(deployment, 'Microsoft.Insights/metricAlerts').filter(({ config }) => at(config, 'properties.actions.0.actionGroupId') === undefined || at(config, 'properties.enabled') !== true).map(({ name }) => `${name} tells nobody`),
  ...all(deployment, 'Microsoft.Insights/scheduledQueryRules').filter(({ config }) => at(config, 'properties.actions.actionGroups.0') === undefined || at(config, 'properties.enabled') !== true).map(({ name }) => `${name} tells nobody`),
  ...['metricAlerts', 'scheduledQueryRules', 'actionGroups'].filter((kind) => all(deployment, `Microsoft.Insights/${kind}`).length === 0).map((kind) => `there are no ${kind}`),
];

/** All rules of the deployment, by name. */
export const BICEP_RULES = { parses, datesVersions, closesServices, speaksTls, asksForIdentities, grantsRoles, keepsThings, tellsLogs, usesWhatItDeclares, knowsWhatItNames, fitsModules, fitsStages, tellsNoSecrets, tellsSettings, asksForTokens, raisesAlerts } as const satisfies Readonly<Record<string, BicepRule>>;
