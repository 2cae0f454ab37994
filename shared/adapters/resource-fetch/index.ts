export { createResourceFetcher } from './resource-fetcher.ts';
