import type { FirehoseTransformationEventRecord } from 'aws-lambda';
import type { HostileLine } from './hostile-line';
import { COLUMNS, OWN_COLUMNS, SCHEMA } from './hostile-line';
import { convert } from '../../../preview/pipeline/conversion';
import { enrichBatch } from '../../../src/enrichment/batch';
import { hashOf } from '../../../src/enrichment/concealment';
import type { EnrichedLine } from '../../../src/enrichment/enricher';
import { Enricher } from '../../../src/enrichment/enricher';
import type { KeyIndex } from '../../../src/enrichment/key-index';
import type { PrivacyOptions } from '../../../src/record/personal-data';
import { PersonalData } from '../../../src/record/personal-data';
import { replaysOf, withoutReplays } from '../../../src/record/replay-mark';
import { AccessLogSchema } from '../../../src/record/schema';
import { typedValue } from '../../../src/record/typed-value';
import { DIRECTORY } from '../../enrichment/directory';
import { REQUEST } from '../../record/lines';

/** Firehose's limit on a record, and Lambda's on an answer. */
const RECORD_BYTES = 1_000 * 1024;
const RESPONSE_BYTES = 6 * 1024 * 1024;

const GATEWAY = COLUMNS.filter(({ origin }) => origin === 'gateway');
const AUTHORIZER = COLUMNS.filter(({ origin }) => origin === 'authorizer');
const PLAIN_VALUES: Record<string, unknown> = Object.fromEntries(
  GATEWAY.map(({ name, type }) => [name, REQUEST[name] === undefined ? null : typedValue(type, REQUEST[name])]));
const trusted = (values: Record<string, unknown>) => JSON.stringify([...GATEWAY.map(({ name }) => values[name]), 'plan', 'Acme', 'Free']);
const TABLE = SCHEMA._delivered().map(({ name, type }) => ({ name, glueType: type, type }));

const OWN_OUTPUT = '{"attribution":';

/**
 * The enricher does not throw: where it does, the batch would go on without the line, and nobody would learn why. What its fast way makes of a
 * line is what the other one makes of it.
 */
class WatchedEnricher extends Enricher {
  public thrown?: Error;

  public override enrich(line: string, directory: KeyIndex | undefined): EnrichedLine | undefined {
    try {
      const enriched = super.enrich(line, directory);
      if (!line.startsWith(OWN_OUTPUT)) {
        expectEqual(textOf(enriched), textOf(this.enrichAny(line, directory)), 'what the fast way makes of it');
      }
      return enriched;
    } catch (error) {
      this.thrown = error as Error;
      throw error;
    }
  }
}

function textOf(enriched: EnrichedLine | undefined): string {
  return enriched ? JSON.stringify([enriched.line, enriched.untyped, enriched.attribution, enriched.record]) : 'nothing';
}

/** One of the ways in which personal data is treated. */
interface Variant {
  readonly enricher: WatchedEnricher;
  readonly trusted: string;
  /** What may not come out. */
  readonly absent: readonly string[];
}

function variant(options: PrivacyOptions, changed: object = {}, absent: readonly string[] = []): Variant {
  const schema = new AccessLogSchema(OWN_COLUMNS, options);
  const enricher = new WatchedEnricher(schema._logged(), { privacy: schema._privacy, omitted: schema._omitted(), hashKey: Buffer.from('key') });
  return { enricher, trusted: trusted({ ...PLAIN_VALUES, ...changed }), absent };
}

const KEPT: Variant = variant({});
const OMITTED = ['source_ip', 'account_id', 'protocol', 'path', 'user_agent', 'error_message'];
const CONCEALED: readonly Variant[] = [
  variant({ sourceIp: PersonalData.HASH, userAgent: PersonalData.HASH }, { source_ip: hashOf(REQUEST.source_ip, Buffer.from('key')) }),
  variant({ sourceIp: PersonalData.TRUNCATE, userAgent: PersonalData.OMIT }, { source_ip: '203.0.113.0/24' }, ['user_agent']),
  variant({ sourceIp: PersonalData.OMIT, omitColumns: OMITTED }, { source_ip: undefined, account_id: undefined }, OMITTED),
];

/** What the transformation makes of a line that it reads. */
export function ownOutput(line: string): string {
  // as bytes, which is how a line comes
  return KEPT.enricher.enrich(Buffer.from(line).toString(), DIRECTORY)!.line;
}

