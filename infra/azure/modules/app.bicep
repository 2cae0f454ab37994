// The function app. Elastic Premium, not Flex Consumption: only there does the host scale by what waits in topics of a Kafka cluster in the network.
// Its code is a zip file in its own storage, which it reads as itself; neither FTP nor the site for publishing takes passwords.
param prefix string
param location string
param tags object
param subnetId string
param endpointSubnetId string
param zoneId string
param workspaceId string
param insightsConnectionString string
param identityId string
param identityClientId string
param vaultUri string
param storageName string
param packageUri string
param blobUri string
param instances object
param databaseConnections int
param issuer string
param audience string
param jwksUri string
param kafkaBrokers string
param kafkaCaFile string
param kafkaUser string
param incarnation int
param taskSecrets array

var settings = [
  { name: 'FUNCTIONS_EXTENSION_VERSION', value: '~4' }
  { name: 'FUNCTIONS_WORKER_RUNTIME', value: 'node' }
  { name: 'languageWorkers__node__arguments', value: '--enable-source-maps' }
  { name: 'AzureWebJobsStorage__accountName', value: storageName }
  { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
  { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
  { name: 'WEBSITE_RUN_FROM_PACKAGE', value: packageUri }
  { name: 'WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID', value: identityId }
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnectionString }
  { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${identityClientId};Authorization=AAD' }
  { name: 'UWF_TASK_HUB', value: replace(prefix, '-', '') }
  { name: 'UWF_DATABASE_URL', value: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/database/)' }
  { name: 'UWF_DATABASE_CONNECTIONS', value: string(databaseConnections) }
  { name: 'UWF_BLOB_URL', value: blobUri }
  { name: 'UWF_BLOB_CONTAINER', value: 'payloads' }
  { name: 'UWF_IDENTITY_CLIENT_ID', value: identityClientId }
  { name: 'UWF_ISSUER', value: issuer }
  { name: 'UWF_AUDIENCE', value: audience }
  { name: 'UWF_JWKS_URI', value: jwksUri }
  { name: 'UWF_KAFKA_BROKERS', value: kafkaBrokers }
  { name: 'UWF_KAFKA_CA_FILE', value: kafkaCaFile }
  { name: 'UWF_KAFKA_USERNAME', value: kafkaUser }
  { name: 'UWF_KAFKA_PASSWORD', value: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/kafka-password/)' }
  { name: 'UWF_DOOR_SECRET', value: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/door/)' }
  { name: 'UWF_RELEASE_SECRET', value: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/release/)' }
  { name: 'UWF_INCARNATION', value: string(incarnation) }
]

// Beneath the vault's task-: the names that workflows use lead to nothing else.
var taskSettings = [for name in taskSecrets: {
  name: 'UWF_SECRET_${toUpper(replace(name, '-', '_'))}'
  value: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/task-${name}/)'
}]

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: prefix
  location: location
  tags: tags
  kind: 'elastic'
  sku: { name: 'EP1', tier: 'ElasticPremium' }
  properties: { reserved: true, maximumElasticWorkerCount: instances.max, zoneRedundant: instances.ready >= 3 }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: '${prefix}-${substring(uniqueString(resourceGroup().id), 0, 8)}'
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Disabled'
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: subnetId
    vnetRouteAllEnabled: true
    siteConfig: {
      linuxFxVersion: 'NODE|22'
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      functionsRuntimeScaleMonitoringEnabled: true
      minimumElasticInstanceCount: instances.ready
      functionAppScaleLimit: instances.max
      appSettings: concat(settings, taskSettings)
    }
  }
}

resource ftp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

module endpoint 'endpoint.bicep' = {
  name: 'app-endpoint'
  params: { name: '${prefix}-app', location: location, tags: tags, subnetId: endpointSubnetId, serviceId: app.id, group: 'sites', zoneId: zoneId }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: app
  properties: { workspaceId: workspaceId, logs: [{ category: 'FunctionAppLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] }
}

output host string = app.properties.defaultHostName
output planId string = plan.id
