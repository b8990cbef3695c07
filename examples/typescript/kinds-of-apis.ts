import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { ApiUsageAnalytics } from 'cdk-api-usage-analytics';

const OPEN_API = {
  openapi: '3.0.1',
  info: { title: 'pets', version: '1' },
  paths: {
    '/pets': { get: { 'x-amazon-apigateway-integration': { type: 'HTTP_PROXY', httpMethod: 'GET', uri: 'https://petstore.example.com/pets' } } },
  },
};

/** Usage analytics of each kind of REST API, in whatever way its stage is made. */
export function kindsOfApis(app: App): Stack {
  const stack = new Stack(app, 'KindsOfApis');
  const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics');

  const restApi = new apigateway.RestApi(stack, 'RestApi');
  restApi.root.addMethod('GET', new apigateway.HttpIntegration('https://petstore.example.com'));
  analytics.attachTo(restApi.deploymentStage);

  const lambdaApi = new apigateway.LambdaRestApi(stack, 'LambdaRestApi', {
    handler: new lambda.Function(stack, 'Handler', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: "pets" });'),
    }),
  });
  analytics.attachTo(lambdaApi.deploymentStage);

  const specApi = new apigateway.SpecRestApi(stack, 'SpecRestApi', { apiDefinition: apigateway.ApiDefinition.fromInline(OPEN_API) });
  analytics.attachTo(specApi.deploymentStage);

  const stepFunctionsApi = new apigateway.StepFunctionsRestApi(stack, 'StepFunctionsRestApi', {
    stateMachine: new stepfunctions.StateMachine(stack, 'Machine', {
      stateMachineType: stepfunctions.StateMachineType.EXPRESS,
      definitionBody: stepfunctions.DefinitionBody.fromChainable(new stepfunctions.Pass(stack, 'Pass')),
    }),
  });
  analytics.attachTo(stepFunctionsApi.deploymentStage);

  // Resources of CloudFormation as they are, also those of a template that CfnInclude reads.
  const plainApi = new apigateway.CfnRestApi(stack, 'CfnRestApi', { body: OPEN_API });
  const plainStage = new apigateway.CfnStage(stack, 'CfnStage', {
    restApiId: plainApi.ref,
    deploymentId: new apigateway.CfnDeployment(stack, 'CfnDeployment', { restApiId: plainApi.ref }).ref,
    stageName: 'prod',
  });
  analytics.attachTo(plainStage);

  return stack;
}

if (require.main === module) {
  kindsOfApis(new App());
}
