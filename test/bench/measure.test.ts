import { describe, expect, it } from 'vitest';
import { compare, inTurns, median, quantile } from '../../bench/measure';

describe('quantile', () => {
  it('is a value where one stands in that place, whatever the order of the values', () => {
    expect(quantile([50, 10, 40, 20, 30], 0)).toBe(10);
    expect(quantile([50, 10, 40, 20, 30], 0.25)).toBe(20);
    expect(quantile([50, 10, 40, 20, 30], 0.75)).toBe(40);
    expect(quantile([50, 10, 40, 20, 30], 1)).toBe(50);
  });

  it('lies between two values in proportion', () => {
    expect(quantile([10, 20], 0.25)).toBe(12.5);
    expect(quantile([1, 2, 3, 10], 0.75)).toBe(4.75);
  });

  it('sorts numbers as numbers, and leaves those that it was given as they are', () => {
    const values = [9, 100, 20];

    expect(quantile(values, 1)).toBe(100);
    expect(values).toEqual([9, 100, 20]);
  });

  it('is the only value of one', () => {
    expect(quantile([7], 0.25)).toBe(7);
  });
});

describe('median', () => {
  it('is the middle one of an odd number', () => {
    expect(median([3, 1, 2])).toBe(2);
  });

  it('is between the middle two of an even number', () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });
});

describe('inTurns', () => {
  it('lets each begin every other turn, and returns ours first all the same', async () => {
    const order: string[] = [];
    const named = (name: string, first: number) => () => {
      order.push(name);
      return first + order.length;
    };

    const pairs = await inTurns(3, named('ours', 100), named('other', 200));

    expect(order).toEqual(['ours', 'other', 'other', 'ours', 'ours', 'other']);
    expect(pairs).toEqual([[101, 202], [104, 203], [105, 206]]);
  });

  it('waits for one before the other begins', async () => {
    let running = 0;
    const slow = async () => {
      running++;
      await new Promise((resolve) => { setTimeout(resolve, 1); });
      return running--;
    };

    expect(await inTurns(2, slow, slow)).toEqual([[1, 1], [1, 1]]);
  });

  it('measures nothing in no turns', async () => {
    expect(await inTurns(0, () => 1, () => 2)).toEqual([]);
  });
});

describe('compare', () => {
  const what = { what: 'work', against: 'another' };

  it('has a ratio above 1 where ours is more, and more is better', () => {
    expect(compare({ ...what, unit: 'records/s', better: 'more', target: 1 }, [[300, 200]])).toEqual({
      ...what, unit: 'records/s', better: 'more', target: 1, ours: 300, other: 200, ratio: 1.5,
    });
  });

  it('has a ratio above 1 where ours is less, and less is better', () => {
    expect(compare({ ...what, unit: 'ms', better: 'less' }, [[200, 300]])).toEqual({
      ...what, unit: 'ms', better: 'less', ours: 200, other: 300, ratio: 1.5,
    });
  });

  it('has a ratio below 1 where the other is better', () => {
    expect(compare({ ...what, unit: 'ms', better: 'less' }, [[400, 100]]).ratio).toBe(0.25);
    expect(compare({ ...what, unit: 'records/s', better: 'more' }, [[100, 400]]).ratio).toBe(0.25);
  });

  it('takes the median of the turns\' ratios, which is not the ratio of the medians', () => {
    const { ours, other, ratio } = compare({ ...what, unit: 'records/s', better: 'more' }, [[10, 1], [20, 20], [30, 60]]);

    expect([ours, other, ratio]).toEqual([20, 20, 1]);
    expect(compare({ ...what, unit: 'records/s', better: 'more' }, [[10, 30], [20, 10], [40, 20]]).ratio).toBe(2);
  });

  it('says where eight of ten turns lay', () => {
    const pairs = [[1, 1], [2, 1], [3, 1], [4, 1], [5, 1]] as const;

    expect(compare({ ...what, unit: 'records/s', better: 'more' }, pairs).spread).toEqual([1.4, 4.6]);
    expect(compare({ ...what, unit: 'ms', better: 'less' }, pairs.map(([ours, other]) => [other, ours] as const)).spread).toEqual([1.4, 4.6]);
  });

  it('has no spread of a single turn', () => {
    expect(compare({ ...what, unit: 'KB', better: 'less' }, [[1, 2]])).not.toHaveProperty('spread');
  });
});
