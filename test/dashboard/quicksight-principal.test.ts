import { Aws, Stack, Token } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { QuickSightPrincipal } from '../../src';

describe('A QuickSight principal', () => {
  const stack = new Stack(undefined, 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
  const arn = (principal: QuickSightPrincipal) => stack.resolve(principal._arn(stack, 'us-east-1'));

  test('is found in the identity region, in the stack\'s partition and account', () => {
    expect(arn(QuickSightPrincipal.user('alice')))
      .toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':quicksight:us-east-1:111122223333:user/default/alice']] });
  });

  test('can be a group in a namespace', () => {
    expect(arn(QuickSightPrincipal.group('analysts', { namespace: 'tenant-1' })))
      .toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':quicksight:us-east-1:111122223333:group/tenant-1/analysts']] });
  });

  test('can be a user who signs in by a role', () => {
    expect(JSON.stringify(arn(QuickSightPrincipal.user('Admin/alice@example.com')))).toContain('user/default/Admin/alice@example.com');
  });

  test('can have a name that is known at deployment only', () => {
    const name = Token.asString({ Ref: 'OwnerName' });
    expect(JSON.stringify(arn(QuickSightPrincipal.user(name, { namespace: Aws.STACK_NAME })))).toContain('{"Ref":"OwnerName"}');
  });

  test.each(['', '  ', 'arn:aws:quicksight:us-east-1:111122223333:user/default/alice'])('fails with %j for a name', (name) => {
    expect(() => QuickSightPrincipal.user(name))
      .toThrow(`QuickSightPrincipal '${name}': a user's name is needed, neither empty nor an ARN; write it as in QuickSightPrincipal.user('alice')`);
  });

  test('fails with a namespace that QuickSight cannot have', () => {
    expect(() => QuickSightPrincipal.group('analysts', { namespace: 'a/b' }))
      .toThrow("QuickSightPrincipal 'analysts': 'a/b' is no namespace, which has at most 64 letters, digits, dots, dashes and underscores; leave it out for the default one");
  });
});
