import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiUsageAnalytics, ApiUsageAnalyticsProps } from '../src';

/** A REST API with one method. */
export function restApi(scope: Stack, id = 'Api', options: apigateway.RestApiProps = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(scope, id, options);
  api.root.addMethod('GET', new apigateway.MockIntegration());
  return api;
}

/** Usage analytics in a stack of their own. */
export function analyticsIn(props: ApiUsageAnalyticsProps = {}, stack = new Stack(new App(), 'Stack')) {
  const analytics = new ApiUsageAnalytics(stack, 'Analytics', props);
  return { stack, analytics, template: () => Template.fromStack(stack) };
}

/** All statements of the policies of a role, inline or attached, by the beginning of the role's logical id. */
export function statementsOf(template: Template, roleIdPrefix: string): unknown[] {
  const roles = template.findResources('AWS::IAM::Role');
  const [id, ...more] = Object.keys(roles).filter((name) => name.startsWith(roleIdPrefix));
  if (!id || more.length) {
    throw new Error(`${roleIdPrefix}: ${id ? 'several roles' : 'no role'} of ${Object.keys(roles).join(', ')}`);
  }
  const attached = template.findResources('AWS::IAM::Policy', { Properties: { Roles: Match.arrayWith([{ Ref: id }]) } });
  return [
    ...(roles[id].Properties.Policies ?? []).flatMap(({ PolicyDocument }: { PolicyDocument: { Statement: unknown[] } }) => PolicyDocument.Statement),
    ...Object.values(attached).flatMap(({ Properties }) => Properties.PolicyDocument.Statement),
  ];
}
