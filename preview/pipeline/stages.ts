import type { Resource, Template } from '../template';
import { LogFormat } from './log-format';

/** A method of an API. */
export interface Endpoint {
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly httpMethod: string;
  readonly apiKeyRequired: boolean;
}

/** A stage of the template that logs to a delivery stream. */
export interface Stage {
  readonly apiId: string;
  readonly stage: string;
  readonly format: LogFormat;
  readonly deliveryStreamArn: string;
  readonly endpoints: readonly Endpoint[];
}

/** The stages of a template that log. */
export function loggingStages(template: Template): Stage[] {
  return template.resourcesOfType('AWS::ApiGateway::Stage').flatMap(({ id, properties }) => {
    const { DestinationArn, Format } = template.resolve<{ DestinationArn?: string; Format?: string }>(properties.AccessLogSetting ?? {});
    if (!DestinationArn || Format === undefined) {
      return [];
    }
    return [{
      apiId: template.resolve<string>(properties.RestApiId),
      stage: template.resolve<string>({ Ref: id }),
      format: new LogFormat(Format),
      deliveryStreamArn: DestinationArn,
      endpoints: endpoints(template, template.resolve(properties.RestApiId)),
    }];
  });
}

function endpoints(template: Template, apiId: string): Endpoint[] {
  const resources = template.resourcesOfType('AWS::ApiGateway::Resource');
  return template.resourcesOfType('AWS::ApiGateway::Method')
    .filter(({ properties }) => template.resolve(properties.RestApiId) === apiId)
    .map(({ properties }) => ({
      resourceId: template.resolve<string>(properties.ResourceId),
      resourcePath: pathOf(template, resources, template.resolve(properties.ResourceId)) || '/',
      httpMethod: template.resolve<string>(properties.HttpMethod),
      apiKeyRequired: properties.ApiKeyRequired === true,
    }));
}

function pathOf(template: Template, resources: readonly Resource[], resourceId: string): string {
  const resource = resources.find(({ id }) => template.resolve({ Ref: id }) === resourceId);
  if (!resource) {
    return '';
  }
  const { ParentId, PathPart } = template.resolve<{ ParentId: string; PathPart: string }>(resource.properties);
  return `${pathOf(template, resources, ParentId)}/${PathPart}`;
}
