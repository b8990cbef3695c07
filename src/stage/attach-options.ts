import type { IConstruct } from 'constructs';

/** How a stage is attached. */
export interface AttachOptions {
  /**
   * Take the place of an access log destination that the stage has already, or is given later by an aspect. A stage has only one,
   * so the logs no longer reach the other.
   *
   * @default false - such a stage is an error
   */
  readonly replaceExisting?: boolean;
}

/** How all stages of a scope are attached. */
export interface AttachAllOptions {
  /**
   * What is left out: stages, APIs with all of their stages, or any construct with all that is in it.
   *
   * @default - nothing
   */
  readonly exclude?: IConstruct[];

  /**
   * Take the place of access log destinations that stages have already, or are given later by an aspect. A stage has only one,
   * so the logs no longer reach the others.
   *
   * @default false - such stages are skipped with a warning
   */
  readonly replaceExisting?: boolean;
}
