import { mkdirSync } from 'node:fs';
import type { Assembly } from '../../preview/assembly';
import { deliver } from '../../preview/deliver';
import { deliveryStreams } from '../../preview/pipeline/delivery-stream';
import type { Traffic } from '../../preview/traffic/traffic';

/** Sends traffic through an app's stage, function and delivery stream into a directory. */
export async function deliverTo(bucketDirectory: string, assembly: Assembly, traffic: Traffic): Promise<void> {
  mkdirSync(bucketDirectory, { recursive: true });
  const [stream] = deliveryStreams(assembly.template);
  const warn = (message: string) => { throw new Error(message); };
  await deliver({ assembly, stream, bucketDirectory, traffic, progress: () => undefined, warn });
}
