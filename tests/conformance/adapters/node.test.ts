import { nodeDigest, randomIdSource, systemClock } from '#shared/adapters/node/index.ts';
import { clockContract, digestContract, idSourceContract } from '../ports/machine.contract.ts';

clockContract('node', () => systemClock);
idSourceContract('node', () => randomIdSource);
digestContract('node', () => nodeDigest);
