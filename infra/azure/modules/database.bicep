// The store: executions, steps, definitions, journal. In the network, over TLS 1.3, backed up elsewhere.
param prefix string
param location string
param tags object
param subnetId string
param zoneId string
param workspaceId string
param size object
@secure()
param administratorPassword string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: prefix
  location: location
  tags: tags
  sku: { name: size.sku, tier: size.tier }
  properties: {
    version: '16'
    administratorLogin: 'uwfadmin'
    administratorLoginPassword: administratorPassword
    authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: 'Enabled', tenantId: subscription().tenantId }
    storage: { storageSizeGB: size.gigabytes, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: 35, geoRedundantBackup: 'Enabled' }
    highAvailability: { mode: size.highAvailability }
    network: { delegatedSubnetResourceId: subnetId, privateDnsZoneArmResourceId: zoneId, publicNetworkAccess: 'Disabled' }
  }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: server
  name: 'uwf'
  properties: { charset: 'UTF8', collation: 'C' }
}

// One after the other: the service takes one change of its settings at a time.
resource tlsOnly 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'require_secure_transport'
  properties: { value: 'on', source: 'user-override' }
}

resource tlsVersion 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: server
  name: 'ssl_min_protocol_version'
  properties: { value: 'TLSv1.3', source: 'user-override' }
  dependsOn: [tlsOnly]
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: server
  properties: { workspaceId: workspaceId, logs: [{ category: 'PostgreSQLLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] }
}

output id string = server.id
output host string = server.properties.fullyQualifiedDomainName
