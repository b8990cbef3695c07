import { Enricher } from './enricher';
import type { AccessLogSchema } from '../record/schema';

/**
 * Makes the enricher of an instance, once. Where personal data is hashed it waits for the key, and fails without it: the batch fails then, and
 * Firehose keeps it. The next batch tries again.
 */
export function enricherOpener(schema: AccessLogSchema, hashKeyArn: string | undefined): () => Promise<Enricher> {
  let opening: Promise<Enricher> | undefined;
  return () => {
    opening ??= open(schema, hashKeyArn).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
}

async function open(schema: AccessLogSchema, hashKeyArn: string | undefined): Promise<Enricher> {
  // the client that reads it is only loaded where it is needed
  const key = hashKeyArn === undefined ? undefined : await import('./hash-key.js').then(({ readHashKey }) => readHashKey(hashKeyArn));
  return new Enricher(schema._logged(), { omitted: schema._omitted(), privacy: schema._privacy, hashKey: key });
}
