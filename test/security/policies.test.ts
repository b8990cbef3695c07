import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import { beforeAll, describe, expect, test } from 'vitest';
import { APPS, CONTEXT } from './apps';
import { roleOf, whereOf } from './ours';
import { tableOf } from './page';
import type { Statement } from './statements';
import { statementsIn } from './statements';
import { ApiUsageAnalytics } from '../../src';
import { EXAMPLES } from '../example-apps';

/** By the app's name. */
const statements = new Map<string, Statement[]>();
const allowed = () => [...statements.values()].flat().filter(({ effect, ofTrust }) => effect === 'Allow' && !ofTrust);
/** In what the library makes, or adds to what it is given. */
const ours = () => allowed().filter(({ where }) => where !== undefined);

/** A key's policy lets its account decide by IAM, unless the app says otherwise: that is the app's own. */
const isAccountsOwn = ({ where, actions }: Statement) => where === 'policy of the key' && actions.join() === 'kms:*';

const unique = (rows: string[][]) => [...new Set(rows.map((row) => row.join(' | ')))].sort();

/** What each role may do, by a table of the page with roles and actions. */
const listed = (heading: string) => tableOf(heading).map(([role, actions]) => `${role}: ${actions}`).sort();

/** What each role may do in the templates. */
const granted = (isMeant: (action: string) => boolean) => {
  const byRole = new Map<string, Set<string>>();
  for (const { where, actions } of ours().filter(({ ofResource }) => !ofResource)) {
    actions.filter(isMeant).forEach((action) => byRole.set(where!, (byRole.get(where!) ?? new Set()).add(action)));
  }
  return [...byRole].map(([role, actions]) => `${role}: ${[...actions].sort().join(', ')}`).sort();
};

/** The resources of an app, and how they stand in its templates. */
function resourcesOf(make: (app: App) => unknown): { readonly resource: CfnResource; readonly text: string }[] {
  const app = new App({ context: CONTEXT });
  make(app);
  app.synth();
  return app.node.findAll().filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct))
    .map((resource) => ({ resource, text: JSON.stringify(Stack.of(resource).resolve((resource as any)._toCloudFormation())) }));
}

beforeAll(() => {
  Object.entries(APPS).forEach(([name, make]) => statements.set(name, statementsIn(make)));
});

test('each example is looked at', () => {
  expect(Object.keys(APPS).filter((name) => !name.startsWith('every option')).sort()).toEqual(Object.keys(EXAMPLES).sort());
  for (const [name, found] of statements) {
    expect(found.filter(({ where }) => where).length, name).toBeGreaterThan(10);
  }
});

describe('the page on security lists', () => {
  test('each wildcard in a resource, with a reason, and none that is not there', () => {
    const wildcards = ours().filter((statement) => !isAccountsOwn(statement))
      .flatMap(({ where, resources }) => resources.filter((resource) => resource.includes('*')).map((resource) => [resource, where!]));
    expect(unique(wildcards)).toEqual(tableOf('Wildcard resources').map(([resource, where]) => `${resource} | ${where}`).sort());
    expect(tableOf('Wildcard resources').filter(([, , reason]) => !reason)).toEqual([]);
  });

  test('each wildcard in an action, which aws-cdk-lib alone writes', () => {
    const wildcards = ours().filter((statement) => !isAccountsOwn(statement))
      .flatMap(({ where, actions }) => actions.filter((action) => action.includes('*')).map((action) => [action, where!]));
    const rows = tableOf('Wildcard actions').flatMap(([actions, where]) => actions.split(', ').map((action) => [action, where]));
    expect(unique(wildcards)).toEqual(unique(rows));
    // whatever the page says: no role of ours
    expect(ours().filter(({ ofResource, actions }) => !ofResource && actions.some((action) => action.includes('*')))).toEqual([]);
  });

  test('what each role may do, and nothing else', () => {
    expect(granted((action) => !action.startsWith('kms:'))).toEqual(listed('What each role may do'));
  });

  test('what each role may do with the key, and nothing else', () => {
    expect(granted((action) => action.startsWith('kms:'))).toEqual(listed('What each role may do with the key'));
  });

  test('each service that may take a role, and on what condition', () => {
    const trusts = [...statements.values()].flat().filter(({ ofTrust, where }) => ofTrust && where && !/^whom /.test(where))
      .map(({ principals, conditions = {} }) => [
        Object.entries(principals).map(([kind, name]) => kind === 'Service' ? name : `${kind}: ${JSON.stringify(name)}`).join(),
        Object.values(conditions as Record<string, object>).flatMap(Object.keys).sort().join(', ') || 'none',
      ]);
    expect(unique(trusts)).toEqual(tableOf('Who may take a role').map(([service, condition]) => `${service} | ${condition}`).sort());
  });
});

