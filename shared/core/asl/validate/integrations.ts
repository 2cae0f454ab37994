/** How a service integration is waited for: not at all (the response is the result), until its job ends, or until a task token comes back. */
export type IntegrationPattern = 'sync' | 'sync2' | 'token';

/** One API of an optimised integration. */
export interface Integration {
  readonly patterns: readonly IntegrationPattern[];
  /** Parameters without which the call cannot be made. */
  readonly required: readonly string[];
}

const NONE: readonly IntegrationPattern[] = [];
const JOB: readonly IntegrationPattern[] = ['sync'];
const TOKEN: readonly IntegrationPattern[] = ['token'];

function api(patterns: readonly IntegrationPattern[] = NONE, ...required: readonly string[]): Integration {
  return { patterns, required };
}

/** Optimised integrations of Step Functions (developer guide, "Integrating optimized services"), by service and API. */
export const optimisedIntegrations: { readonly [service: string]: { readonly [action: string]: Integration } } = {
  apigateway: { invoke: api(TOKEN, 'ApiEndpoint', 'Method') },
  athena: { startQueryExecution: api(JOB), stopQueryExecution: api(), getQueryExecution: api(), getQueryResults: api() },
  batch: { submitJob: api(JOB, 'JobDefinition', 'JobName', 'JobQueue') },
  bedrock: { invokeModel: api(), createModelCustomizationJob: api(JOB) },
  'bedrock-agentcore': { invokeAgentRuntime: api(), invokeHarness: api() },
  codebuild: {
    startBuild: api(JOB, 'ProjectName'),
    stopBuild: api(),
    batchDeleteBuilds: api(),
    batchGetReports: api(),
    startBuildBatch: api(JOB),
    stopBuildBatch: api(),
    retryBuildBatch: api(JOB),
    deleteBuildBatch: api(),
  },
  databrew: { startJobRun: api(JOB) },
  dynamodb: {
    getItem: api(NONE, 'TableName', 'Key'),
    putItem: api(NONE, 'TableName', 'Item'),
    updateItem: api(NONE, 'TableName', 'Key'),
    deleteItem: api(NONE, 'TableName', 'Key'),
  },
  ecs: { runTask: api(['sync', 'token'], 'TaskDefinition') },
  eks: {
    createCluster: api(JOB),
    deleteCluster: api(JOB),
    createFargateProfile: api(JOB),
    deleteFargateProfile: api(JOB),
    createNodegroup: api(JOB),
    deleteNodegroup: api(JOB),
    runJob: api(JOB),
    call: api(),
  },
  elasticmapreduce: {
    createCluster: api(JOB),
    setClusterTerminationProtection: api(),
    terminateCluster: api(JOB),
    addStep: api(JOB),
    cancelStep: api(),
    modifyInstanceFleetByName: api(),
    modifyInstanceGroupByName: api(),
  },
  'emr-containers': { createVirtualCluster: api(), deleteVirtualCluster: api(JOB), startJobRun: api(JOB) },
  'emr-serverless': {
    createApplication: api(JOB),
    startApplication: api(JOB),
    stopApplication: api(JOB),
    deleteApplication: api(JOB),
    startJobRun: api(JOB),
    cancelJobRun: api(JOB),
  },
  events: { putEvents: api(TOKEN, 'Entries') },
  glue: { startJobRun: api(JOB, 'JobName') },
  http: { invoke: api(NONE, 'ApiEndpoint', 'Method') },
  lambda: { invoke: api(TOKEN, 'FunctionName') },
  mediaconvert: { createJob: api(JOB) },
  sagemaker: {
    createEndpoint: api(),
    createEndpointConfig: api(),
    createHyperParameterTuningJob: api(JOB),
    createLabelingJob: api(JOB),
    createModel: api(),
    createProcessingJob: api(JOB),
    createTrainingJob: api(JOB),
    createTransformJob: api(JOB),
    updateEndpoint: api(),
  },
  sns: { publish: api(TOKEN) },
  sqs: { sendMessage: api(TOKEN, 'MessageBody', 'QueueUrl') },
  states: { startExecution: api(['sync', 'sync2', 'token'], 'StateMachineArn') },
};
