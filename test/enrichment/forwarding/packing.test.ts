import { describe, expect, test } from 'vitest';
import { pack } from '../../../src/enrichment/forwarding/packing';
import { Chance } from '../../preview/figures/random';

const KIBIBYTE = 1_024;
const line = (bytes: number, letter = 'a') => `${letter.repeat(bytes - 1)}\n`;
const sizes = (packed: ReturnType<typeof pack>) => packed.map(({ data, lines }) => [data.length, lines]);

describe('packing', () => {
  test('of nothing is nothing', () => {
    expect(pack([], true)).toEqual([]);
    expect(pack([], false)).toEqual([]);
  });

  test('puts one line in a record, where the receiver takes no more', () => {
    expect(pack(['{"a":1}\n', '{"a":2}\n'], false)).toEqual([
      { data: Buffer.from('{"a":1}\n'), lines: 1 },
      { data: Buffer.from('{"a":2}\n'), lines: 1 },
    ]);
  });

  test('fills records up to 64 KiB, and not over', () => {
    expect(sizes(pack([line(32 * KIBIBYTE), line(32 * KIBIBYTE)], true))).toEqual([[64 * KIBIBYTE, 2]]);
    expect(sizes(pack([line(32 * KIBIBYTE), line(32 * KIBIBYTE), line(2)], true))).toEqual([[64 * KIBIBYTE, 2], [2, 1]]);
    expect(sizes(pack([line(32 * KIBIBYTE), line(32 * KIBIBYTE + 1)], true))).toEqual([[32 * KIBIBYTE, 1], [32 * KIBIBYTE + 1, 1]]);
  });

  test('counts bytes, not characters', () => {
    const wide = `${'😀'.repeat(8 * KIBIBYTE)}\n`; // 16 Ki of UTF-16 units, 32 KiB and one byte
    expect(sizes(pack([wide, wide], true))).toEqual([[32 * KIBIBYTE + 1, 1], [32 * KIBIBYTE + 1, 1]]);
  });

  test('leaves a line that is longer than that alone', () => {
    expect(sizes(pack([line(10), line(65 * KIBIBYTE), line(10), line(10)], true))).toEqual([[10, 1], [65 * KIBIBYTE, 1], [20, 2]]);
    expect(sizes(pack([line(100 * KIBIBYTE), line(100 * KIBIBYTE)], true))).toEqual([[100 * KIBIBYTE, 1], [100 * KIBIBYTE, 1]]);
  });

  test.each([true, false])('keeps each line, their order and their number (several a record: %s)', (severalLines) => {
    const chance = new Chance(20_261_121);
    for (let round = 0; round < 50; round++) {
      const lines = Array.from({ length: chance.below(40) }, (_, index) => index + line(chance.below(chance.of([100, 5_000, 70_000])) + 1, chance.of(['a', 'ü', '😀'])));
      const packed = pack(lines, severalLines);
      expect(Buffer.concat(packed.map(({ data }) => data)).equals(Buffer.from(lines.join('')))).toBe(true);
      for (const { data, lines: count } of packed) {
        expect(data.toString('latin1').split('\n').length).toBe(count + 1);
        expect(count === 1 || (severalLines && data.length <= 64 * KIBIBYTE)).toBe(true);
      }
      // none could have held the first line of the next one
      const wasted = packed.filter(({ data }, index) => index + 1 < packed.length && data.length + packed[index + 1].data.indexOf('\n') + 1 <= 64 * KIBIBYTE);
      expect(severalLines ? wasted.length : 0).toBe(0);
    }
  });
});
