import { describeKills } from './kills.ts';

await describeKills({ kills: 20, seed: 20_261_123 });
