/** What an HTTP API of API Gateway lets through: bytes of a body, and of the request line with the values of the header fields. */
export const GATEWAY_BODY_BYTES_MAX = 10_485_760;
export const GATEWAY_HEAD_BYTES_MAX = 10_240;
/** How long its integration may take here: see the template of the gateway. */
export const GATEWAY_ANSWER_MS_MAX = 29_000;
/** What the host of Azure Functions lets through, and how long the balancer in front of it waits. */
export const AZURE_BODY_BYTES_MAX = 104_857_600;
export const AZURE_HEAD_BYTES_MAX = 32_768;
export const AZURE_ANSWER_MS_MAX = 230_000;
/** Header section that this process reads at all: more than either cloud takes, so that the answer is that of the cloud. */
export const LOCAL_HEAD_BYTES_MAX = 65_536;
