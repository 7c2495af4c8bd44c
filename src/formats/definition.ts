/** What reading a network definition file gives; every format reads to this. */
import type { Model } from '../engine/model';
import type { Network } from '../engine/network';
import type { LocatedProblem, NetworkSummary, SourceRange, Suggestion } from '../engine/summary';
import type { UserProblem } from '../engine/userLayer/userLayer';
import type { UserModule, UserPlace } from '../engine/userLayer/userModule';

export interface DefinitionFile {
  /** Absolute path, with forward slashes; data files are found beside it. */
  readonly path: string;
  readonly text: string;
}

/** Bytes of a file beside the definition. Injected, so that formats stay free of Node. */
export interface FileReader {
  /** Rejects with an Error whose message says why, in words for a user: `there is no such file`. */
  read(path: string): Promise<Uint8Array>;
  /** Loads the code of a layer of the user's own. Left out where no such code runs. Never rejects. */
  loadModule?(path: string): Promise<LoadedModule>;
}

/** Code of the user's, ready to be called; or why it is not. */
export type LoadedModule =
  | { readonly module: UserModule }
  | {
      /** A sentence. */
      readonly message: string;
      /** Where, if it is a place in the user's code. */
      readonly place?: UserPlace;
      /** What the code says to be like, as far as that can be read without running it. */
      readonly like?: string;
    };

/** Settings from the command line or the editor that beat the file's own. */
export interface Overrides {
  readonly model?: string;
  readonly inputShape?: readonly number[];
  /** Path of a data file. */
  readonly input?: string;
  /** Class indices, or a data file. */
  readonly target?: readonly number[] | string;
  readonly loss?: string;
  readonly weights?: string;
  readonly seed?: number;
  readonly mode?: 'train' | 'eval';
}

export interface TextEdit {
  readonly range: SourceRange;
  readonly text: string;
}

/** A model that a source file holds. */
export interface OfferedModel {
  /** As it can be chosen: `Net()`, `resnet18()`, `net`. */
  readonly expression: string;
  readonly kind: 'class' | 'function' | 'variable';
  /** Of its name where it is defined. */
  readonly range: SourceRange;
  readonly chosen: boolean;
  /** Arguments without which it cannot be made. */
  readonly needs: readonly string[];
  /** Other models of the file are made of it. */
  readonly isPart: boolean;
  /** It may be the one that is meant, where nobody says which. */
  readonly mayBeMeant: boolean;
  /** Of a class: where the chosen model has instances of it, such as `layer1.0`. */
  readonly instances: readonly string[];
}

export interface Definition {
  /** The planned network, up to and beyond a layer that does not fit; undefined where there are no layers at all. */
  readonly network: Network | undefined;
  readonly summary: NetworkSummary | undefined;
  /**
   * The network with its numbers, ready to run. Present as soon as the input can be read and at least one layer fits;
   * it may hold fewer layers than `network` (everything up to the error), and then has no target.
   */
  readonly model: Model | undefined;
  /** Every problem of the file and of the data it names, in source order. */
  readonly problems: readonly LocatedProblem[];
  /** Problems of the user's own code that the definition names, each at its place in its own file. */
  readonly codeProblems?: readonly UserProblem[];
  /** The models of a source file, in its order. */
  readonly models?: readonly OfferedModel[];
  /** Why this model and no other: someone named it, the file has no other, or it stands for several. */
  readonly chosenBy?: 'name' | 'only' | 'default';
  /** What nobody states, in words: `input (2, 1, 28, 28): from MNIST in line 8` */
  readonly assumed?: readonly string[];
  /** The smallest change of the text that applies a suggestion. */
  edit(suggestion: Suggestion): readonly TextEdit[];
  /** States a setting of the run in the text itself: `input`, `(2, 1, 28, 28)`. Left out where a file has no such place. */
  state?(name: 'input' | 'model', value: string): readonly TextEdit[];
}

/** `readDefinition(file, reader, overrides)` in `formats/read.ts` chooses the format by the file's name. */
export type ReadDefinition = (file: DefinitionFile, reader: FileReader, overrides?: Overrides) => Promise<Definition>;
