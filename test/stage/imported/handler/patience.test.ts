import { describe, expect, test } from 'vitest';
import { Patience } from '../../../../src/stage/imported/patience';

/** Fails with the given errors in turn, and then succeeds. */
function attempts(...errors: object[]) {
  return new Patience('The task failed').persist(60_000, async () => {
    const error = errors.shift();
    if (error) {
      throw Object.assign(new Error('no'), error);
    }
    return 'done';
  });
}

describe.concurrent('another attempt', () => {
  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])('is made after %s, for which there is no answer', async (code) => {
    expect(await attempts({ code })).toBe('done');
  });

  test.each([[400], [404], [413]])('fails at once after an answer of %i', async (httpStatusCode) => {
    await expect(attempts({ name: 'Refusal', $metadata: { httpStatusCode } }))
      .rejects.toThrow('The task failed, since getting ready failed with Refusal: no; mend what it names and try again');
  });

  test('fails at once after an error of our own', async () => {
    await expect(attempts({ name: 'TypeError' })).rejects.toThrow('TypeError: no');
  });
});
