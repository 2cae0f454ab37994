import { describeFaults } from '#tests/support/faults/suite.ts';

await describeFaults('3 of each fault', {
  times: {
    'kill -9 cloud': 3, 'kill -9 runner': 3, 'kill -9 cloud database': 3, 'kill -9 bank database': 3,
    'SIGSTOP runner > lease': 3, 'broker restart': 3, 'network cut': 3,
  },
  everyMs: 300,
  restMs: 200,
  endMsMax: 120_000,
});
