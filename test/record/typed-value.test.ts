import { describe, expect, test } from 'vitest';
import { isDeliverable, typedValue } from '../../src/record/typed-value';

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

describe('a value that was typed before', () => {
  test.each([
    ['int', 200, true], ['int', '200', true], ['int', 1.5, false], ['int', 2 ** 31, false], ['int', 'two hundred', false], ['int', [200], false],
    ['bigint', 2 ** 52, true], ['double', 1e21, true], ['double', true, false], ['boolean', false, true], ['boolean', 'x', false],
    ['timestamp', '2025-12-31 23:59:59.123', true], ['timestamp', '2025-12-31T23:59:59.123Z', false], ['timestamp', '2025-02-31 00:00:00.000', false],
    ['string', 17, true], ['string', ['x'], false], ['string', {}, false], ['int', null, true], ['string', null, true],
  ] as const)('%s takes %j: %s', (type, value, fits) => {
    expect(isDeliverable(type, value)).toBe(fits);
  });
});
