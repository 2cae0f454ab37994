// What clients see: API Management. Tokens are checked here, and again by the app, which nobody else reaches.
param prefix string
param location string
param tags object
param subnetId string
param workspaceId string
param appHost string
param issuer string
param audience string
param publisherEmail string
param size object

// Made from functions/operations/table.ts: method, path, and the policy with the scope that a token must have.
var described = loadJsonContent('../generated/operations.json')

resource service 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: '${prefix}-${substring(uniqueString(resourceGroup().id), 0, 8)}'
  location: location
  tags: tags
  sku: { name: size.sku, capacity: size.units }
  identity: { type: 'SystemAssigned' }
  properties: {
    publisherName: 'Unified Workflow System'
    publisherEmail: publisherEmail
    virtualNetworkType: 'External'
    virtualNetworkConfiguration: { subnetResourceId: subnetId }
    customProperties: {
      'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls10': 'False'
      'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls11': 'False'
      'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Ssl30': 'False'
      'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Backend.Protocols.Tls10': 'False'
      'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Backend.Protocols.Tls11': 'False'
      'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Backend.Protocols.Ssl30': 'False'
    }
  }
}

resource issuerValue 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = {
  parent: service
  name: 'uwf-issuer'
  properties: { displayName: 'uwf-issuer', value: issuer }
}

resource audienceValue 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = {
  parent: service
  name: 'uwf-audience'
  properties: { displayName: 'uwf-audience', value: audience }
}

resource backend 'Microsoft.ApiManagement/service/backends@2024-05-01' = {
  parent: service
  name: 'app'
  properties: { protocol: 'http', url: 'https://${appHost}', tls: { validateCertificateChain: true, validateCertificateName: true } }
}

resource api 'Microsoft.ApiManagement/service/apis@2024-05-01' = {
  parent: service
  name: 'uwf'
  properties: { displayName: 'Unified Workflow System', path: '', protocols: ['https'], subscriptionRequired: false, type: 'http' }
}

resource apiPolicy 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = {
  parent: api
  name: 'policy'
  properties: { format: 'rawxml', value: loadTextContent('../policies/api.xml') }
  dependsOn: [backend]
}

@batchSize(8)
resource operations 'Microsoft.ApiManagement/service/apis/operations@2024-05-01' = [for operation in described.operations: {
  parent: api
  name: operation.id
  properties: { displayName: operation.title, method: operation.method, urlTemplate: operation.urlTemplate, templateParameters: operation.parameters }
}]

@batchSize(8)
resource operationPolicies 'Microsoft.ApiManagement/service/apis/operations/policies@2024-05-01' = [for (operation, index) in described.operations: {
  parent: operations[index]
  name: 'policy'
  properties: { format: 'rawxml', value: operation.policy }
  dependsOn: [issuerValue, audienceValue]
}]

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: service
  properties: { workspaceId: workspaceId, logs: [{ category: 'GatewayLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] }
}

output id string = service.id
output url string = service.properties.gatewayUrl
