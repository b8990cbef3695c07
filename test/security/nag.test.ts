import { describe, expect, test } from 'vitest';
import { APPS } from './apps';
import { tableOf } from './page';
import type { Finding } from '../nag';
import { findings } from '../nag';

/** Rows of the page on security: rules, where, why. */
const ACCEPTED = tableOf('Findings of cdk-nag that stay').map(([rules, where, why]) => ({ rules: rules.split(', '), where, why }));

const KINDS: Record<string, RegExp> = {
  'any role': /(^|\/)\w*Role(\/DefaultPolicy)?$/,
  'any function': /(^|\/)Function$|\/framework-onEvent$/,
  'any log group': /\/LogGroup$/,
};

const EXAMPLE = 'the example\'s API is as plain as it can be: it stands for the one that a team has already';
const OWN_BUCKET = 'the app\'s own bucket, which it encrypts, versions, replicates and logs as its team does';

/** Of what the examples make themselves. */
const OF_THE_APPS: readonly (readonly [rules: string[], resourceType: string, why: string])[] = [
  [['APIG1', 'APIG3', 'APIG6', 'APIGWAssociatedWithWAF', 'APIGWCacheEnabledAndEncrypted', 'APIGWExecutionLoggingEnabled', 'APIGWSSLEnabled', 'APIGWXrayEnabled'], 'AWS::ApiGateway::Stage', EXAMPLE],
  [['APIG1'], 'AWS::ApiGatewayV2::Stage', 'an HTTP API cannot log to Firehose'],
  [['APIG2'], 'AWS::ApiGateway::RestApi', EXAMPLE],
  [['APIG4', 'COG4'], 'AWS::ApiGateway::Method', 'callers are known by their API keys'],
  [['IAM4'], 'AWS::IAM::Role', 'aws-cdk-lib makes this role with each RestApi and each function'],
  [['IAM5', 'IAMNoInlinePolicy'], 'AWS::IAM::Policy', 'aws-cdk-lib writes it for the app\'s own state machine and stream, and for who is granted to read or query'],
  [['L1', 'LambdaConcurrency', 'LambdaDLQ', 'LambdaInsideVPC'], 'AWS::Lambda::Function', EXAMPLE],
  [['SF1', 'SF2'], 'AWS::StepFunctions::StateMachine', EXAMPLE],
  [['CloudWatchLogGroupEncrypted'], 'AWS::Logs::LogGroup', 'the log group of the app\'s own stream'],
  [['S1', 'S3BucketLoggingEnabled', 'S3BucketReplicationEnabled', 'S3BucketVersioningEnabled', 'S3DefaultEncryptionKMS'], 'AWS::S3::Bucket', OWN_BUCKET],
  [['SMG4', 'SecretsManagerRotationEnabled', 'SecretsManagerUsingKMSKey'], 'AWS::SecretsManager::Secret', 'a receiver\'s key, which the receiver alone can change'],
  [['SNSEncryptedKMS'], 'AWS::SNS::Topic', 'the topic that is told of alarms is the team\'s own'],
  [['W7001'], 'none', 'aws-cdk-lib brings a table of addresses along where the region is not known, and does not use it'],
];

/** Apps with a dashboard, which aws-cdk-lib takes ten seconds and more to look at: one of them is enough. */
const WITHOUT_OWN_CHECKS = ['own-sheet.ts', 'own-stream.ts', 'every option', 'every option but a key'];

const known = new Map<string, Finding[]>();

/** Each app is synthesized once, in the test that first asks for it. */
function findingsOf(name: string): Finding[] {
  const found = known.get(name) ?? findings(APPS[name], !WITHOUT_OWN_CHECKS.includes(name));
  known.set(name, found);
  return found;
}

const all = () => Object.keys(APPS).flatMap(findingsOf);
const isAccepted = ({ rules, where }: { rules: string[]; where: string }, finding: Finding) => (
  rules.includes(finding.rule) && (KINDS[where]?.test(finding.where!) ?? finding.where === where)
);
const isOfTheApp = ([rules, type]: typeof OF_THE_APPS[number], { rule, where, resourceType = 'none' }: Finding) => (
  where === undefined && rules.includes(rule) && resourceType === type
);

describe('a strict reader by three packs of rules', () => {
  test.each(Object.keys(APPS))('finds nothing in %s that is not accepted with a reason', (name) => {
    const left = findingsOf(name).filter((finding) => finding.where === undefined
      ? !OF_THE_APPS.some((row) => isOfTheApp(row, finding))
      : !ACCEPTED.some((row) => isAccepted(row, finding)));
    expect(left.map(({ pack, rule, detail, path }) => `${path} ${pack}-${rule} ${detail ?? ''}`)).toEqual([]);
  });

  test('looks by all packs', () => {
    expect([...new Set(all().map(({ pack }) => pack))].sort()).toEqual(['AwsSolutions', 'HIPAA.Security', 'NIST.800.53.R5', 'aws-cdk-lib']);
  });

  test('still finds each thing that is accepted', () => {
    const found = all().filter(({ where }) => where !== undefined);
    const isGone = (rule: string, where: string) => !found.some((finding) => isAccepted({ rules: [rule], where }, finding));
    expect(ACCEPTED.flatMap(({ rules, where }) => rules.filter((rule) => isGone(rule, where)).map((rule) => `${rule} ${where}`))).toEqual([]);
    const isOver = (rule: string, type: string) => !all().some((finding) => isOfTheApp([[rule], type, ''], finding));
    expect(OF_THE_APPS.flatMap(([rules, type]) => rules.filter((rule) => isOver(rule, type)).map((rule) => `${rule} ${type}`))).toEqual([]);
  });

  test('is told why of each', () => {
    expect(ACCEPTED.filter(({ why }) => !why)).toEqual([]);
  });

  test('finds no action with a wildcard in what the library makes', () => {
    expect(all().filter(({ where, rule, detail }) => where && rule === 'IAM5' && !detail?.startsWith('Resource::'))).toEqual([]);
  });

  test('finds everything encrypted by KMS where a key is given', () => {
    const encryption = ['CloudWatchLogGroupEncrypted', 'S3DefaultEncryptionKMS', 'SecretsManagerUsingKMSKey', 'KDF1'];
    expect(findingsOf('every option').filter(({ where, rule }) => where && encryption.includes(rule))).toEqual([]);
    const without = findingsOf('every option but a key').filter(({ where, rule }) => where && encryption.includes(rule));
    expect([...new Set(without.map(({ rule }) => rule))].sort()).toEqual(encryption.slice(0, 3));
  });
});
