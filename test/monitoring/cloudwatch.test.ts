import { describe, expect, test } from 'vitest';
import type { Datapoint } from './cloudwatch';
import { Alarm, calculate } from './cloudwatch';
import { filterMatches, matches } from './event-pattern';
import { Template } from '../../preview/template';

const PROPERTIES = {
  AlarmName: 'Stack-Monitoring-0123ABCD-Errors',
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Dimensions: [{ Name: 'FunctionName', Value: 'enrich' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};

const alarm = (properties: object, datapoints: readonly Datapoint[]) => (
  new Alarm(new Template({ Resources: { A: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...PROPERTIES, ...properties } } } }), 'A', datapoints)
);
const errors = (second: number, value: number, name = 'enrich'): Datapoint => (
  { namespace: 'AWS/Lambda', metricName: 'Errors', dimensions: { FunctionName: name }, time: second * 1_000, value }
);

describe('an alarm, as it is evaluated in tests', () => {
  test('looks at the last whole periods, and goes off when enough of them are amiss', () => {
    const made = alarm({}, [errors(60, 1), errors(70, 1), errors(180, 2), errors(185, 9, 'other')]);
    const stateAt = (second: number) => made.stateAt(second * 1_000);
    expect(stateAt(120)).toBe('OK');
    expect(stateAt(239)).toBe('OK');
    expect(stateAt(240)).toBe('ALARM');
    expect(stateAt(300)).toBe('OK');
  });

  test('takes missing data as it is told', () => {
    expect(alarm({ TreatMissingData: 'breaching' }, []).stateAt(600_000)).toBe('ALARM');
    expect(alarm({ TreatMissingData: 'breaching' }, [errors(500, 0), errors(560, 0)]).stateAt(600_000)).toBe('OK');
    expect(alarm({}, []).stateAt(600_000)).toBe('OK');
  });

  test('stays as it is while missing data are ignored', () => {
    const made = alarm({ TreatMissingData: 'ignore', EvaluationPeriods: 1, DatapointsToAlarm: 1 }, [errors(60, 2), errors(600, 0)]);
    const stateAt = (second: number) => made.stateAt(second * 1_000);
    expect([stateAt(60), stateAt(120), stateAt(600), stateAt(660), stateAt(6_000)]).toEqual(['INSUFFICIENT_DATA', 'ALARM', 'ALARM', 'OK', 'OK']);
  });

  test('knows the statistics and comparisons that are in use', () => {
    const state = (properties: object) => (
      alarm({ EvaluationPeriods: 1, DatapointsToAlarm: 1, ...properties }, [errors(0, 1), errors(1, 3)]).stateAt(60_000)
    );
    expect(state({ Statistic: 'Maximum', Threshold: 2 })).toBe('ALARM');
    expect(state({ Statistic: 'Average', Threshold: 2 })).toBe('OK');
    expect(state({ Statistic: 'Average', Threshold: 2, ComparisonOperator: 'GreaterThanOrEqualToThreshold' })).toBe('ALARM');
    expect(state({ Statistic: 'Sum', Threshold: 5, ComparisonOperator: 'LessThanThreshold' })).toBe('ALARM');
  });

  test.each([
    [{ Unit: 'Count' }, 'Unit'],
    [{ TreatMissingData: 'ignore' }, 'ignored over several periods'],
    [{ TreatMissingData: 'missing' }, 'missing'],
    [{ ComparisonOperator: 'LessThanOrEqualToThreshold' }, 'LessThanOrEqualToThreshold'],
    [{ Statistic: 'SampleCount' }, 'SampleCount'],
  ])('refuses %o by name', (properties, name) => {
    expect(() => alarm(properties, [errors(0, 1)]).stateAt(60_000)).toThrow(name);
  });
});

describe('arithmetic of metrics', () => {
  test.each<[string, number | undefined]>([
    ['a - b', 2], ['100 * a / b', 300], ['a + b * 2', 5], ['a - b - b', 1], ['a / none', undefined], ['a / zero', undefined],
    ['none / a', 0], ['a - none', 3], ['100 * none', undefined], ['none + none', undefined], ['a / (a - b)', 1.5], ['(a + b) * 2', 8],
    ['FILL(none, 7)', 7], ['FILL(a, 7) + 1', 4], ['SUM(METRICS())', 4], ['SUM(FILL(METRICS(), 10))', 14],
  ])('%s', (expression, result) => {
    expect(calculate(expression, { a: 3, b: 1, none: undefined, zero: 0 })).toBe(result);
  });

  test('a sum of nothing is missing', () => {
    expect(calculate('SUM(METRICS())', { a: undefined })).toBeUndefined();
  });

  test.each(['MAX(METRICS())', 'FILL(a, 0', 'FILL(a b)', 'METRICS()', '1 + METRICS()', 'a > b', '(a + b', 'a + b)', 'unknown', 'a b'])('refuses %s', (expression) => {
    expect(() => calculate(expression, { a: 3, b: 1 })).toThrow(expression);
  });
});

test('patterns and filters that are not evaluated are refused', () => {
  expect(() => matches({ a: 1 }, { a: [{ prefix: 'x' }] })).toThrow('prefix');
  expect(() => filterMatches({ a: 'x' }, '{ ($.a > 3) }')).toThrow('$.a > 3');
});
