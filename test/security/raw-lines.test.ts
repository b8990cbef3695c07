import { describe, expect, test } from 'vitest';
import { tableOf } from './page';
import { Enricher } from '../../src/enrichment/enricher';
import type { PrivacyOptions } from '../../src/record/personal-data';
import { PersonalData } from '../../src/record/personal-data';
import { AccessLogSchema } from '../../src/record/schema';

const KEY = 'AKIAIOSFODNN7EXAMPLE';

/** What a client sends, each with something that is to be found again. */
const REQUEST: Record<string, string> = {
  'extendedRequestId': 'id=',
  'requestTimeEpoch': '1773144000000',
  'identity.sourceIp': '203.0.113.7',
  'identity.userAgent': `agent ${KEY}`,
  'path': `/pets/${KEY}`,
  'integration.error': `the token is ${KEY}`,
  'authorizer.error': `the token is ${KEY}`,
  'error.message': `the token is ${KEY}`,
};

/** A line as API Gateway logs it, and the record that is delivered of it. */
function both(privacy: PrivacyOptions): Record<'raw' | 'record', Record<string, unknown>> {
  const schema = new AccessLogSchema([], privacy);
  const line = schema.format.replace(/\$context\.([\w.]+)/g, (_, name: string) => REQUEST[name] ?? '-');
  const enricher = new Enricher(schema._logged(), { privacy: schema._privacy, omitted: schema._omitted(), hashKey: Buffer.from('key') });
  return { raw: JSON.parse(line), record: enricher.enrich(line, undefined)!.record };
}

const HASHED = expect.stringMatching(/^[0-9a-f]{32}$/);
const MESSAGES = ['integration_error', 'authorizer_error', 'error_message'];

/** By the rows of the page. */
const SHOWN: Record<string, () => void> = {
  'what omitColumns names, and source_ip with sourceIp: OMIT': () => {
    const omitColumns = ['path', 'user_agent', ...MESSAGES];
    const { raw, record } = both({ sourceIp: PersonalData.OMIT, omitColumns });
    for (const name of ['source_ip', ...omitColumns]) {
      expect([name, raw[name], record[name] ?? null]).toEqual([name, undefined, null]);
    }
    expect(JSON.stringify([raw, record])).not.toContain(KEY);
  },
  'source_ip with sourceIp: TRUNCATE or HASH': () => {
    for (const [sourceIp, shown] of [[PersonalData.TRUNCATE, '203.0.113.0/24'], [PersonalData.HASH, HASHED]]) {
      const { raw, record } = both({ sourceIp });
      expect([raw.source_ip, record.source_ip]).toEqual([REQUEST['identity.sourceIp'], shown]);
    }
  },
  'user_agent with userAgent: HASH or OMIT': () => {
    for (const [userAgent, shown] of [[PersonalData.HASH, HASHED], [PersonalData.OMIT, null]]) {
      const { raw, record } = both({ userAgent });
      expect([raw.user_agent, record.user_agent ?? null]).toEqual([REQUEST['identity.userAgent'], shown]);
    }
  },
  'integration_error, authorizer_error, error_message': () => {
    const { raw, record } = both({});
    for (const name of MESSAGES) {
      expect([name, raw[name], record[name]]).toEqual([name, `the token is ${KEY}`, 'the token is [cut]']);
    }
  },
  'path, user_agent, and columns of your own of what a client sends': () => {
    const { raw, record } = both({});
    for (const name of ['path', 'user_agent']) {
      expect([name, raw[name], record[name]]).toEqual([name, expect.stringContaining(KEY), raw[name]]);
    }
  },
};

describe('the page on security says what is in a raw line, and what is delivered', () => {
  const rows = tableOf('Raw lines').map(([what]) => what);

  test('of each thing that is tried here', () => {
    expect(rows).toEqual(Object.keys(SHOWN));
  });

  test.each(rows)('%s', (what) => SHOWN[what]());
});
