import { AccessLogColumn } from './access-log-column';
import { checkEnum } from '../check-enum';

/** How a value that is absent is written. */
export enum AbsentValue {
  /** Not at all: the field is left out. */
  OMITTED = 'omitted',
  /** As `null`. */
  NULL = 'null',
  /** As `"-"`, as API Gateway itself writes it. */
  DASH = 'dash',
}

/** How an instant is written. All are in UTC. */
export enum TimeFormat {
  /** `2026-01-31T23:59:59.123Z` */
  ISO_8601 = 'iso_8601',
  /** Seconds since 1970. */
  EPOCH_SECONDS = 'epoch_seconds',
  /** Milliseconds since 1970. */
  EPOCH_MILLISECONDS = 'epoch_milliseconds',
  /** Microseconds since 1970. */
  EPOCH_MICROSECONDS = 'epoch_microseconds',
  /** `31/Jan/2026:23:59:59 +0000`, as `$context.requestTime` has it. */
  COMMON_LOG = 'common_log',
}

/** Properties of a `RecordLayout`. */
export interface RecordLayoutProps {
  /**
   * By the field's name, the column that it is filled from: the field `durationMs`, say, from the column `response_latency_ms`. A dot in the name
   * makes an object: a field `user.id` is written as `{"user":{"id":…}}`. docs/columns.md lists the columns.
   *
   * @default - none
   */
  readonly fields?: { [field: string]: string };

  /**
   * Whether columns that no field is filled from are written as well, under their own names: also those that you add.
   *
   * @default false
   */
  readonly otherColumns?: boolean;

  /**
   * How an absent value is written.
   *
   * @default AbsentValue.OMITTED
   */
  readonly absentValue?: AbsentValue;

  /**
   * How an instant is written.
   *
   * @default TimeFormat.ISO_8601
   */
  readonly timeFormat?: TimeFormat;

  /**
   * Whether numbers and booleans are written as texts.
   *
   * @default false
   */
  readonly valuesAsText?: boolean;

  /**
   * Columns that the fields are filled from and that this library does not have: every attached stage logs them, and the table has them as well.
   *
   * @default - none
   */
  readonly columns?: AccessLogColumn[];
}

/**
 * How a record is written for a receiver: one JSON object a line, with which fields, under which names, of which types.
 *
 * @example
 * analytics.addForwarder(LogForwarder.httpEndpoint({
 *   url: 'https://logs.example.com/firehose',
 *   accessKey: secret,
 *   layout: RecordLayout.of({
 *     fields: { 'duration': 'response_latency_ms', 'user.id': 'customer_id' },
 *   }),
 * }));
 */
export class RecordLayout {
  /** Every column under its own name, also those that you add. */
  public static allColumns(): RecordLayout {
    return new RecordLayout({ otherColumns: true });
  }

  /**
   * One JSON object a line as OpenObserve's API Gateway dashboard reads it, and all other columns under their own names. `_timestamp` is in
   * microseconds, and absent values are left out, so that a field keeps its type.
   *
   * @see https://github.com/openobserve/dashboards
   */
  public static openObserve(): RecordLayout {
    return new RecordLayout({
      fields: {
        _timestamp: 'request_time',
        status: 'status',
        httpmethod: 'http_method',
        protocol: 'protocol',
        requestid: 'request_id',
        resourcepath: 'resource_path',
        responselength: 'response_length',
      },
      otherColumns: true,
      timeFormat: TimeFormat.EPOCH_MICROSECONDS,
    }, true);
  }

  /**
   * Moesif's format of API calls. The company is the customer, the route is the resource's path as it is declared, and `apiKey` is the
   * key's id, never its value.
   *
   * @see https://www.moesif.com/docs/server-integration/aws-api-gateway/
   */
  public static moesif(): RecordLayout {
    return new RecordLayout({
      fields: {
        'apiId': 'api_id',
        'requestId': 'request_id',
        'requestTime': 'request_time',
        'protocol': 'protocol',
        'httpMethod': 'http_method',
        'resourcePath': 'resource_path',
        'requestHostHeader': 'domain_name',
        'requestUserAgentHeader': 'user_agent',
        'ip': 'source_ip',
        'status': 'status',
        'responseLength': 'response_length',
        'durationMs': 'response_latency_ms',
        'caller': 'caller',
        'user': 'iam_user',
        'principalId': 'principal_id',
        'cognitoIdentityId': 'cognito_identity_id',
        'userArn': 'user_arn',
        'apiKey': 'api_key_id',
        'companyId': 'customer_id',
        'metadata.customer': 'customer',
        'metadata.usage_plan': 'usage_plan',
        'metadata.stage': 'stage',
      },
      absentValue: AbsentValue.DASH,
      timeFormat: TimeFormat.COMMON_LOG,
      valuesAsText: true,
    });
  }

