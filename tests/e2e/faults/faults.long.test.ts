import { describeFaults } from '#tests/support/faults/suite.ts';

await describeFaults('50 kills of each process, 10 of the other faults', {
  times: {
    'kill -9 cloud': 50, 'kill -9 runner': 100, 'kill -9 cloud database': 50, 'kill -9 bank database': 50,
    'SIGSTOP runner > lease': 10, 'broker restart': 10, 'network cut': 10,
  },
  everyMs: 200,
  restMs: 500,
  endMsMax: 180_000,
});
