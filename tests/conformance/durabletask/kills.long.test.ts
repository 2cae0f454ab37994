import { describeKills } from './kills.ts';

// A new seed each time; it is printed, and given again by UWF_KILL_SEED.
await describeKills({ kills: 100, seed: Number(process.env['UWF_KILL_SEED'] ?? Date.now() % 1_000_000) });
