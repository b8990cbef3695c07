import { expect, test } from 'vitest';
import { Template } from '../../preview/template';

const template = new Template({
  Parameters: { Size: { Type: 'Number', Default: 5 } },
  Resources: {
    LogsBucket9C4D8843: { Type: 'AWS::S3::Bucket' },
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: 'prod' } },
    Stream: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: { DeliveryStreamName: { 'Fn::Sub': 'amazon-apigateway-${AWS::Region}' } } },
    Database: { Type: 'AWS::Glue::Database', Properties: { DatabaseInput: { Name: 'usage' } } },
  },
});

test('names are filled in as a deployment would', () => {
  expect(template.resolve({ Ref: 'LogsBucket9C4D8843' })).toBe('logsbucket9c4d8843');
  expect(template.resolve({ Ref: 'Stage' })).toBe('prod');
  expect(template.resolve({ Ref: 'Database' })).toBe('usage');
  expect(template.resolve({ Ref: 'Size' })).toBe(5);
  expect(template.resolve({ Ref: 'Api' })).toMatch(/^[a-z0-9]{10}$/);
  expect(template.resolve({ 'Fn::GetAtt': ['Stream', 'Arn'] }))
    .toBe('arn:aws:firehose:us-east-1:123456789012:deliverystream/amazon-apigateway-us-east-1');
});

test('texts are joined, substituted and split', () => {
  expect(template.resolve({ 'Fn::Join': ['', ['s3://', { Ref: 'LogsBucket9C4D8843' }, '/logs/']] })).toBe('s3://logsbucket9c4d8843/logs/');
  expect(template.resolve({ 'Fn::Sub': ['${x}/${Stage}/${!Literal}/${LogsBucket9C4D8843.Arn}', { x: { Ref: 'AWS::AccountId' } }] }))
    .toBe('123456789012/prod/${Literal}/arn:aws:s3:::logsbucket9c4d8843');
  expect(template.resolve({ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] })).toBe('b');
});

test('a value of AWS::NoValue is left out', () => {
  expect(template.resolve({ a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] })).toEqual({ b: [1] });
});

test('resources are found by type', () => {
  expect(template.resourcesOfType('AWS::ApiGateway::Stage')).toEqual([
    { id: 'Stage', type: 'AWS::ApiGateway::Stage', properties: { StageName: 'prod' } },
  ]);
});

test('fails by name for what it does not know', () => {
  expect(() => template.resolve({ 'Fn::Cidr': ['10.0.0.0/8'] })).toThrow("'Fn::Cidr'");
  expect(() => template.resolve({ Ref: 'Nothing' })).toThrow("no resource 'Nothing'");
  expect(() => template.resolve({ 'Fn::GetAtt': ['Stage', 'Colour'] })).toThrow("attribute 'Colour' of 'Stage'");
});
