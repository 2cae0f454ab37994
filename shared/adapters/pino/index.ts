export { createFileLogger, createStdoutLogger, type FileLogger, type FileLoggerOptions } from './logger.ts';