  /**
   * Apiable's format. Plan and subscription are what Apiable's own authorizer returns: two columns that every attached stage logs as well.
   *
   * @see https://github.com/apiable/cdk
   */
  public static apiable(): RecordLayout {
    return new RecordLayout({
      fields: {
        api_id: 'api_id',
        key_id: 'api_key_id',
        ip: 'source_ip',
        method: 'http_method',
        uri: 'path',
        response_size: 'response_length',
        response_status: 'status',
        resource_id: 'resource_id',
        request_id: 'request_id',
        request_latency: 'response_latency_ms',
        request_time: 'request_time',
        stage: 'stage',
        plan_id: 'apiable_plan_id',
        subscription_id: 'apiable_subscription_id',
      },
      absentValue: AbsentValue.DASH,
      timeFormat: TimeFormat.EPOCH_MILLISECONDS,
      valuesAsText: true,
      columns: [
        AccessLogColumn.string('apiable_plan_id', '$context.authorizer.apiable_plan_id'),
        AccessLogColumn.string('apiable_subscription_id', '$context.authorizer.apiable_subscription_id'),
      ],
    });
  }

  /**
   * A layout of your own.
   *
   * Fails if records would be empty, without `fields` and without `otherColumns`, or if a field would be both an object and a value.
   *
   * @param props What the layout is
   *
   * @example
   * const layout = RecordLayout.of({
   *   fields: { time: 'request_time', status: 'status', tenant: 'tenant' },
   *   timeFormat: TimeFormat.EPOCH_MILLISECONDS,
   *   columns: [AccessLogColumn.string('tenant', '$context.authorizer.tenantId')],
   * });
   */
  public static of(props: RecordLayoutProps): RecordLayout {
    return new RecordLayout(props);
  }

  /**
   * Columns that the layout needs and that this library does not have.
   */
  public readonly columns: AccessLogColumn[];

  /** @internal */
  public readonly _settings: LayoutSettings;

  private constructor(
    { fields = {}, otherColumns = false, absentValue, timeFormat, valuesAsText = false, columns = [] }: RecordLayoutProps, startsWithTab = false,
  ) {
    const [absent, time] = [absentValue ?? AbsentValue.OMITTED, timeFormat ?? TimeFormat.ISO_8601];
    checkEnum('RecordLayout: absentValue', absent, { AbsentValue });
    checkEnum('RecordLayout: timeFormat', time, { TimeFormat });
    if (Object.keys(fields).length === 0 && !otherColumns) {
      throw new Error("RecordLayout: it has no fields, so each record would be empty; give 'fields', or set 'otherColumns' to true");
    }
    const names = Object.keys(fields);
    const wrong = names.find((name) => name.split('.').includes('') || names.some((other) => other.startsWith(`${name}.`)));
    if (wrong !== undefined) {
      throw new Error(`RecordLayout: a field cannot be called '${wrong}', since a dot makes an object, and nothing can be both an object and a value; rename it`);
    }
    this.columns = columns;
    this._settings = {
      fields: Object.entries(fields),
      absent,
      time,
      ...otherColumns ? { others: true } : {},
      ...valuesAsText ? { text: true } : {},
      ...startsWithTab ? { tab: true } : {},
    };
  }
}

/** A layout as the enrichment function is told of it. */
export interface LayoutSettings {
  /** Field and column. */
  readonly fields: readonly (readonly [string, string])[];
  readonly absent: AbsentValue;
  readonly time: TimeFormat;
  readonly others?: boolean;
  readonly text?: boolean;
  /**
   * Whether a tab stands behind the first brace. OpenObserve tries each record as protobuf before it reads it as JSON, and some two of a thousand
   * lines are by chance an empty protobuf message, which it drops; one whose second byte is a tab never is.
   */
  readonly tab?: boolean;
}
