import { expect, test } from 'vitest';
import { evaluatePrefix } from '../../preview/pipeline/prefix';
import { LOGS_PREFIX, PARTITION_EXPRESSION } from '../../src/record/layout';

test.each([
  ['2025-12-27T00:00:00Z', 'logs/year=2025/month=12/day=27/hour=00/'],
  ['2025-12-28T12:00:00Z', 'logs/year=2025/month=12/day=28/hour=12/'],
  ['2026-12-31T23:59:59Z', 'logs/year=2026/month=12/day=31/hour=23/'],
  ['2027-01-01T00:00:00Z', 'logs/year=2027/month=01/day=01/hour=00/'],
])('records that arrive at %s land in the hour, and the year, that they belong to', (arrival, expected) => {
  expect(evaluatePrefix(LOGS_PREFIX + PARTITION_EXPRESSION, Date.parse(arrival))).toBe(expected);
});

test('the last days of December land in the year that they belong to', () => {
  for (let year = 2020; year <= 2035; year++) {
    for (let day = 27; day <= 31; day++) {
      expect(evaluatePrefix('!{timestamp:yyyy}', Date.UTC(year, 11, day, 12))).toBe(String(year));
    }
  }
});

test('the year of the week is wrong around New Year, and shows', () => {
  expect(evaluatePrefix('!{timestamp:YYYY}', Date.parse('2026-12-26T12:00:00Z'))).toBe('2026');
  expect(evaluatePrefix('!{timestamp:YYYY}', Date.parse('2026-12-27T12:00:00Z'))).toBe('2027');
  expect(evaluatePrefix('!{timestamp:YYYY}', Date.parse('2025-12-28T12:00:00Z'))).toBe('2026');
});

test('several letters, and texts, can stand in one expression', () => {
  const arrival = Date.parse('2026-03-04T05:06:07Z');
  expect(evaluatePrefix("logs/!{timestamp:'year='yyyy'/month='MM/dd}/", arrival)).toBe('logs/year=2026/month=03/04/');
  expect(evaluatePrefix('errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/', arrival, 'processing-failed'))
    .toBe('errors/processing-failed/2026/03/04/');
});

test('a prefix without a time gets the hour, as Firehose adds it', () => {
  expect(evaluatePrefix('logs/', Date.parse('2026-03-04T05:06:07Z'))).toBe('logs/2026/03/04/05/');
});

test.each([
  ['!{timestamp:yyyy-DDD}', "'DDD' in '!{timestamp:yyyy-DDD}'"],
  ['!{timestamp:M}', "'M'"],
  ['!{partitionKeyFromQuery:customer}!{timestamp:yyyy}', "'!{partitionKeyFromQuery:customer}'"],
  ['!{firehose:error-output-type}!{timestamp:yyyy}', "'!{firehose:error-output-type}'"],
])('fails by name for what it does not know: %s', (prefix, named) => {
  expect(() => evaluatePrefix(prefix, 0)).toThrow(named);
});
