import { Duration, Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** How long records are gathered unless something else is said. */
export const DEFAULT_INTERVAL = Duration.seconds(300);

interface Buffering {
  readonly bufferingInterval?: Duration;
  readonly bufferingSize?: Size;
}

/** How long and how much Firehose gathers, within its bounds. */
export function checkedBuffering(scope: IConstruct, { bufferingInterval, bufferingSize }: Buffering, parquet: boolean): Required<Buffering> {
  const interval = bufferingInterval ?? DEFAULT_INTERVAL;
  if (!interval.isUnresolved()) {
    const seconds = interval.toSeconds({ integral: false });
    if (!Number.isInteger(seconds) || seconds > 900) {
      throw new Error(`${scope.node.path}: bufferingInterval is ${seconds} seconds, and Firehose takes whole seconds from 0 to 900; give Duration.seconds(${Math.min(900, Math.round(seconds))})`);
    }
  }
  const size = bufferingSize ?? Size.mebibytes(128);
  if (!size.isUnresolved()) {
    checkSize(scope, size.toMebibytes({ rounding: SizeRoundingBehavior.NONE }), parquet);
  }
  return { bufferingInterval: interval, bufferingSize: size };
}

function checkSize(scope: IConstruct, mebibytes: number, parquet: boolean): void {
  const smallest = parquet ? 64 : 1;
  const possible = Math.min(128, Math.max(smallest, Math.round(mebibytes)));
  if (mebibytes !== possible) {
    const format = parquet ? 'Parquet' : 'JSON';
    const orJson = parquet && mebibytes < smallest ? ', or RecordFormat.JSON' : '';
    throw new Error(`${scope.node.path}: bufferingSize is ${mebibytes} MiB, and Firehose takes whole mebibytes from ${smallest} to 128 for ${format}; give Size.mebibytes(${possible})${orJson}`);
  }
}
