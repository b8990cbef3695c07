import { accessLogLine } from './lines';
import type { Random } from '../../preview/traffic/random';

/** Firehose's largest buffer for a function: what does not fit comes as another event. */
const BUFFER_BYTES = 3_000_000;

/** Events with so many records in all, as Lambda's runtime gets them: texts. Seldom more than one. */
export function events(random: Random, records: number, keys: number, { hasLongAgents = false } = {}): string[] {
  const texts: string[] = [];
  let left = records;
  while (left > 0) {
    const lines: string[] = [];
    for (let bytes = 0; left > 0 && bytes < BUFFER_BYTES; left--) {
      const line = accessLogLine(random, keys, hasLongAgents);
      bytes += line.length;
      lines.push(line);
    }
    texts.push(eventOf(lines, random));
  }
  return texts;
}

function eventOf(lines: readonly string[], random: Random): string {
  const records = lines.map((line) => ({
    recordId: `496${random.id(53)}000000`,
    approximateArrivalTimestamp: 1_768_478_400_000,
    data: Buffer.from(line).toString('base64'),
  }));
  return JSON.stringify({ invocationId: random.uuid(), deliveryStreamArn: 'arn', region: 'us-east-1', records });
}
