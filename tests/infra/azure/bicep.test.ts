import { describe, expect, test } from 'vitest';
import { parseDeployments, readSources, type BicepSources } from '#tests/support/bicep/parse.ts';
import { BICEP_RULES } from '#tests/support/bicep/rules.ts';
import { describeNotRun } from '#tests/support/not-run.ts';
import { findPythonTool, PYCEP } from '#tests/support/python-tools.ts';

type RuleName = keyof typeof BICEP_RULES;
const NAMES = Object.keys(BICEP_RULES).filter((name): name is RuleName => name in BICEP_RULES);

/** One thing that a reviewer should never have to see: a text of a file, and what stands in its place. */
interface Planted {
  readonly rule: RuleName;
  readonly what: string;
  readonly path: string;
  readonly text: string;
  readonly by: string;
}

const planted = (rule: RuleName, what: string, file: string, [text, by]: readonly [string, string]): Planted => ({ rule, what, path: file.includes('.') ? file : `modules/${file}.bicep`, text, by });

const PLANTED: readonly Planted[] = [
  planted('parses', 'a brace that nobody closes', 'vault', ["sku: { family: 'A', name: 'premium' }", "sku: { family: 'A', name: 'premium'"]),
  planted('parses', 'a policy that is no XML', 'policies/api.xml', ['</inbound>', '']),
  planted('datesVersions', 'a version that changes', 'storage', ['storageAccounts@2024-01-01', 'storageAccounts@2024-01-01-preview']),
  planted('closesServices', 'a vault on the internet', 'vault', ["publicNetworkAccess: 'Disabled'", "publicNetworkAccess: 'Enabled'"]),
  planted('closesServices', 'a database on the internet', 'database', [", publicNetworkAccess: 'Disabled'", '']),
  planted('closesServices', 'an app without a private endpoint', 'app', ["group: 'sites'", "group: 'other'"]),
  planted('closesServices', 'a rule that lets everybody in', 'network', ["access: 'Allow', protocol: 'Tcp', sourceAddressPrefix: 'VirtualNetwork'", "access: 'Allow', protocol: 'Tcp', sourceAddressPrefix: '*'"]),
  planted('speaksTls', 'storage with an old TLS', 'storage', ["'TLS1_2'", "'TLS1_0'"]),
  planted('speaksTls', 'files over FTP', 'app', ["ftpsState: 'Disabled'", "ftpsState: 'AllAllowed'"]),
  planted('speaksTls', 'a database that speaks in the clear', 'database', ["properties: { value: 'on', source", "properties: { value: 'off', source"]),
  planted('speaksTls', 'a gateway with TLS 1.0', 'gateway', ["Security.Protocols.Tls10': 'False'", "Security.Protocols.Tls10': 'True'"]),
  planted('asksForIdentities', 'storage with keys', 'storage', ['allowSharedKeyAccess: false', 'allowSharedKeyAccess: true']),
  planted('asksForIdentities', 'a key in an output', 'storage', ['output name string = account.name', 'output name string = account.listKeys().keys[0].value']),
  planted('asksForIdentities', 'passwords for publishing', 'app', ["name: 'scm'\n  properties: { allow: false }", "name: 'scm'\n  properties: { allow: true }"]),
  planted('grantsRoles', 'an app that owns the account', 'storage', ['b7e6dc6d-f1e8-4753-8033-0f276bb0955b', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635']),
  planted('grantsRoles', 'a role over the whole group', 'vault', ['  scope: vault\n  properties: { principalId', '  properties: { principalId']),
  planted('keepsThings', 'a vault that can be emptied', 'vault', ['enablePurgeProtection: true', 'enablePurgeProtection: false']),
  planted('keepsThings', 'an archive that can be changed', 'storage', ['immutableStorageWithVersioning: { enabled: true }', 'immutableStorageWithVersioning: { enabled: false }']),
  planted('keepsThings', 'an archive for no time', 'storage', ['immutabilityPeriodSinceCreationInDays: archiveDays', 'immutabilityPeriodSinceCreationInDays: 1']),
  planted('tellsLogs', 'a vault that tells nobody who read it', 'vault', ['  scope: vault\n  properties: { workspaceId', '  properties: { workspaceId']),
  planted('usesWhatItDeclares', 'a parameter that does nothing', 'app', ['param incarnation int', 'param incarnation int\nparam forgotten string']),
  planted('knowsWhatItNames', 'a name that is written another way', 'vault', ['subnetId: subnetId', 'subnetId: subnetID']),
  planted('knowsWhatItNames', 'a name in a text that is written another way', 'app', ['ClientId=${identityClientId}', 'ClientId=${identityClientID}']),
  planted('fitsModules', 'a module that lacks something', 'main.bicep', ['    vaultUri: vault.outputs.uri\n', '']),
  planted('fitsModules', 'a module that gets what it does not know', 'main.bicep', ['    vaultUri: vault.outputs.uri\n', '    vaultUri: vault.outputs.uri\n    vaultName: vault.outputs.uri\n']),
  planted('fitsModules', 'an output that there is none of', 'main.bicep', ['store.outputs.host', 'store.outputs.address']),
  planted('fitsStages', 'a stage that lacks something', 'stages/prod.bicepparam', ["param kafkaUser = 'uwf-prod'\n", '']),
  planted('fitsStages', 'a stage that gives what nobody asks for', 'stages/prod.bicepparam', ["param kafkaUser = 'uwf-prod'\n", "param kafkaUser = 'uwf-prod'\nparam other = 1\n"]),
  planted('fitsStages', 'a stage that is another one', 'stages/prod.bicepparam', ["param stage = 'prod'", "param stage = 'dev'"]),
  planted('tellsNoSecrets', 'a password that deployments show', 'main.bicep', ['@secure()\n', '']),
  planted('tellsNoSecrets', 'a password in a file', 'stages/dev.bicepparam', ["readEnvironmentVariable('UWF_DATABASE_ADMINISTRATOR_PASSWORD')", "'a1b2c3'"]),
  planted('tellsNoSecrets', 'a password that is put out', 'database', ['output id string = server.id', 'output id string = administratorPassword']),
  planted('tellsSettings', 'an app that lacks a setting', 'app', ["  { name: 'UWF_ISSUER', value: issuer }\n", '']),
  planted('tellsSettings', 'a setting that nobody reads', 'app', ["{ name: 'UWF_ISSUER', value: issuer }", "{ name: 'UWF_ISSUER', value: issuer }\n  { name: 'UWF_ISSUED', value: issuer }"]),
  planted('tellsSettings', 'a secret as a value', 'app', ["'@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/door/)'", "'a1b2c3'"]),
  planted('asksForTokens', 'an operation without a token', 'generated/operations.json', ['<value>workflows:cancel</value>', '<value>workflows:read</value>']),
  planted('asksForTokens', 'policies that nobody takes', 'gateway', ['value: operation.policy', "value: ''"]),
  planted('raisesAlerts', 'alerts that nobody hears of', 'alerts', ['actions: { actionGroups: [people.id] }', 'actions: { actionGroups: [] }']),
];

function plant(sources: BicepSources, { path, text, by }: Planted): BicepSources {
  const source = sources[path] ?? '';
  if (!source.includes(text)) expect.fail(`${path} no longer says: ${text}`);
  return { ...sources, [path]: source.replace(text, () => by) };
}

const parser = await findPythonTool(PYCEP);

if (!parser.ok) describeNotRun('the Bicep of infra/azure', parser.reason);
else {
  const sources = readSources();
  const [deployment, ...mutants] = await parseDeployments(parser.value, [sources, ...PLANTED.map((one) => plant(sources, one))]);
  if (deployment === undefined) throw new RangeError('nothing was parsed');

  describe('the Bicep of infra/azure', () => {
    test.each(NAMES)('satisfies %s', (rule) => {
      expect(BICEP_RULES[rule](deployment)).toEqual([]);
    });
  });

  describe('a rule finds what it is for', () => {
    test.each(PLANTED.map(({ rule, what }, index) => [rule, what, index] as const))('%s: %s', (rule, _what, index) => {
      const mutant = mutants[index];
      expect(mutant).toBeDefined();
      if (mutant !== undefined) expect(BICEP_RULES[rule](mutant)).not.toEqual([]);
    });

    test('and there is one for every rule', () => {
      expect(NAMES.filter((name) => !PLANTED.some(({ rule }) => rule === name))).toEqual([]);
    });
  });
}
