// Stage test: everything that a deployment knows and the code does not.
using '../main.bicep'

param stage = 'test'
param issuer = 'https://issuer.test.bank.example'
param audience = 'uwf-api'
param jwksUri = 'https://issuer.test.bank.example/jwks'
param kafkaBrokers = 'kafka-1.test.bank.example:9093,kafka-2.test.bank.example:9093,kafka-3.test.bank.example:9093'
param kafkaCidr = '10.80.0.0/16'
param kafkaUser = 'uwf-test'
param incarnation = 1
param networkCidr = '10.96.16.0/20'
param alertEmail = 'uwf-test@bank.example'
param publisherEmail = 'uwf-test@bank.example'
param logDays = 90
param archiveDays = 30
param instances = { ready: 1, max: 5 }
param database = { sku: 'Standard_D2ds_v5', tier: 'GeneralPurpose', gigabytes: 128, highAvailability: 'Disabled' }
param gateway = { sku: 'StandardV2', units: 1 }
param appPackage = 'uwf-0.1.0'
param databaseAdministratorPassword = readEnvironmentVariable('UWF_DATABASE_ADMINISTRATOR_PASSWORD')
