// An account of storage: of the orchestrations and of the packaged app, or of payloads and the archive. No keys: whoever reads or writes is known.
param prefix string
@maxLength(4)
param purpose string
param location string
param tags object
param subnetId string
param zoneIds object
param workspaceId string
param principalId string

@description('Whether orchestrations keep their histories here: blobs, queues and tables.')
param isForFunctions bool
param containers array

@description('Days within which nothing in the archive can be changed; 0: there is none.')
param archiveDays int

var blobOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var queueContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var roles = isForFunctions ? [blobOwner, queueContributor, tableContributor] : [blobContributor]
var groups = isForFunctions ? ['blob', 'queue', 'table'] : ['blob']

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: take('${replace(prefix, '-', '')}${purpose}${uniqueString(resourceGroup().id)}', 24)
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    accessTier: 'Hot'
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    publicNetworkAccess: 'Disabled'
    networkAcls: { defaultAction: 'Deny', bypass: 'None' }
    encryption: { keySource: 'Microsoft.Storage', requireInfrastructureEncryption: true }
  }
}

resource service 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: 30 }
    containerDeleteRetentionPolicy: { enabled: true, days: 30 }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [for name in containers: {
  parent: service
  name: name
  properties: { publicAccess: 'None' }
}]

resource archive 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = if (archiveDays > 0) {
  parent: service
  name: 'archive'
  properties: { publicAccess: 'None', immutableStorageWithVersioning: { enabled: true } }
}

// Made unlocked: a person locks it once it is known to be right (docs/deploy-azure.md), and then nobody shortens it, not even Microsoft.
resource archivePolicy 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2024-01-01' = if (archiveDays > 0) {
  parent: archive
  name: 'default'
  properties: { immutabilityPeriodSinceCreationInDays: archiveDays, allowProtectedAppendWrites: false }
}

module endpoint 'endpoint.bicep' = [for group in groups: {
  name: '${purpose}-${group}-endpoint'
  params: { name: '${prefix}-${purpose}-${group}', location: location, tags: tags, subnetId: subnetId, serviceId: account.id, group: group, zoneId: zoneIds[group] }
}]

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in roles: {
  name: guid(account.id, principalId, role)
  scope: account
  properties: { principalId: principalId, principalType: 'ServicePrincipal', roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role) }
}]

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: service
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'audit', enabled: true }], metrics: [{ category: 'Transaction', enabled: true }] }
}

output name string = account.name
output blobUri string = account.properties.primaryEndpoints.blob
