/** Python's syntax as far as a model file needs it. Every node knows where it stands in the text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type Expression = Span &
  (
    | { readonly kind: 'name'; readonly id: string }
    | { readonly kind: 'integer'; readonly value: number }
    | { readonly kind: 'float'; readonly value: number }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'fstring'; readonly parts: readonly FormatPart[] }
    | { readonly kind: 'constant'; readonly value: boolean | null }
    | { readonly kind: 'ellipsis' }
    | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
    | { readonly kind: 'subscript'; readonly object: Expression; readonly index: Expression }
    | {
        readonly kind: 'slice';
        readonly lower: Expression | undefined;
        readonly upper: Expression | undefined;
        readonly step: Expression | undefined;
      }
    | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Argument[] }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
    | {
        readonly kind: 'logical';
        readonly operator: 'and' | 'or';
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly kind: 'compare'; readonly first: Expression; readonly rest: readonly Comparison[] }
    | {
        readonly kind: 'conditional';
        readonly test: Expression;
        readonly then: Expression;
        readonly otherwise: Expression;
      }
    | { readonly kind: 'tuple' | 'list' | 'set'; readonly items: readonly Expression[] }
    | { readonly kind: 'dict'; readonly entries: readonly DictEntry[] }
    | { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expression }
    | {
        readonly kind: 'comprehension';
        readonly of: 'list' | 'set' | 'dict' | 'generator';
        readonly element: Expression;
        /** Of a dict, whose `element` is the key. */
        readonly value: Expression | undefined;
        readonly clauses: readonly Clause[];
      }
    | { readonly kind: 'starred'; readonly value: Expression }
    | { readonly kind: 'walrus'; readonly target: string; readonly value: Expression }
    | { readonly kind: 'yield'; readonly value: Expression | undefined; readonly all: boolean }
    | { readonly kind: 'broken' }
  );

export type FormatPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'value';
      readonly value: Expression;
      readonly conversion: string;
      readonly spec: readonly FormatPart[];
    };

export interface Comparison {
  readonly operator: string;
  readonly right: Expression;
}

export type DictEntry =
  | { readonly key: Expression; readonly value: Expression }
  /** `**other` */
  | { readonly key: undefined; readonly value: Expression };

export interface Argument extends Span {
  readonly style: 'positional' | 'keyword' | 'list' | 'dict';
  readonly name: string;
  readonly value: Expression;
}

export type Clause =
  | { readonly kind: 'for'; readonly target: Expression; readonly iterable: Expression }
  | { readonly kind: 'if'; readonly test: Expression };

export interface Parameter extends Span {
  readonly name: string;
  readonly style: 'positional' | 'keyword' | 'list' | 'dict';
  readonly fallback: Expression | undefined;
  readonly annotation: Expression | undefined;
}

export interface ImportedName extends Span {
  /** `*` for all. */
  readonly name: string;
  readonly as: string;
}

export type Statement = Span &
  (
    | { readonly kind: 'expression'; readonly value: Expression }
    | { readonly kind: 'assign'; readonly targets: readonly Expression[]; readonly value: Expression }
    | {
        readonly kind: 'annotate';
        readonly target: Expression;
        readonly annotation: Expression;
        readonly value: Expression | undefined;
      }
    | {
        readonly kind: 'update';
        readonly target: Expression;
        readonly operator: string;
        readonly value: Expression;
      }
    | ({ readonly kind: 'function'; readonly name: string; readonly decorators: readonly Expression[] } & FunctionParts)
    | ClassParts
    | { readonly kind: 'if'; readonly test: Expression; readonly then: Block; readonly otherwise: Block }
    | {
        readonly kind: 'for';
        readonly target: Expression;
        readonly iterable: Expression;
        readonly body: Block;
        readonly otherwise: Block;
      }
    | { readonly kind: 'while'; readonly test: Expression; readonly body: Block; readonly otherwise: Block }
    | {
        readonly kind: 'with';
        readonly items: readonly { readonly value: Expression; readonly as: Expression | undefined }[];
        readonly body: Block;
      }
    | {
        readonly kind: 'try';
        readonly body: Block;
        readonly handlers: readonly Handler[];
        readonly otherwise: Block;
        readonly last: Block;
      }
    | { readonly kind: 'match'; readonly subject: Expression; readonly cases: readonly MatchCase[] }
    | { readonly kind: 'return'; readonly value: Expression | undefined }
    | { readonly kind: 'raise'; readonly value: Expression | undefined }
    | { readonly kind: 'assert'; readonly test: Expression; readonly message: Expression | undefined }
    | { readonly kind: 'delete'; readonly targets: readonly Expression[] }
    | { readonly kind: 'scope'; readonly names: readonly string[]; readonly where: 'global' | 'nonlocal' }
    | { readonly kind: 'import'; readonly module: string; readonly as: string | undefined }
    | {
        readonly kind: 'importFrom';
        readonly module: string;
        /** Leading dots. */
        readonly level: number;
        readonly names: readonly ImportedName[];
      }
    | { readonly kind: 'pass' | 'break' | 'continue' }
    /** Half typed: what it would have set is then not known. */
    | { readonly kind: 'broken'; readonly targets: readonly Expression[] }
  );

export type Block = readonly Statement[];

export interface FunctionParts {
  readonly parameters: readonly Parameter[];
  readonly body: Block;
  /** It holds a `yield` of its own. */
  readonly generator: boolean;
}

export interface ClassParts extends Span {
  readonly kind: 'class';
  readonly name: string;
  readonly bases: readonly Argument[];
  readonly body: Block;
  readonly decorators: readonly Expression[];
  /** Of the name, for a lens. */
  readonly at: Span;
}

export interface Handler {
  readonly type: Expression | undefined;
  readonly name: string | undefined;
  readonly body: Block;
}

export type Pattern =
  | { readonly kind: 'value'; readonly value: Expression }
  | { readonly kind: 'capture'; readonly name: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'or'; readonly of: readonly Pattern[] }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'unknown' };

export interface MatchCase {
  readonly pattern: Pattern;
  readonly guard: Expression | undefined;
  readonly body: Block;
}

export interface SyntaxProblem extends Span {
  readonly message: string;
}

export interface PythonFile {
  readonly body: Block;
  readonly problems: readonly SyntaxProblem[];
}
