import { describe, expect, test } from 'vitest';
import { typedValue } from '../../src/record/typed-value';

describe('typing a value', () => {
  test.each([
    ['int', '200', 200], ['int', '-1', -1], ['int', '2147483647', 2147483647], ['int', '2147483648', null],
    ['int', '1.5', null], ['int', '0x10', null], ['int', ' 1', null], ['int', 'NaN', null],
    ['bigint', '9007199254740991', 9007199254740991], ['bigint', '9007199254740993', null],
    ['double', '0.25', 0.25], ['double', '1e3', 1000], ['double', 'Infinity', null], ['double', '1e999', null], ['double', '', null],
    ['boolean', 'true', true], ['boolean', 'False', false], ['boolean', '1', null],
    ['string', '-0', '-0'],
    ['timestamp', '1767225599123', '2025-12-31 23:59:59.123'], ['timestamp', '1767225599', '2025-12-31 23:59:59.000'],
    ['timestamp', '2026-01-01T01:00:00.5+01:00', '2026-01-01 00:00:00.500'], ['timestamp', '2026-01-01T00:00:00', null],
    ['timestamp', '31/Dec/2025:23:59:59 +0000', null], ['timestamp', '99999999999999', null], ['timestamp', '0', null],
  ] as const)('%s %j becomes %j', (type, text, value) => {
    expect(typedValue(type, text)).toBe(value);
  });
});
