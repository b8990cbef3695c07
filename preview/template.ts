import { createHash } from 'node:crypto';

/** A resource of a template, its properties still with intrinsic functions. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Record<string, unknown>;
}

type Json = Record<string, unknown>;

const PSEUDO_PARAMETERS: Record<string, string | undefined> = {
  'AWS::AccountId': '123456789012',
  'AWS::NoValue': undefined,
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::StackId': 'arn:aws:cloudformation:us-east-1:123456789012:stack/Preview/0',
  'AWS::StackName': 'Preview',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Where a resource's own name stands, for the types whose `Ref` is that name. */
const NAME_PROPERTY: Record<string, string> = {
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::Athena::WorkGroup': 'Name',
  'AWS::Glue::Database': 'DatabaseInput.Name',
  'AWS::Glue::Table': 'TableInput.Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::QuickSight::Dashboard': 'DashboardId',
  'AWS::QuickSight::DataSet': 'DataSetId',
  'AWS::QuickSight::DataSource': 'DataSourceId',
  'AWS::S3::Bucket': 'BucketName',
};

/** Types whose names AWS makes up, with their usual length. */
const GENERATED_ID_LENGTH: Record<string, number> = {
  'AWS::ApiGateway::ApiKey': 10,
  'AWS::ApiGateway::Deployment': 6,
  'AWS::ApiGateway::Resource': 6,
  'AWS::ApiGateway::RestApi': 10,
  'AWS::ApiGateway::UsagePlan': 6,
};

/** What stands between account and name in an ARN; AWS leaves the account out of S3's. */
const ARN_PREFIX: Record<string, string> = {
  'AWS::IAM::Role': 'arn:aws:iam::123456789012:role/',
  'AWS::KinesisFirehose::DeliveryStream': 'arn:aws:firehose:us-east-1:123456789012:deliverystream/',
  'AWS::KMS::Key': 'arn:aws:kms:us-east-1:123456789012:key/',
  'AWS::Lambda::Function': 'arn:aws:lambda:us-east-1:123456789012:function:',
  'AWS::Logs::LogGroup': 'arn:aws:logs:us-east-1:123456789012:log-group:',
  'AWS::QuickSight::Dashboard': 'arn:aws:quicksight:us-east-1:123456789012:dashboard/',
  'AWS::QuickSight::DataSet': 'arn:aws:quicksight:us-east-1:123456789012:dataset/',
  'AWS::QuickSight::DataSource': 'arn:aws:quicksight:us-east-1:123456789012:datasource/',
  'AWS::S3::Bucket': 'arn:aws:s3:::',
};

/** A synthesized CloudFormation template, with the values that a deployment would fill in. */
export class Template {
  private readonly resources: Record<string, { Type: string; Properties?: Json }>;
  private readonly parameters: Record<string, { Default?: unknown }>;

  constructor(json: object) {
    const template = json as { Resources?: Template['resources']; Parameters?: Template['parameters'] };
    this.resources = template.Resources ?? {};
    this.parameters = template.Parameters ?? {};
  }

  /** All resources of a CloudFormation type, in the order of the template. */
  public resourcesOfType(type: string): Resource[] {
    return Object.keys(this.resources).map((id) => this.resource(id)).filter((resource) => resource.type === type);
  }

  /** A resource by its logical id. */
  public resource(id: string): Resource {
    const found = this.resources[id];
    if (!found) {
      throw new Error(`The template has no resource '${id}'`);
    }
    return { id, type: found.Type, properties: found.Properties ?? {} };
  }

  /** A value with its intrinsic functions evaluated; what `AWS::NoValue` stands for is left out. */
  public resolve<T = unknown>(value: unknown): T {
    return this.evaluate(value) as T;
  }

  private evaluate(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.evaluate(item)).filter((item) => item !== undefined);
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const keys = Object.keys(value);
    if (keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::') || keys[0] === 'Condition')) {
      return this.intrinsic(keys[0], (value as Json)[keys[0]]);
    }
    const entries = Object.entries(value).map(([key, item]) => [key, this.evaluate(item)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }

  private intrinsic(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.ref(String(argument));
      case 'Fn::GetAtt': {
        const [id, attribute] = Array.isArray(argument) ? argument as string[] : splitOnce(String(argument));
        return this.attribute(id, attribute);
      }
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown];
        return this.resolve<unknown[]>(parts).map(String).join(separator);
      }
      case 'Fn::Sub':
        return this.substitute(argument as string | [string, Json]);
      case 'Fn::Select': {
        const [index, list] = argument as [unknown, unknown];
        return this.resolve<unknown[]>(list)[Number(this.evaluate(index))];
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, unknown];
        return String(this.evaluate(text)).split(separator);
      }
      default:
        throw new Error(`The preview does not know the intrinsic function '${name}' (${JSON.stringify(argument)})`);
    }
  }

  private ref(name: string): unknown {
    if (name in PSEUDO_PARAMETERS) {
      return PSEUDO_PARAMETERS[name];
    }
    if (name in this.parameters) {
      return this.parameters[name].Default;
    }
    return this.nameOf(this.resource(name));
  }

  private nameOf({ id, type, properties }: Resource): string {
    const path = NAME_PROPERTY[type];
    const given = path?.split('.').reduce<unknown>((object, key) => (object as Json | undefined)?.[key], properties);
    if (given !== undefined) {
      return String(this.evaluate(given));
    }
    if (type in GENERATED_ID_LENGTH) {
      return generatedId(id, GENERATED_ID_LENGTH[type]);
    }
    return type === 'AWS::S3::Bucket' || type === 'AWS::Glue::Database' ? id.toLowerCase() : id;
  }

  private attribute(id: string, attribute: string): string {
    const resource = this.resource(id);
    if (attribute === 'Arn' && resource.type in ARN_PREFIX) {
      const suffix = resource.type === 'AWS::Logs::LogGroup' ? ':*' : '';
      return `${ARN_PREFIX[resource.type]}${this.nameOf(resource)}${suffix}`;
    }
    if (attribute === 'RootResourceId') {
      return generatedId(`${id}.${attribute}`, 10);
    }
    if (attribute.endsWith('Id')) {
      return this.nameOf(resource);
    }
    throw new Error(`The preview does not know the attribute '${attribute}' of '${id}' (${resource.type})`);
  }

  private substitute(argument: string | [string, Json]): string {
    const [text, variables] = typeof argument === 'string' ? [argument, {} as Json] : argument;
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) {
        return `\${${name}}`;
      }
      if (name in variables) {
        return String(this.evaluate(variables[name]));
      }
      return String(name.includes('.') && !name.startsWith('AWS::') ? this.attribute(...splitOnce(name)) : this.ref(name));
    });
  }
}

function splitOnce(text: string): [string, string] {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

/** The same id in each run: lower-case letters and digits, as API Gateway makes them. */
function generatedId(seed: string, length: number): string {
  const hash = createHash('sha256').update(seed).digest('hex');
  return BigInt(`0x${hash}`).toString(36).slice(0, length);
}
