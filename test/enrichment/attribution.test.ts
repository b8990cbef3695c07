import { describe, expect, test } from 'vitest';
import { DIRECTORY, entry } from './directory';
import { attribute } from '../../src/enrichment/attribution';
import { KeyIndex } from '../../src/enrichment/key-index';
import { REQUEST } from '../record/lines';

const { api_key_id: _key, ...WITHOUT_KEY } = REQUEST;
const NOBODY = { customer_id: null, customer: null, usage_plan_id: null, usage_plan: null };

describe('who a request is counted for', () => {
  test('a key on a plan of the called stage: its customer and that plan', () => {
    expect(attribute(REQUEST, DIRECTORY)).toEqual({
      attribution: 'plan', customer_id: 'key-acme', customer: 'Acme', usage_plan_id: 'plan-free', usage_plan: 'Free',
    });
  });

  test('a key in two plans is counted under the plan of the called stage', () => {
    const directory = new KeyIndex([
      entry({ usage_plan_id: 'plan-ent', usage_plan: 'Enterprise', stages: ['a1b2c3d4e5/beta', 'other/prod'] }),
      entry(),
    ]);
    expect(attribute({ ...REQUEST, stage: 'prod' }, directory)).toMatchObject({ attribution: 'plan', usage_plan: 'Free' });
    expect(attribute({ ...REQUEST, stage: 'beta' }, directory)).toMatchObject({ attribution: 'plan', usage_plan: 'Enterprise' });
    expect(attribute({ ...REQUEST, api_id: 'other' }, directory)).toMatchObject({ attribution: 'plan', usage_plan: 'Enterprise' });
  });

  test('a known key that is on no plan of the stage: its customer, no plan', () => {
    const expected = { attribution: 'no_plan', customer_id: 'key-acme', customer: 'Acme', usage_plan_id: null, usage_plan: null };
    expect(attribute({ ...REQUEST, stage: 'dev' }, DIRECTORY)).toEqual(expected);
    expect(attribute(REQUEST, new KeyIndex([entry({ usage_plan_id: null, usage_plan: null, stages: [] })]))).toEqual(expected);
  });

  test('a key that is not in the directory is unknown', () => {
    expect(attribute({ ...REQUEST, api_key_id: 'key-new' }, DIRECTORY)).toEqual({ attribution: 'unknown_key', ...NOBODY });
  });

  test('a key that API Gateway refused is invalid', () => {
    expect(attribute({ ...WITHOUT_KEY, error_type: 'INVALID_API_KEY' }, DIRECTORY)).toEqual({ attribution: 'invalid_key', ...NOBODY });
  });

  test('without a directory only callers with a key are left open', () => {
    expect(attribute(REQUEST, undefined)).toEqual({ attribution: 'directory_unavailable', ...NOBODY });
    expect(attribute(WITHOUT_KEY, undefined)).toEqual({ attribution: 'no_key', ...NOBODY });
  });

  test.each([
    [{ principal_id: 'alice', cognito_sub: 'sub', cognito_identity_id: 'identity', iam_user: 'user' }, 'alice'],
    [{ cognito_sub: 'sub', cognito_identity_id: 'identity', iam_user: 'user' }, 'sub'],
    [{ cognito_identity_id: 'identity', iam_user: 'user' }, 'identity'],
    [{ iam_user: 'user' }, 'user'],
  ])('a caller without a key is the customer %o', (values, customer) => {
    expect(attribute({ ...WITHOUT_KEY, ...values }, DIRECTORY)).toEqual({ ...NOBODY, attribution: 'no_key', customer_id: customer, customer });
  });
});
