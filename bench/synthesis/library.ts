import { resolve } from 'node:path';

/** As it is packed: file by file what is in the tarball, and compiled already. */
export const LIBRARY = resolve(__dirname, '../../lib');
