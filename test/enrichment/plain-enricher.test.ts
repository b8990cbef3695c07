import { describe, expect, test } from 'vitest';
import { compareWays, WAYS } from './both-ways';
import { PlainLine } from '../../src/enrichment/plain-line';
import { AccessLogColumn } from '../../src/record/access-log-column';
import { AccessLogSchema } from '../../src/record/schema';
import { lineOf, REQUEST } from '../record/lines';

test.each(WAYS)('personal data %s: a plain line becomes what the other way makes of it', (_way, privacy) => {
  expect(compareWays(privacy, 5_000, 8)).toBeGreaterThan(1_000);
});

test.each(WAYS)('personal data %s: an ordinary request is a plain line', (_way, privacy) => {
  const schema = new AccessLogSchema([], privacy);
  expect(new PlainLine(schema._logged()).read(lineOf(REQUEST, schema))).not.toBeNull();
});

describe('a line is not plain', () => {
  const schema = new AccessLogSchema();
  const reader = new PlainLine(schema._logged());

  test.each([
    ['with a quote in a value', lineOf({ ...REQUEST, path: '/a"b' })],
    ['with an escape', lineOf({ ...REQUEST, path: '/a\\u0022' })],
    ['with a control character', lineOf({ ...REQUEST, path: '/a\u0001' })],
    ['that breaks off', lineOf().slice(0, -30)],
    ['without its line feed', lineOf().trimEnd()],
    ['with marks of replays', `${lineOf().trimEnd()}\t\n`],
    ['by another format', lineOf(REQUEST, new AccessLogSchema([AccessLogColumn.string('tenant', '$context.authorizer.tenant')]))],
    ['beyond all bounds', lineOf({ ...REQUEST, path: '/'.repeat(20_000) })],
    ['followed by another', lineOf() + lineOf()],
  ])('%s', (_what, line) => {
    expect(reader.read(line)).toBeNull();
  });
});
