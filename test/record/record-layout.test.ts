import { describe, expect, test } from 'vitest';
import { AbsentValue, RecordLayout, TimeFormat } from '../../src/record/record-layout';

describe('a layout', () => {
  test('is told to the function in as few words as needed', () => {
    expect(RecordLayout.of({ fields: { code: 'status' } })._settings).toEqual({ fields: [['code', 'status']], absent: 'omitted', time: 'iso_8601' });
    expect(RecordLayout.of({
      fields: { code: 'status', who: 'customer' }, otherColumns: true, absentValue: AbsentValue.NULL, timeFormat: TimeFormat.EPOCH_SECONDS, valuesAsText: true,
    })._settings).toEqual({ fields: [['code', 'status'], ['who', 'customer']], others: true, absent: 'null', time: 'epoch_seconds', text: true });
    expect(RecordLayout.allColumns()._settings).toEqual({ fields: [], others: true, absent: 'omitted', time: 'iso_8601' });
  });

  test('begins with a tab for OpenObserve alone', () => {
    expect(RecordLayout.openObserve()._settings.tab).toBe(true);
    for (const layout of [RecordLayout.allColumns(), RecordLayout.moesif(), RecordLayout.apiable(), RecordLayout.of({ otherColumns: true })]) {
      expect(layout._settings.tab).toBeUndefined();
    }
  });

  test('brings columns only for Apiable, from the authorizer\'s context', () => {
    expect(RecordLayout.apiable().columns.map(({ name, type, expression }) => [name, type, expression])).toEqual([
      ['apiable_plan_id', 'string', '$context.authorizer.apiable_plan_id'], ['apiable_subscription_id', 'string', '$context.authorizer.apiable_subscription_id'],
    ]);
    for (const layout of [RecordLayout.allColumns(), RecordLayout.openObserve(), RecordLayout.moesif(), RecordLayout.of({ otherColumns: true })]) {
      expect(layout.columns).toEqual([]);
    }
  });

  test('never holds the value of a key', () => {
    for (const layout of [RecordLayout.openObserve(), RecordLayout.moesif(), RecordLayout.apiable()]) {
      expect(layout._settings.fields.map(([, column]) => column)).not.toContain('api_key');
      expect(layout.columns.map(({ expression }) => expression)).not.toContain('$context.identity.apiKey');
    }
  });

  test.each([{}, { fields: {} }, { fields: {}, otherColumns: false, absentValue: AbsentValue.NULL }])('fails without a field: %o', (props) => {
    expect(() => RecordLayout.of(props)).toThrow("RecordLayout: it has no fields, so each record would be empty; give 'fields', or set 'otherColumns' to true");
  });

  test.each([
    ['', { '': 'status' }],
    ['.', { '.': 'status' }],
    ['a.', { 'a.': 'status' }],
    ['.a', { '.a': 'status' }],
    ['a..b', { 'a..b': 'status' }],
    ['user', { 'user': 'customer', 'user.id': 'customer_id' }],
    ['user', { 'user.id': 'customer_id', 'user': 'customer' }],
    ['user.id', { 'user.id.x': 'customer_id', 'user.id': 'customer' }],
  ])('fails for a field %j that cannot be written', (name, fields) => {
    expect(() => RecordLayout.of({ fields: fields as Record<string, string> })).toThrow(
      `RecordLayout: a field cannot be called '${name}', since a dot makes an object, and nothing can be both an object and a value; rename it`);
  });

  test('takes names that only begin alike, and one column twice', () => {
    expect(() => RecordLayout.of({ fields: { 'user': 'customer', 'username': 'customer', 'users.id': 'customer_id', 'users.name': 'customer' } })).not.toThrow();
  });
});
