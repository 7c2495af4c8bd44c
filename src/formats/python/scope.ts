/** Where names are looked up. */
import type { PyClass, SourceFile, Value } from './values';

export class Scope {
  readonly names = new Map<string, Value>();
  /** Names that `global` or `nonlocal` hand to another scope. */
  readonly elsewhere = new Map<string, Scope>();

  constructor(
    readonly kind: 'module' | 'function' | 'class' | 'comprehension',
    /** The scope around it; of a module the built-in names. */
    readonly parent: Scope | undefined,
    readonly file: SourceFile,
    /** The class around it, for `super()`. */
    readonly owner: PyClass | undefined = parent?.owner,
  ) {}

  /** A function does not see the names of the class that its definition stands in. */
  find(name: string): Value | undefined {
    const own = this.elsewhere.get(name)?.names.get(name) ?? this.names.get(name);
    if (own !== undefined) return own;
    let scope = this.parent;
    while (scope?.kind === 'class') scope = scope.parent;
    return scope?.find(name);
  }

  set(name: string, value: Value): void {
    (this.elsewhere.get(name) ?? this).names.set(name, value);
  }

  get module(): Scope {
    return this.kind === 'module' || !this.parent ? this : this.parent.module;
  }

  declare(name: string, where: 'global' | 'nonlocal'): void {
    if (where === 'global') {
      this.elsewhere.set(name, this.module);
      return;
    }
    let scope = this.parent;
    while (scope && scope.kind !== 'module' && !scope.names.has(name)) scope = scope.parent;
    if (scope) this.elsewhere.set(name, scope);
  }
}
