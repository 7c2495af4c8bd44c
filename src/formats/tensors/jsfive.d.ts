/** What is used of jsfive, which has no types of its own. */
declare module 'jsfive' {
  export class Group {
    readonly keys: string[];
    readonly attrs: { readonly [name: string]: unknown };
    get(path: string): Group | Dataset | null;
    /** Where the group stands in the file. */
    readonly _dataobjects: { readonly offset: number };
  }
  export class Dataset {
    readonly shape: readonly number[];
    readonly dtype: unknown;
    readonly value: ArrayLike<number>;
  }
  export class File extends Group {
    constructor(buffer: ArrayBuffer, name?: string);
  }
}
