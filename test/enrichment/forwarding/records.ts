import type { UsageRecord } from '../../../src/enrichment/enricher';
import { Enricher } from '../../../src/enrichment/enricher';
import type { ForwarderSettings } from '../../../src/enrichment/forwarding/settings';
import { KeyIndex } from '../../../src/enrichment/key-index';
import { RecordLayout } from '../../../src/record/record-layout';
import { AccessLogSchema } from '../../../src/record/schema';
import type { Chance } from '../../preview/figures/random';
import { lineOf, REQUEST } from '../../record/lines';
import { DIRECTORY, entry } from '../directory';

/** What the enrichment makes of a request. */
export function recordOf(values: Record<string, string> = {}, schema = new AccessLogSchema(), directory = DIRECTORY): UsageRecord {
  return new Enricher(schema._logged()).enrich(lineOf({ ...REQUEST, ...values }, schema), directory)!.record;
}

/** A forwarder of all columns, one line a record, unless said otherwise. */
export function settingsOf(values: Partial<ForwarderSettings> = {}): ForwarderSettings {
  return {
    name: 'vendor',
    streamName: 'vendor-stream',
    errorsPrefix: 'errors/forwarders/vendor/',
    severalLines: false,
    layout: RecordLayout.allColumns()._settings,
    filter: {},
    ...values,
  };
}

const HOSTILE = [
  '"', '\\', '\\"', '","', '":"', '"}', '}\n', '{', '{"a":1}', '[]', 'null', '\\u0000', '\\ud800', '\\udfff', '\u0000', '\u2028', '\u2029', '\u0085', '\r\n', '\n', '\t',
  '-', '--', '(none)', 'NaN', '1e999', '-0', '٣', '😀', 'e\u0301', '\ufeff', 'ß'.repeat(50), 'a'.repeat(200), '%00', '<script>', '=cmd()', '${jndi:x}',
  '","_timestamp":"1', '","status":"forged', '","attribution":"plan', '{"attribution":"plan"',
];

const NAMES = ['Acme', 'Ünïcode & Söhne', '😀'.repeat(64), '"quoted"', 'a\\b', 'x\u2028y', '-', '{"a":1}'];

const GATEWAY: Record<string, (chance: Chance) => string> = {
  request_time: (chance) => chance.of(['-', '0', 'x', '31536000', '946684800000', '4102444799999', String(1_700_000_000_000 + chance.below(100_000_000_000))]),
  status: (chance) => chance.of(['-', '200', '304', '404', '429', '500', '599', '0', '-1', 'abc', '2147483648']),
  response_length: (chance) => chance.of(['-', '0', '1', '9007199254740991', '9007199254740992', '1e3']),
  response_latency_ms: (chance) => chance.of(['-', '0', '29000', 'x']),
  api_key_id: (chance) => chance.of(['-', ...NAMES.map((_, index) => `key-${index}`), 'key-unknown']),
};

const FREE = ['user_agent', 'path', 'error_message', 'request_id', 'http_method', 'protocol', 'domain_name', 'principal_id', 'integration_error', 'xray_trace_id'];

/** Records of requests that mean harm, through the enrichment: each with an id of its own. */
export function hostileRecords(count: number, chance: Chance, schema = new AccessLogSchema()): UsageRecord[] {
  const directory = new KeyIndex(NAMES.map((customer, index) => entry({ api_key_id: `key-${index}`, customer, customer_id: `key-${index}`, usage_plan: NAMES[index - 1] ?? null })));
  const enricher = new Enricher(schema._logged());
  const own = schema._added().map(({ name }) => name);
  const text = () => Array.from({ length: chance.below(6) + 1 }, () => chance.of(HOSTILE)).join('');
  const records: UsageRecord[] = [];
  while (records.length < count) {
    const values: Record<string, string> = { ...REQUEST, extended_request_id: `id-${records.length}=` };
    for (const [name, make] of Object.entries(GATEWAY)) {
      values[name] = make(chance);
    }
    for (let left = chance.below(4); left > 0; left--) {
      values[chance.of([...FREE, ...own])] = text();
    }
    const enriched = enricher.enrich(lineOf(values, schema), chance.isOneIn(20) ? undefined : directory);
    if (enriched) {
      records.push(enriched.record);
    }
  }
  return records;
}
