// Azure: what is deployed, by parts in modules. `npm run package:azure` makes the folder of the app; docs/deploy-azure.md goes on from there.
//
//   az deployment group create --resource-group uwf-dev --template-file infra/azure/main.bicep --parameters infra/azure/stages/dev.bicepparam
//
// Checked here by a parser and by rules of ours (tests/infra/azure), never compiled by Bicep itself: there is no compiler on the machines that test it.
// Generated: generated/operations.json, from functions/operations/table.ts (`npm run goldens`).
targetScope = 'resourceGroup'

@description('Beginning of every name is uwf-<stage>.')
@allowed(['dev', 'test', 'prod'])
param stage string

@description('Where everything is; the bank says which places are allowed.')
param location string = resourceGroup().location

@description('Who issues the tokens: the address under which its configuration is found.')
param issuer string

@description('For whom the tokens are.')
param audience string

@description('Keys of the issuer.')
param jwksUri string

@description('host:port of the cluster that joins the zones, with commas between them. Event Hubs is none: it has neither SCRAM-SHA-512 nor TLS 1.3.')
param kafkaBrokers string

@description('Addresses of that cluster.')
param kafkaCidr string

@description('Certificates of its authority: a file of the packaged app.')
param kafkaCaFile string = '/home/site/wwwroot/kafka-ca.pem'

@description('Name of this stage on that cluster.')
param kafkaUser string

@description('Raised whenever the database was restored.')
@minValue(1)
param incarnation int = 1

@description('Private addresses of this stage, a /20: app, endpoints, database, gateway.')
param networkCidr string

@description('Whom alarms reach.')
param alertEmail string

@description('Whom API Management names as its owner.')
param publisherEmail string

@description('How long logs are kept.')
@minValue(30)
param logDays int

@description('How long what is in the archive cannot be changed.')
@minValue(30)
param archiveDays int

@description('Processes of the app: ready (always) and max. Each opens databaseConnections connections, and a few to the cluster.')
param instances object

@description('Of each process of the app.')
@minValue(1)
param databaseConnections int = 8

@description('Size of the database server: sku, tier, gigabytes, highAvailability.')
param database object

@description('Size of API Management: sku and units.')
param gateway object

@description('Secrets that workflows name (use.secrets): secret task-<name> of the vault becomes a setting of the app.')
param taskSecrets array = []

@description('Version of the packaged app: its zip file lies under this name in the container of deployments.')
param appPackage string

@description('For the administrator of the database, who makes the role of the app and is not used afterwards.')
@secure()
param databaseAdministratorPassword string

var prefix = 'uwf-${stage}'
var tags = { system: 'uwf', stage: stage }

module network 'modules/network.bicep' = {
  name: 'network'
  params: { prefix: prefix, location: location, tags: tags, networkCidr: networkCidr, kafkaCidr: kafkaCidr }
}

module monitor 'modules/monitor.bicep' = {
  name: 'monitor'
  params: { prefix: prefix, location: location, tags: tags, logDays: logDays }
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { prefix: prefix, location: location, tags: tags }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    prefix: prefix
    location: location
    tags: tags
    subnetId: network.outputs.endpointSubnetId
    zoneId: network.outputs.vaultZoneId
    workspaceId: monitor.outputs.workspaceId
    readerPrincipalId: identity.outputs.principalId
  }
}

module durable 'modules/storage.bicep' = {
  name: 'durable'
  params: {
    prefix: prefix
    purpose: 'run'
    location: location
    tags: tags
    subnetId: network.outputs.endpointSubnetId
    zoneIds: network.outputs.storageZoneIds
    workspaceId: monitor.outputs.workspaceId
    principalId: identity.outputs.principalId
    isForFunctions: true
    containers: ['deployments']
    archiveDays: 0
  }
}

module blobs 'modules/storage.bicep' = {
  name: 'blobs'
  params: {
    prefix: prefix
    purpose: 'data'
    location: location
    tags: tags
    subnetId: network.outputs.endpointSubnetId
    zoneIds: network.outputs.storageZoneIds
    workspaceId: monitor.outputs.workspaceId
    principalId: identity.outputs.principalId
    isForFunctions: false
    containers: ['payloads']
    archiveDays: archiveDays
  }
}

module store 'modules/database.bicep' = {
  name: 'store'
  params: {
    prefix: prefix
    location: location
    tags: tags
    subnetId: network.outputs.databaseSubnetId
    zoneId: network.outputs.databaseZoneId
    workspaceId: monitor.outputs.workspaceId
    size: database
    administratorPassword: databaseAdministratorPassword
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    prefix: prefix
    location: location
    tags: tags
    subnetId: network.outputs.appSubnetId
    endpointSubnetId: network.outputs.endpointSubnetId
    zoneId: network.outputs.appZoneId
    workspaceId: monitor.outputs.workspaceId
    insightsConnectionString: monitor.outputs.insightsConnectionString
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    vaultUri: vault.outputs.uri
    storageName: durable.outputs.name
    packageUri: '${durable.outputs.blobUri}deployments/${appPackage}.zip'
    blobUri: blobs.outputs.blobUri
    instances: instances
    databaseConnections: databaseConnections
    issuer: issuer
    audience: audience
    jwksUri: jwksUri
    kafkaBrokers: kafkaBrokers
    kafkaCaFile: kafkaCaFile
    kafkaUser: kafkaUser
    incarnation: incarnation
    taskSecrets: taskSecrets
  }
}

module api 'modules/gateway.bicep' = {
  name: 'api'
  params: {
    prefix: prefix
    location: location
    tags: tags
    subnetId: network.outputs.gatewaySubnetId
    workspaceId: monitor.outputs.workspaceId
    appHost: app.outputs.host
    issuer: issuer
    audience: audience
    publisherEmail: publisherEmail
    size: gateway
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    prefix: prefix
    location: location
    tags: tags
    alertEmail: alertEmail
    insightsId: monitor.outputs.insightsId
    databaseId: store.outputs.id
    gatewayId: api.outputs.id
    planId: app.outputs.planId
  }
}

@description('Where clients find the API.')
output url string = api.outputs.url

@description('Where the packaged app is put.')
output deploymentContainer string = '${durable.outputs.blobUri}deployments'

@description('Where people put the secrets.')
output vaultUri string = vault.outputs.uri

@description('Where the database is.')
output databaseHost string = store.outputs.host
