// Whatever can fail is watched, and people hear of it. No alert says more than a name and a number.
param prefix string
param location string
param tags object
param alertEmail string
param insightsId string
param databaseId string
param gatewayId string
param planId string

var measured = [
  { name: 'database-storage', says: 'the database fills up', scope: databaseId, namespace: 'Microsoft.DBforPostgreSQL/flexibleServers', metric: 'storage_percent', above: 80, by: 'Average' }
  { name: 'database-processor', says: 'the database is busy', scope: databaseId, namespace: 'Microsoft.DBforPostgreSQL/flexibleServers', metric: 'cpu_percent', above: 85, by: 'Average' }
  { name: 'database-connections', says: 'connections to the database fail', scope: databaseId, namespace: 'Microsoft.DBforPostgreSQL/flexibleServers', metric: 'connections_failed', above: 10, by: 'Total' }
  { name: 'app-processor', says: 'the processes of the app are busy', scope: planId, namespace: 'Microsoft.Web/serverfarms', metric: 'CpuPercentage', above: 85, by: 'Average' }
  { name: 'app-memory', says: 'the processes of the app have little memory left', scope: planId, namespace: 'Microsoft.Web/serverfarms', metric: 'MemoryPercentage', above: 85, by: 'Average' }
  { name: 'gateway-latency', says: 'answers take longer than half a second', scope: gatewayId, namespace: 'Microsoft.ApiManagement/service', metric: 'Duration', above: 500, by: 'Average' }
]

var asked = [
  { name: 'functions-fail', says: 'functions fail', above: 0, query: 'requests | where success == false and operation_Name !startswith "api-"' }
  { name: 'requests-fail', says: 'the API answers 5xx', above: 5, query: 'requests | where operation_Name startswith "api-" and toint(resultCode) >= 500' }
  { name: 'work-waits', says: 'something of ours is postponed again and again', above: 20, query: 'traces | where message has "postponed"' }
  { name: 'relay-silent', says: 'the relay has not run for ten minutes', above: 0, query: 'requests | where operation_Name == "relay" | summarize runs = count() | where runs == 0' }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${prefix}-alerts'
  location: 'global'
  tags: tags
  properties: { groupShortName: 'uwf', enabled: true, emailReceivers: [{ name: 'operations', emailAddress: alertEmail, useCommonAlertSchema: true }] }
}

resource metrics 'Microsoft.Insights/metricAlerts@2018-03-01' = [for alert in measured: {
  name: '${prefix}-${alert.name}'
  location: 'global'
  tags: tags
  properties: {
    description: alert.says
    severity: 2
    enabled: true
    scopes: [alert.scope]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [{ criterionType: 'StaticThresholdCriterion', name: 'above', metricNamespace: alert.namespace, metricName: alert.metric, operator: 'GreaterThan', threshold: alert.above, timeAggregation: alert.by }]
    }
    actions: [{ actionGroupId: people.id }]
  }
}]

resource queries 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in asked: {
  name: '${prefix}-${alert.name}'
  location: location
  tags: tags
  properties: {
    description: alert.says
    severity: 2
    enabled: true
    scopes: [insightsId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT10M'
    criteria: { allOf: [{ query: alert.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: alert.above, failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 } }] }
    actions: { actionGroups: [people.id] }
  }
}]
