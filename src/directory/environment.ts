/** Name of the bucket that the directory is written to. */
export const BUCKET_NAME = 'BUCKET_NAME';

/** What makes a customer, see `CustomerRule`. */
export const CUSTOMER_IDENTITY = 'CUSTOMER_IDENTITY';
