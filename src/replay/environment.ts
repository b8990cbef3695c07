/** Name of the bucket that the failed records lie in. */
export const BUCKET_NAME = 'BUCKET_NAME';

/** The folder of failed records, with a slash at its end. */
export const ERRORS_PREFIX = 'ERRORS_PREFIX';

/** Name of the stream that all but forwarders' records belong to. */
export const STREAM_NAME = 'STREAM_NAME';

/** The streams of forwarders, by the forwarders' names, as JSON. */
export const FORWARDER_STREAMS = 'FORWARDER_STREAMS';

/** How much a second is put back. */
export const BYTES_PER_SECOND = 'BYTES_PER_SECOND';

/** How often a record is put back before it is set aside. */
export const MAX_REPLAYS = 'MAX_REPLAYS';
