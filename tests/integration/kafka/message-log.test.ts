import { messageLogContract } from '#tests/conformance/ports/message-log.contract.ts';
import { messageLogGroupContract } from '#tests/conformance/ports/message-log-group.contract.ts';
import { describeWithKafka, openTestLog } from '#tests/support/kafka/index.ts';

await describeWithKafka('the message log on a broker', (broker) => {
  messageLogContract('Kafka', () => openTestLog(broker));
  messageLogGroupContract('Kafka', () => openTestLog(broker));
});
