// Stage prod: everything that a deployment knows and the code does not.
using '../main.bicep'

param stage = 'prod'
param issuer = 'https://issuer.bank.example'
param audience = 'uwf-api'
param jwksUri = 'https://issuer.bank.example/jwks'
param kafkaBrokers = 'kafka-1.bank.example:9093,kafka-2.bank.example:9093,kafka-3.bank.example:9093'
param kafkaCidr = '10.80.0.0/16'
param kafkaUser = 'uwf-prod'
param incarnation = 1
param networkCidr = '10.96.32.0/20'
param alertEmail = 'uwf-prod@bank.example'
param publisherEmail = 'uwf-prod@bank.example'
param logDays = 400
param archiveDays = 3650
param instances = { ready: 3, max: 20 }
param database = { sku: 'Standard_D8ds_v5', tier: 'GeneralPurpose', gigabytes: 1024, highAvailability: 'ZoneRedundant' }
param gateway = { sku: 'StandardV2', units: 3 }
param appPackage = 'uwf-0.1.0'
param databaseAdministratorPassword = readEnvironmentVariable('UWF_DATABASE_ADMINISTRATOR_PASSWORD')
