// Secrets of the cloud side: door, release, the user of the cluster, the way to the database. People put them in; the app reads them, and nobody else.
// Keys of Tier 1 never get here: they stay in the bank (docs/vault.md).
param prefix string
param location string
param tags object
param subnetId string
param zoneId string
param workspaceId string
param readerPrincipalId string

var secretsReader = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: '${prefix}-${substring(uniqueString(resourceGroup().id), 0, 8)}'
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'premium' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    enabledForDeployment: false
    enabledForTemplateDeployment: false
    enabledForDiskEncryption: false
    publicNetworkAccess: 'Disabled'
    networkAcls: { defaultAction: 'Deny', bypass: 'None' }
  }
}

module endpoint 'endpoint.bicep' = {
  name: 'vault-endpoint'
  params: { name: '${prefix}-vault', location: location, tags: tags, subnetId: subnetId, serviceId: vault.id, group: 'vault', zoneId: zoneId }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, readerPrincipalId, secretsReader)
  scope: vault
  properties: { principalId: readerPrincipalId, principalType: 'ServicePrincipal', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsReader) }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: vault
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'audit', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] }
}

output uri string = vault.properties.vaultUri
