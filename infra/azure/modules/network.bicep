// A network without a way in: the app and the gateway go out through their subnets, everything else is reached by private endpoints.
param prefix string
param location string
param tags object
param networkCidr string
param kafkaCidr string

var zoneNames = [
  'privatelink.blob.${environment().suffixes.storage}'
  'privatelink.queue.${environment().suffixes.storage}'
  'privatelink.table.${environment().suffixes.storage}'
  'privatelink.vaultcore.azure.net'
  'privatelink.azurewebsites.net'
  '${prefix}.private.postgres.database.azure.com'
]

resource appRules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '${prefix}-app'
  location: location
  tags: tags
  properties: {
    securityRules: [
      { name: 'bank', properties: { priority: 100, direction: 'Outbound', access: 'Allow', protocol: 'Tcp', sourceAddressPrefix: '*', sourcePortRange: '*', destinationAddressPrefix: kafkaCidr, destinationPortRange: '9093' } }
      { name: 'nobody-else-in', properties: { priority: 4000, direction: 'Inbound', access: 'Deny', protocol: '*', sourceAddressPrefix: 'Internet', sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '*' } }
    ]
  }
}

resource endpointRules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '${prefix}-endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      { name: 'own-network', properties: { priority: 100, direction: 'Inbound', access: 'Allow', protocol: 'Tcp', sourceAddressPrefix: 'VirtualNetwork', sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '443' } }
      { name: 'nobody-else-in', properties: { priority: 4000, direction: 'Inbound', access: 'Deny', protocol: '*', sourceAddressPrefix: '*', sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '*' } }
    ]
  }
}

resource databaseRules 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '${prefix}-database'
  location: location
  tags: tags
  properties: {
    securityRules: [
      { name: 'own-network', properties: { priority: 100, direction: 'Inbound', access: 'Allow', protocol: 'Tcp', sourceAddressPrefix: 'VirtualNetwork', sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '5432' } }
      { name: 'nobody-else-in', properties: { priority: 4000, direction: 'Inbound', access: 'Deny', protocol: '*', sourceAddressPrefix: 'Internet', sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '*' } }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: prefix
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [networkCidr] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(networkCidr, 24, 0)
          networkSecurityGroup: { id: appRules.id }
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.Web/serverFarms' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(networkCidr, 24, 1)
          networkSecurityGroup: { id: endpointRules.id }
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: cidrSubnet(networkCidr, 24, 2)
          networkSecurityGroup: { id: databaseRules.id }
          delegations: [{ name: 'database', properties: { serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' } }]
        }
      }
      {
        name: 'gateway'
        properties: {
          addressPrefix: cidrSubnet(networkCidr, 24, 3)
          networkSecurityGroup: { id: appRules.id }
          delegations: [{ name: 'gateway', properties: { serviceName: 'Microsoft.Web/serverFarms' } }]
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for name in zoneNames: {
  name: name
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (name, index) in zoneNames: {
  parent: zones[index]
  name: prefix
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}]

output appSubnetId string = '${network.id}/subnets/app'
output endpointSubnetId string = '${network.id}/subnets/endpoints'
output databaseSubnetId string = '${network.id}/subnets/database'
output gatewaySubnetId string = '${network.id}/subnets/gateway'
output storageZoneIds object = { blob: zones[0].id, queue: zones[1].id, table: zones[2].id }
output vaultZoneId string = zones[3].id
output appZoneId string = zones[4].id
output databaseZoneId string = zones[5].id
