import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markedReplay, replayMarks, replaysOf, withoutReplays } from '../../src/record/replay-mark';

describe('the mark of a replay', () => {
  test('stands behind the last line, before its line feed', () => {
    expect(markedReplay(Buffer.from('{"a":1}\n{"b":2}\n')).toString()).toBe('{"a":1}\n{"b":2}\t\n');
    expect(markedReplay(Buffer.from('{"a":1}')).toString()).toBe('{"a":1}\t');
  });

  test('counts, and goes again, whatever the bytes of a record are', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), fc.boolean(), fc.nat(20), (bytes, ended, times) => {
      const original = Buffer.concat([Buffer.from(bytes), Buffer.from(ended ? '}\n' : '}')]);
      let data: Buffer = original;
      for (let replay = 0; replay < times; replay++) {
        data = markedReplay(data);
      }
      expect(replaysOf(data)).toBe(times);
      expect(withoutReplays(data)).toEqual(original);
      expect(replayMarks(data.toString('latin1'))).toBe('\t'.repeat(times));
    }));
  });

  test('is white space to JSON', () => {
    expect(JSON.parse(markedReplay(markedReplay(Buffer.from('{"a":1}\n'))).toString())).toEqual({ a: 1 });
  });
});
