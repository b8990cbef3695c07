import type { LoggedColumn } from './column';
import { originOf, problemWithExpression } from './context-variables';

/**
 * A column of your own, filled from a `$context` variable of API Gateway.
 *
 * It is logged by every attached stage, typed by the enrichment, and becomes a column of
 * the Glue table. A value that is absent, or that does not fit the type, is null. Credentials that an error message quotes are cut out,
 * as far as they can be told.
 *
 * In the hourly dataset of the dashboard a text or a boolean splits the hours further (one with very many values makes the dataset large),
 * a number is added up, and a timestamp is left out.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 *
 * @example
 * new ApiUsageAnalytics(this, 'UsageAnalytics', {
 *   columns: [
 *     AccessLogColumn.string('tenant', '$context.authorizer.tenantId'),
 *     AccessLogColumn.double('price', '$context.authorizer.price'),
 *   ],
 * });
 */
export class AccessLogColumn {
  /**
   * A text.
   *
   * @param name Its name: snake_case, a letter first, at most 64 characters
   * @param expression One `$context` variable, such as `$context.authorizer.tenantId`
   */
  public static string(name: string, expression: string): AccessLogColumn {
    return new AccessLogColumn(name, 'string', expression);
  }

  /**
   * A whole number from -2,147,483,648 to 2,147,483,647.
   *
   * @param name Its name: snake_case, a letter first, at most 64 characters
   * @param expression One `$context` variable
   */
  public static integer(name: string, expression: string): AccessLogColumn {
    return new AccessLogColumn(name, 'int', expression);
  }

  /**
   * A whole number of up to 15 digits (exactly: up to 9,007,199,254,740,991 either way).
   *
   * @param name Its name: snake_case, a letter first, at most 64 characters
   * @param expression One `$context` variable
   */
  public static bigint(name: string, expression: string): AccessLogColumn {
    return new AccessLogColumn(name, 'bigint', expression);
  }

  /**
   * A decimal number.
   *
   * @param name Its name: snake_case, a letter first, at most 64 characters
   * @param expression One `$context` variable
   */
  public static double(name: string, expression: string): AccessLogColumn {
    return new AccessLogColumn(name, 'double', expression);
  }

  /**
   * `true` or `false`.
   *
   * @param name Its name: snake_case, a letter first, at most 64 characters
   * @param expression One `$context` variable
   */
  public static boolean(name: string, expression: string): AccessLogColumn {
    return new AccessLogColumn(name, 'boolean', expression);
  }

  /**
   * An instant: milliseconds or seconds since 1970, or ISO 8601 with a time zone.
   *
   * @param name Its name: snake_case, a letter first, at most 64 characters
   * @param expression One `$context` variable
   */
  public static timestamp(name: string, expression: string): AccessLogColumn {
    return new AccessLogColumn(name, 'timestamp', expression);
  }

  /** @internal */
  public static _of(name: string, type: string, expression: string): AccessLogColumn {
    return new AccessLogColumn(name, type, expression);
  }

  /** Name of the column. */
  public readonly name: string;
  /** Type of the column in Glue: `string`, `int`, `bigint`, `double`, `boolean` or `timestamp`. */
  public readonly type: string;
  /** The `$context` variable that fills it. */
  public readonly expression: string;

  private constructor(name: string, type: string, expression: string) {
    if (!/^[a-z][a-z0-9_]{0,63}$/.test(name)) {
      throw new Error(`AccessLogColumn '${name}': a column's name is snake_case, begins with a letter and has at most 64 characters; rename it, as in 'tenant_id'`);
    }
    const problem = problemWithExpression(expression);
    if (problem) {
      throw new Error(`AccessLogColumn '${name}': '${expression}' cannot be logged: ${problem}`);
    }
    this.name = name;
    this.type = type;
    this.expression = expression;
  }

  /** @internal */
  public _loggedColumn(): LoggedColumn {
    return {
      name: this.name,
      type: this.type as LoggedColumn['type'],
      expression: this.expression,
      origin: originOf(this.expression),
      description: `From \`${this.expression}\``,
    };
  }
}
