import { expect, test } from 'vitest';
import { WorkQueue } from '../../preview/pipeline/work-queue';

const moment = () => new Promise((resolve) => setTimeout(resolve, 5));

test('one thing is done after the other, and waited for where there is too much of it', async () => {
  const done: number[] = [];
  const queue = new WorkQueue();
  const add = (number: number) => queue.add(async () => {
    await moment();
    done.push(number);
  });
  [1, 2, 3].forEach(add);
  await queue.wait(3);
  expect(done).toEqual([]);
  await queue.wait(2);
  expect(done).toEqual([1, 2, 3]);
  add(4);
  await queue.wait();
  expect(done).toEqual([1, 2, 3, 4]);
});

test('an error is met by who waits, and nothing is done after it', async () => {
  const done: number[] = [];
  const queue = new WorkQueue();
  queue.add(() => Promise.reject(new Error('disk full')));
  await moment();
  queue.add(async () => void done.push(1));
  await expect(queue.wait()).rejects.toThrow('disk full');
  expect(done).toEqual([]);
});
