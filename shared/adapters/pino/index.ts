export { createFileLogger, type FileLogger, type FileLoggerOptions } from './logger.ts';
