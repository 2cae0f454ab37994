export { startHttpHost, type HttpHost, type HttpHostOptions } from './http-host.ts';
