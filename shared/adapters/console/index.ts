export { createConsoleLogger } from './logger.ts';
