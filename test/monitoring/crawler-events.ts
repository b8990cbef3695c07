import type { Datapoint } from './cloudwatch';
import { matches } from './event-pattern';
import type { Template } from '../../preview/template';

/** What EventBridge counts of an event: an invocation of each rule's target, where the rule matches. */
export function invocations(template: Template, event: object, time: number): Datapoint[] {
  return template.resourcesOfType('AWS::Events::Rule')
    .filter(({ properties }) => matches(event, template.resolve<Record<string, unknown>>(properties.EventPattern)))
    .map(({ id }) => ({ namespace: 'AWS/Events', metricName: 'Invocations', dimensions: { RuleName: template.resolve<string>({ Ref: id }) }, time, value: 1 }));
}

/** Name of the one crawler. */
export function crawlerOf(template: Template): string {
  const [{ properties }] = template.resourcesOfType('AWS::Glue::Crawler');
  return String(properties.Name);
}

/**
 * What Glue tells of a crawler's run.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-glue.html
 */
export function crawlerEvent(crawlerName: string, state: 'Succeeded' | 'Failed' | 'Started'): object {
  return {
    'version': '0',
    'id': 'f7965b59-470f-2e06-bb89-a8cebaabefac',
    'detail-type': 'Glue Crawler State Change',
    'source': 'aws.glue',
    'account': '123456789012',
    'time': '2026-03-10T02:40:08Z',
    'region': 'us-east-1',
    'resources': [],
    'detail': { crawlerName, state, message: `Crawler ${state}`, accountId: '123456789012', ...state === 'Failed' ? { errorMessage: 'Internal Service Exception' } : {} },
  };
}

/** Of a scheduled run that could not begin. */
export function invocationFailure(crawlerName: string): object {
  return {
    'version': '0',
    'detail-type': 'Glue Scheduled Crawler Invocation Failure',
    'source': 'aws.glue',
    'detail': { customerId: '123456789012', crawlerName, errorMessage: 'Crawler with name is already running' },
  };
}
