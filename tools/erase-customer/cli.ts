import { parseArgs } from 'node:util';
import { GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { Customer } from './customer';
import type { FolderReport } from './erase';
import { eraseCustomer } from './erase';
import { ABSENT } from './naming';
import { topFolders } from './objects';
import { ATHENA_PREFIX, ERRORS_PREFIX, LOGS_PREFIX, REPLAYED_PREFIX } from '../../src/record/layout';

const USAGE = `Finds one customer's records in the analytics' bucket, and takes them out with --erase.

  npx tsx --tsconfig tsconfig.dev.json tools/erase-customer/cli.ts --bucket NAME --customer-id ID [--api-key-id ID]

  --bucket NAME           the bucket of the analytics
  --customer-id ID        as the column customer_id has it; may be given several times
  --api-key-id ID         all records of this key, whichever customer they name; may be given several times
  --folder PREFIX         the folder of a forwarder to S3, with a slash at its end; may be given several times
  --customer-field NAME   a field of an own layout of yours that holds the customer's id, such as user.id; several times
  --key-field NAME        a field of an own layout of yours that holds the key's id; several times. Both are looked for
                          in what is forwarded: in the given folders, and in what forwarders could not deliver
  --from, --until DAY     days of arrival, UTC, both included, such as 2026-01-31; without them, all
  --logs-prefix, --errors-prefix PREFIX
                          where they are not logs/ and errors/
  --dry-run               finds and counts, and changes nothing: what happens without --erase
  --erase                 takes the records out, for good
`;

const several = { type: 'string', multiple: true, default: [] as string[] } as const;

function options(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      'bucket': { type: 'string' },
      'customer-id': several,
      'api-key-id': several,
      'folder': several,
      'customer-field': several,
      'key-field': several,
      'from': { type: 'string' },
      'until': { type: 'string' },
      'logs-prefix': { type: 'string', default: LOGS_PREFIX },
      'errors-prefix': { type: 'string', default: ERRORS_PREFIX },
      'dry-run': { type: 'boolean', default: false },
      'erase': { type: 'boolean', default: false },
      'help': { type: 'boolean', default: false },
    },
  });
  return values;
}

type Options = ReturnType<typeof options>;

/** What is wrong with what was asked for, in a sentence. */
function problemWith(values: Options): string | undefined {
  const ids = [...values['customer-id'], ...values['api-key-id']];
  const folders = [...values.folder, values['logs-prefix'], values['errors-prefix']];
  const day = [values.from, values.until].find((value) => value !== undefined && !/^\d{4}-\d\d-\d\d$/.test(value));
  const folder = folders.find((prefix) => !/^[^/].*\/$/.test(prefix));
  if (!values.bucket) {
    return '--bucket is missing; give the name of the analytics\' bucket';
  }
  if (ids.length === 0) {
    return 'nobody is to be erased; give a --customer-id, or an --api-key-id';
  }
  const nobody = ids.find((id) => ABSENT.includes(id));
  if (nobody !== undefined) {
    return `'${nobody}' stands for nobody in particular; give an id`;
  }
  if (day !== undefined) {
    return `'${day}' is no day; give it as 2026-01-31`;
  }
  if (folder !== undefined) {
    return `'${folder}' is no folder; give it with a slash at its end, as 'apiable/aws/logs/'`;
  }
  return values.erase && values['dry-run'] ? '--erase and --dry-run are both given; leave one out' : undefined;
}

function linesOf(report: FolderReport): string[] {
  const { folder, objects, records, theirs, objectsWithTheirs, ambiguous, muteObjects, notUnderstood, erased, rewritten, deleted, failed } = report;
  return [
    `${folder}: ${records} records in ${objects} objects, ${theirs} of them the customer's, in ${objectsWithTheirs} objects`,
    ...erased + rewritten + deleted > 0 ? [`  ${erased} erased: ${rewritten} objects rewritten, ${deleted} deleted`] : [],
    ...ambiguous > 0 ? [`  ${ambiguous} records are ambiguous, and stay: they name no customer, and a key that somebody else has had as well`] : [],
    ...muteObjects > 0 ? [`  ${muteObjects} objects say neither customer nor key: if their layout is yours, name its fields by --customer-field or --key-field`] : [],
    ...notUnderstood.map((key) => `  not looked into, since it is neither Parquet nor JSON: ${key}`),
    ...failed.map(([key, why]) => `  FAILED ${key}: ${why}`),
  ];
}

/** What this tool cannot reach. */
async function outside(s3: S3Client, values: Options): Promise<string[]> {
  const looked = [values['logs-prefix'], values['errors-prefix'], REPLAYED_PREFIX, ...values.folder];
  const others = (await topFolders(s3, values.bucket!)).filter((folder) => !looked.some((prefix) => prefix.startsWith(folder)));
  const { Status: versioning } = await s3.send(new GetBucketVersioningCommand({ Bucket: values.bucket }))
    .catch(() => ({ Status: 'unknown' as const }));
  return [
    'Not reached by this tool, see docs/privacy.md:',
    '  - the API key itself, and with it the directory of keys: delete it in API Gateway',
    `  - results of queries under ${ATHENA_PREFIX}: gone after 7 days where the bucket is made by the analytics`,
    '  - QuickSight\'s copies (SPICE): refresh each dataset in full',
    '  - what forwarders have sent to receivers: ask these to erase it',
    '  - records still on their way: run this again an hour later, and after each replay',
    ...versioning === undefined ? [] : [`  - former versions of objects: the bucket's versioning is ${versioning.toLowerCase()}`],
    ...others.length > 0 ? [`  - folders that were not looked into: ${others.join(', ')} (--folder looks into one)`] : [],
  ];
}

/** Returns the exit code. */
export async function main(args: string[], print: (line: string) => void, client?: S3Client): Promise<number> {
  const s3 = client ?? new S3Client({ forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3) });
  const values = options(args);
  const problem = values.help ? undefined : problemWith(values);
  if (values.help || problem !== undefined) {
    print(problem === undefined ? USAGE : problem);
    return problem === undefined ? 0 : 2;
  }
  const customer = new Customer(new Set(values['customer-id']), new Set(values['api-key-id']));
  const reports = await eraseCustomer({
    s3,
    bucket: values.bucket!,
    customer,
    erase: values.erase,
    days: { from: values.from, until: values.until },
    logsPrefix: values['logs-prefix'],
    errorsPrefix: values['errors-prefix'],
    folders: values.folder,
    fields: { customerFields: values['customer-field'], keyFields: values['key-field'] },
    say: print,
  });
  const found = reports.reduce((total, { theirs }) => total + theirs, 0);
  reports.flatMap(linesOf).forEach(print);
  print(`Ids and keys that lead to the customer: ${customer.allKnown.join(', ')}`);
  if (customer.ambiguousKeys.length > 0) {
    print(`Keys that somebody else has had as well: ${customer.ambiguousKeys.join(', ')}. Their records that name no customer stay;`
      + ' --api-key-id takes all records of a key, also those that name somebody else, and --from and --until bound the days');
  }
  print(values.erase ? `${reports.reduce((total, { erased }) => total + erased, 0)} of ${found} records erased`
    : `${found} records would be erased. Nothing is changed: a dry run; --erase takes them out`);
  (await outside(s3, values)).forEach(print);
  return reports.some(({ failed }) => failed.length > 0) ? 1 : 0;
}

if (require.main === module) {
  ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, () => process.exit(130)));
  main(process.argv.slice(2), (line) => console.log(line)).then(
    (code) => { process.exitCode = code; },
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
