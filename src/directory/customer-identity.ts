import { Token } from 'aws-cdk-lib';
import { CustomerRule } from './customer-rule';

const LONGEST_TAG_KEY = 128;

/**
 * What makes a customer of an API key. Several keys can be one customer: a rotated key, or one
 * for each of the customer's own systems.
 *
 * Reports group by the customer's id, which is stable, and show the customer's latest name.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_ApiKey.html
 *
 * @example
 * new ApiUsageAnalytics(this, 'UsageAnalytics', {
 *   customerIdentity: CustomerIdentity.apiKeyTag('customer'),
 * });
 */
export class CustomerIdentity {
  /**
   * Each API key is a customer. Its id is the key's id, its name is the key's name: two keys
   * of the same name stay two customers, and a key can be renamed without becoming another one.
   */
  public static apiKeyName(): CustomerIdentity {
    return new CustomerIdentity(CustomerRule.API_KEY_NAME);
  }

  /**
   * All API keys with the same value of a tag are one customer. The value is both its id and its name.
   *
   * A key without the tag, or with an empty value, is a customer of its own, as with `apiKeyName()`.
   *
   * Fails if the tag's key is empty or longer than 128 characters.
   *
   * @param tagKey Key of the tag, such as `customer`; tags tell upper and lower case apart
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging.html
   *
   * @example
   * // two keys, one customer
   * const mobile = new apigateway.ApiKey(this, 'AcmeMobile');
   * const backend = new apigateway.ApiKey(this, 'AcmeBackend');
   * Tags.of(mobile).add('customer', 'acme');
   * Tags.of(backend).add('customer', 'acme');
   * const identity = CustomerIdentity.apiKeyTag('customer');
   */
  public static apiKeyTag(tagKey: string): CustomerIdentity {
    if (!Token.isUnresolved(tagKey) && (tagKey.trim() === '' || tagKey.length > LONGEST_TAG_KEY)) {
      throw new Error(`CustomerIdentity.apiKeyTag('${tagKey}'): a tag's key has 1 to ${LONGEST_TAG_KEY} characters; give the key of the tag on your API keys that names the customer, as in 'customer'`);
    }
    return new CustomerIdentity(CustomerRule.tag(tagKey));
  }

  /**
   * All API keys with the same `customerId` (the AWS Marketplace customer identifier) are one customer.
   *
   * Its name is the one of its oldest key that has a name, so that a further key does not rename
   * it; without any, its id. A key without a `customerId` is a customer of its own, as with `apiKeyName()`.
   *
   * @example
   * new apigateway.ApiKey(this, 'AcmeMobile', { customerId: 'acme' });
   * new apigateway.ApiKey(this, 'AcmeBackend', { customerId: 'acme' });
   * const identity = CustomerIdentity.apiKeyCustomerId();
   */
  public static apiKeyCustomerId(): CustomerIdentity {
    return new CustomerIdentity(CustomerRule.CUSTOMER_ID);
  }

  private constructor(private readonly rule: CustomerRule) {}

  /**
   * How the function that writes the directory is told.
   *
   * @internal
   */
  public _render(): string {
    return this.rule.toString();
  }
}