describe('by its permissions, whatever its code does,', () => {
  const allows = (action: RegExp, place: RegExp) => [...new Set(ours()
    .filter(({ actions, resources }) => actions.some((name) => action.test(name)) && resources.some((resource) => place.test(resource)))
    .map(({ where }) => where!))].sort();

  test('the replay alone deletes, below the errors, and what empties a bucket that goes with its stack', () => {
    const deletes = ours().filter(({ actions }) => actions.some((action) => /^s3:Delete/.test(action)));
    expect(unique(deletes.map(({ where, resources }) => [where!, ...resources]))).toEqual([
      'ApiUsageAnalytics/Bucket | <bucket> | <bucket>/*', 'ErrorReplay/Role | <bucket>/errors/*',
    ]);
    const emptied = [...statements].filter(([, found]) => found.some(({ where, actions }) => where === 'ApiUsageAnalytics/Bucket' && actions.includes('s3:DeleteObject*')));
    expect(emptied.map(([name]) => name)).toEqual(['every option', 'every option but a key']);
  });

  test('the stream alone writes below the logs', () => {
    expect(allows(/^s3:(Put|Delete|Abort)/, /^<bucket>\/(\*|logs\/)/).filter((where) => where !== 'ApiUsageAnalytics/Bucket')).toEqual(['AccessLogDeliveryStream/Role']);
  });

  test('no reader reads the errors and what was replayed', () => {
    expect(allows(/^s3:(GetObject|Get\*|\*)/, /^<bucket>\/(\*|errors\/\*|replayed\/)/)).toEqual(['AccessLogDeliveryStream/Role', 'ErrorReplay/Role']);
    expect(allows(/^s3:(GetObject|Get\*|\*)/, /^<bucket>\/errors\/./)).toEqual([
      'AccessLogDeliveryStream/Role', 'EnrichmentFunction/Forwarder-<name>/Role', 'ErrorReplay/Role',
    ]);
  });

  test('the replay alone puts on the stream of the access log', () => {
    const puts = Object.values(APPS).flatMap((make) => {
      const all = resourcesOf(make);
      const arns = all.filter(({ resource, text }) => resource instanceof CfnDeliveryStream && text.includes('"DeliveryStreamName"'))
        .map(({ resource }) => JSON.stringify(Stack.of(resource).resolve(resource.getAtt('Arn'))));
      return all.filter(({ resource, text }) => resource instanceof iam.CfnPolicy && /firehose:Put/.test(text) && arns.some((arn) => text.includes(arn)));
    });
    expect([...new Set(puts.map(({ resource }) => roleOf(resource)))]).toEqual(['ErrorReplay/Role']);
  });

  test('a service is let in by the policy of a resource only on a condition, for this account or one rule', () => {
    const services = ours().filter(({ ofResource, principals }) => ofResource && principals?.Service);
    expect(unique(services.map(({ where, conditions = {} }) => [where!, ...Object.values<object>(conditions).flatMap(Object.keys)]))).toEqual([
      'UsageMonitoring/CrawlerFailuresQueue | aws:SourceArn', 'policy of the key | kms:EncryptionContext:aws:logs:arn',
    ]);
  });
});

test('no secret is in a template, and no function has a layer or somebody else\'s permission to invoke it', () => {
  const wrong = Object.values(APPS).flatMap(resourcesOf).filter(({ resource }) => whereOf(resource) !== undefined)
    .filter(({ resource, text }) => resource.cfnResourceType === 'AWS::Lambda::Permission' || /\{\{resolve:|"Layers":/.test(text));
  expect(wrong.map(({ resource }) => resource.node.path)).toEqual([]);
});

describe('a reader in another account', () => {
  const letIn = (place: string) => ours()
    .filter(({ where, principals }) => where === place && JSON.stringify(principals)?.includes('999988887777'))
    .map(({ actions, resources, conditions }) => ({ actions, resources, conditions }));

  test('lists and reads one folder, by the policies of bucket and key', () => {
    statements.set('a reader', statementsIn((app) => {
      const stack = new Stack(app, 'Shared', { env: { account: '111122223333', region: 'eu-west-1' } });
      const analytics = new ApiUsageAnalytics(stack, 'UsageAnalytics', { encryptionKey: new kms.Key(stack, 'Key') });
      analytics.grantRead(new iam.AccountPrincipal('999988887777'));
    }));
    expect(letIn('ApiUsageAnalytics/Bucket')).toEqual([
      { actions: ['s3:ListBucket'], resources: ['<bucket>'], conditions: { StringLike: { 's3:prefix': ['logs/*'] } } },
      { actions: ['s3:GetObject'], resources: ['<bucket>/logs/*'], conditions: undefined },
    ]);
    expect(letIn('policy of the key')).toEqual([{ actions: ['kms:Decrypt'], resources: ['*'], conditions: undefined }]);
    statements.delete('a reader');
  });
});

describe('nobody is let in', () => {
  test('by a principal that is everybody', () => {
    const everybody = allowed().filter(({ principals }) => principals === '*' || Object.values(principals ?? {}).flat().includes('*'));
    expect(everybody).toEqual([]);
  });

  test('by what a statement leaves out, where nothing here would see it', () => {
    for (const { path, actions, resources, ofTrust } of [...statements.values()].flat()) {
      // NotAction, NotResource
      expect([path, actions.includes(undefined as never), ofTrust || resources.length > 0]).toEqual([path, false, true]);
    }
  });

  test('by plain HTTP, to any bucket that is made', () => {
    const refusals = (statements.get('quickstart.ts') ?? []).filter(({ where, effect }) => where === 'ApiUsageAnalytics/Bucket' && effect === 'Deny');
    expect(refusals.map(({ actions, resources, principals, conditions }) => ({ actions, resources, principals, conditions }))).toEqual([{
      actions: ['s3:*'], resources: ['<bucket>', '<bucket>/*'], principals: { AWS: '*' }, conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }]);
  });
});