/**
 * Sends lines through the transformation as one batch, and each once more where personal data is not kept: by turns in
 * one of the ways, a single line in all. Fails for what may not come out. Returns how many came out.
 */
export function checkBatch(lines: readonly HostileLine[]): number {
  CONCEALED.forEach((way, turn) => {
    const meant = lines.length === 1 ? lines : lines.filter((_, index) => index % CONCEALED.length === turn);
    checkVariant(meant, way);
  });
  return checkVariant(lines, KEPT);
}

function checkVariant(lines: readonly HostileLine[], way: Variant): number {
  const { enricher } = way;
  const records = lines.map(({ data }, index): FirehoseTransformationEventRecord => (
    { recordId: `record-${index}`, approximateArrivalTimestamp: 0, data: data.toString('base64') }
  ));
  const { response } = enrichBatch(records, enricher, DIRECTORY);
  const { thrown } = enricher;
  if (thrown) {
    enricher.thrown = undefined;
    throw thrown;
  }
  return checkAnswers(lines, response.records, way);
}

/** Fails for an answer that may not be, wherever it comes from. */
export function checkAnswers(
  lines: readonly HostileLine[], answers: readonly { recordId: string; result: string; data?: string }[], way = KEPT,
): number {
  expectEqual(answers.map(({ recordId }) => recordId).join(), lines.map((_, index) => `record-${index}`).join(), 'the records\' ids');
  if (lines.length < 1_000 && JSON.stringify(answers).length > RESPONSE_BYTES) {
    throw new Error('The answer is larger than Lambda takes');
  }
  let delivered = 0;
  answers.forEach(({ result, data }, index) => {
    if (result === 'Ok') {
      delivered++;
      expectEqual(lines[index].isTwo ?? false, false, 'two lines come out as one; that there are two');
      checkOutput(Buffer.from(data!, 'base64'), lines[index], way);
    } else {
      expectEqual(result, 'ProcessingFailed', 'the result');
      // only what is no line of API Gateway's fails
      expectEqual(lines[index].hasHead, false, 'a line with its head is refused; that it has one');
    }
  });
  return delivered;
}

function checkOutput(output: Buffer, { data, hasHead, isOwn, hasNoAuthorizer }: HostileLine, way: Variant): void {
  const line = output.toString();
  if (!Buffer.from(line).equals(output) || line.indexOf('\n') !== line.length - 1) {
    throw new Error(`The output is not one line of UTF-8: ${line}`);
  }
  if (output.length > RECORD_BYTES && data.length < RECORD_BYTES / 6) {
    throw new Error(`The output has ${output.length} bytes`);
  }
  const record = JSON.parse(line) as Record<string, unknown>;
  convert(line, TABLE as Parameters<typeof convert>[1]);
  if (hasHead) {
    const { attribution, customer, usage_plan } = record;
    expectEqual(JSON.stringify([...GATEWAY.map(({ name }) => record[name]), attribution, customer, usage_plan]), isOwn ? KEPT.trusted : way.trusted, 'what API Gateway says');
  }
  if (hasHead && !isOwn) {
    expectEqual(way.absent.filter((name) => name in record).join(), '', 'what is left out');
  }
  if (hasHead && !isOwn && !Object.values(record).every((value) => String(value).isWellFormed())) {
    throw new Error(`The output holds half a character: ${line}`);
  }
  if (hasNoAuthorizer) {
    expectEqual(AUTHORIZER.map(({ name }) => record[name]).join(), AUTHORIZER.map(() => null).join(), 'what the authorizer says');
  }
  if (isOwn) {
    expectEqual(line, data.toString(), 'its own output');
  }
  expectEqual(way.enricher.enrich(line, undefined)?.line, line, 'what comes out when it goes through again');
  expectEqual(replaysOf(output), replaysOf(data), 'the count of replays');
  expectEqual(Object.keys(record).join(), Object.keys(JSON.parse(withoutReplays(output).toString()) as object).join(), 'names without the count');
}

function expectEqual<T>(actual: T, expected: T, what: string): void {
  if (actual !== expected) {
    throw new Error(`${what}: ${String(actual)} and not ${String(expected)}`);
  }
}
