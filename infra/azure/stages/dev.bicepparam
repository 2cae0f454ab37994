// Stage dev: everything that a deployment knows and the code does not.
using '../main.bicep'

param stage = 'dev'
param issuer = 'https://issuer.dev.bank.example'
param audience = 'uwf-api'
param jwksUri = 'https://issuer.dev.bank.example/jwks'
param kafkaBrokers = 'kafka-1.dev.bank.example:9093,kafka-2.dev.bank.example:9093,kafka-3.dev.bank.example:9093'
param kafkaCidr = '10.80.0.0/16'
param kafkaUser = 'uwf-dev'
param incarnation = 1
param networkCidr = '10.96.0.0/20'
param alertEmail = 'uwf-dev@bank.example'
param publisherEmail = 'uwf-dev@bank.example'
param logDays = 30
param archiveDays = 30
param instances = { ready: 1, max: 3 }
param database = { sku: 'Standard_B2s', tier: 'Burstable', gigabytes: 64, highAvailability: 'Disabled' }
param gateway = { sku: 'StandardV2', units: 1 }
param appPackage = 'uwf-0.1.0'
param databaseAdministratorPassword = readEnvironmentVariable('UWF_DATABASE_ADMINISTRATOR_PASSWORD')
