import { App, CfnParameter, CfnResource, Duration, Size, Stack, Stage, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import { describe, expect, test } from 'vitest';
import { ARN, Parts, partsIn, PLACE, problemsOf, resourceOf, streamIn } from './own-stream';
import { AccessLogDeliveryStream, StageAccessLogging } from '../../src';
import { restApi } from '../stack';

describe('a delivery stream that is given', () => {
  const withStream = (given: boolean, streamOf: (stack: Stack, parts: Parts) => firehose.IDeliveryStream) => {
    const stack = new Stack(new App(), 'Stack', { env: PLACE });
    const parts = partsIn(stack);
    const deliveryStream = streamOf(stack, parts);
    const before = stack.node.findAll().length;
    const delivery = new AccessLogDeliveryStream(stack, 'Delivery', { ...parts, deliveryStream: given ? deliveryStream : undefined });
    return { deliveryStream, delivery, made: stack.node.findAll().length - before, template: Template.fromStack(stack) };
  };
  const imported: [string, (stack: Stack) => firehose.IDeliveryStream][] = [
    ['by its ARN', (stack) => firehose.DeliveryStream.fromDeliveryStreamArn(stack, 'Own', ARN)],
    ['by its name', (stack) => firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Own', 'amazon-apigateway-own')],
    ['by its attributes', (stack) => firehose.DeliveryStream.fromDeliveryStreamAttributes(stack, 'Own', { deliveryStreamArn: ARN })],
  ];

  test('is used as it is, where this app makes it', () => {
    const { delivery, deliveryStream, made, template } = withStream(true, streamIn);
    expect(delivery.deliveryStream).toBe(deliveryStream);
    expect(delivery.deliveryStreamName).toBe('amazon-apigateway-own');
    expect(made).toBe(1); // the construct itself, and nothing in it
    template.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
    template.resourceCountIs('AWS::Logs::LogGroup', 3); // of both functions, and of the stream that is given
  });

  test.each(imported)('is used as it is, where it is imported %s', (_, streamOf) => {
    const { delivery, deliveryStream, made, template } = withStream(true, streamOf);
    expect(delivery.deliveryStream).toBe(deliveryStream);
    expect(delivery.deliveryStreamName).toBe('amazon-apigateway-own');
    expect(made).toBe(1);
    template.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 0);
    template.resourceCountIs('AWS::Logs::LogGroup', 2);
  });

  test('is made where none is given', () => {
    const { delivery, deliveryStream, made, template } = withStream(false, imported[0][1]);
    expect(delivery.deliveryStream).not.toBe(deliveryStream);
    expect(delivery.deliveryStreamName).toMatch(/^amazon-apigateway-StackDelivery/);
    expect(made).toBeGreaterThan(1);
    template.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
    template.resourceCountIs('AWS::Logs::LogGroup', 3);
  });

  test('is there before the stages that log to it, and before all else that waits for it', () => {
    const stack = new Stack(new App(), 'Stack');
    const parts = partsIn(stack);
    const deliveryStream = new AccessLogDeliveryStream(stack, 'Delivery', { ...parts, deliveryStream: streamIn(stack, parts) });
    new StageAccessLogging(stack, 'Logging', { stage: restApi(stack).deploymentStage, deliveryStream });
    const other = new CfnResource(stack, 'Other', { type: 'AWS::CloudFormation::WaitConditionHandle' });
    other.node.addDependency(deliveryStream);
    for (const type of ['AWS::ApiGateway::Stage', other.cfnResourceType]) {
      const [resource] = Object.values(Template.fromStack(stack).findResources(type));
      expect(resource.DependsOn).toContainEqual(stack.getLogicalId(resourceOf(deliveryStream.deliveryStream)));
    }
  });

  test.each([
    [{ bufferingInterval: Duration.seconds(60) }, 'Stack/Delivery: \'bufferingInterval\' has no effect, because a delivery stream is given, which stays as it is; leave it out, and set it on that stream'],
    [{ bufferingSize: Size.mebibytes(64) }, 'Stack/Delivery: \'bufferingSize\' has no effect, because a delivery stream is given'],
  ])('fails with %o, which would have no effect', (props, sentence) => {
    expect(() => problemsOf(streamIn, props)).toThrow(sentence);
  });

  test.each<[string, (stack: Stack, parts: Parts) => firehose.IDeliveryStream, string]>([
    ['of another name', (stack, parts) => streamIn(stack, parts, { deliveryStreamName: 'orders' }),
      'Stack/Delivery: the delivery stream Stack/Own is called \'orders\', and API Gateway logs only to streams whose names begin with \'amazon-apigateway-\'; give one that is called so, as in \'amazon-apigateway-orders\''],
    ['that is imported with another name', (stack) => firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Own', 'orders'),
      'Stack/Delivery: the delivery stream Stack/Own is called \'orders\''],
    ['without a name', (stack, parts) => streamIn(stack, parts, { deliveryStreamName: undefined }),
      'Stack/Delivery: the delivery stream Stack/Own has no name but the one that CloudFormation makes, and API Gateway logs only to streams whose names begin with \'amazon-apigateway-\'; set its deliveryStreamName, as in \'amazon-apigateway-usage\''],
    ['that is a data stream', (stack) => firehose.DeliveryStream.fromDeliveryStreamArn(stack, 'Own', 'arn:aws:kinesis:eu-west-1:111122223333:stream/amazon-apigateway-own'),
      'Stack/Delivery: \'arn:aws:kinesis:eu-west-1:111122223333:stream/amazon-apigateway-own\' is no ARN of a Firehose delivery stream; write it as in \'arn:aws:firehose:<region>:<account>:deliverystream/amazon-apigateway-usage\''],
  ])('fails for a stream %s', (_, streamOf, sentence) => {
    expect(() => problemsOf(streamOf)).toThrow(sentence);
  });

  test('fails for a stream of another region, account or stage of the app', () => {
    const app = new App();
    const here = new Stack(app, 'Here', { env: PLACE });
    const elsewhere = (id: string, env: object, scope = new Stack(app, id, { env: { ...PLACE, ...env } })) => streamIn(scope, partsIn(scope));
    const parts = partsIn(here);
    const given = (id: string, deliveryStream: firehose.IDeliveryStream) => () => new AccessLogDeliveryStream(here, id, { ...parts, deliveryStream });
    const arn = (id: string, value: string) => firehose.DeliveryStream.fromDeliveryStreamArn(here, id, value);
    expect(given('1', elsewhere('There', { region: 'us-east-1' })))
      .toThrow('Here/1: the delivery stream There/Own is in region us-east-1 and its analytics in eu-west-1, and a stage logs only to its own; give a delivery stream of region eu-west-1');
    expect(given('2', arn('Region', ARN.replace('eu-west-1', 'us-east-1')))).toThrow('the delivery stream Here/Region is in region us-east-1 and its analytics in eu-west-1');
    expect(given('3', arn('Account', ARN.replace('111122223333', '999999999999')))).toThrow('the delivery stream Here/Account is in account 999999999999 and its analytics in 111122223333');
    expect(given('4', firehose.DeliveryStream.fromDeliveryStreamName(new Stack(app, 'Imports', { env: { ...PLACE, region: 'us-east-1' } }), 'Own', 'amazon-apigateway-own')))
      .toThrow('the delivery stream Imports/Own is in region us-east-1');
    expect(given('5', elsewhere('', {}, new Stack(new Stage(app, 'Prod'), 'Stack', { env: PLACE }))))
      .toThrow('Here/5: the delivery stream Prod/Stack/Own is under another stage of the CDK app (cdk.Stage), and what logs to it could not wait for it; import it, as by DeliveryStream.fromDeliveryStreamName()');
    const byName = (scope: Stack) => firehose.DeliveryStream.fromDeliveryStreamName(scope, 'Own', 'amazon-apigateway-own');
    const passing = [elsewhere('Same', {}), arn('Alike', ARN), byName(new Stack(app, 'Unknown')), byName(new Stack(new Stage(app, 'Test'), 'Stack'))];
    passing.forEach((stream, index) => expect(given(`Passing${index}`, stream)).not.toThrow());
  });
});

describe('the ARN for a stage', () => {
  const given = (streamOf: (stack: Stack, parts: Parts) => firehose.IDeliveryStream, env = {}) => {
    const app = new App();
    const [stack, other] = [new Stack(app, 'Stack', { env }), new Stack(app, 'Other')];
    const parts = partsIn(stack);
    const deliveryStream = streamOf(stack, parts);
    const delivery = new AccessLogDeliveryStream(stack, 'Delivery', { ...parts, deliveryStream });
    return { arn: other.resolve(delivery._arnFor(other)), own: stack.resolve(delivery._arnFor(stack)), delivery, other };
  };
  const arn = (region: unknown, account: unknown, name = 'amazon-apigateway-own') => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':firehose:', region, ':', account, `:deliverystream/${name}`].reduce<unknown[]>(
      (parts, part) => typeof part === 'string' && typeof parts.at(-1) === 'string' ? [...parts.slice(0, -1), `${parts.at(-1)}${part}`] : [...parts, part], [])],
  });

  test('is made of the name, where that is literal, so that nothing is exported', () => {
    const { arn: found, delivery, other } = given(streamIn);
    expect(found).toEqual(arn({ Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }));
    new StageAccessLogging(other, 'Logging', { stage: restApi(other).deploymentStage, deliveryStream: delivery });
    const template = Template.fromStack(Stack.of(delivery)).toJSON();
    expect(Object.values(template.Outputs ?? {}).map((output) => JSON.stringify(output)).filter((output) => output.includes('Own'))).toEqual([]);
  });

  test('has the region and the account of the stream, where they are known', () => {
    expect(given(streamIn, PLACE).arn).toEqual(arn(PLACE.region, PLACE.account));
    expect(given((stack) => firehose.DeliveryStream.fromDeliveryStreamArn(stack, 'Own', ARN)).arn).toBe(ARN);
    expect(given((stack) => firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Own', 'amazon-apigateway-own'), PLACE).arn).toEqual(arn(PLACE.region, PLACE.account));
  });

  test('is the stream\'s own, where its name is a token', () => {
    const parameter = (stack: Stack) => new CfnParameter(stack, 'Name').valueAsString;
    expect(given((stack, parts) => streamIn(stack, parts, { deliveryStreamName: parameter(stack) })).own).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Own/), 'Arn'] });
    expect(given((stack) => firehose.DeliveryStream.fromDeliveryStreamArn(stack, 'Own', parameter(stack))).own).toEqual({ Ref: 'Name' });
    expect(given((stack) => firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Own', parameter(stack))).delivery.deliveryStreamName).toSatisfy(Token.isUnresolved);
  });

  test('is that of a stream that is made here, where none is given', () => {
    const stack = new Stack(new App(), 'Stack');
    const delivery = new AccessLogDeliveryStream(stack, 'Delivery', partsIn(stack));
    expect(stack.resolve(delivery._arnFor(stack))).toEqual(arn({ Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, delivery.deliveryStreamName));
  });
});
