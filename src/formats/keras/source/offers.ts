/** The models that a Keras file holds, so that one of them can be chosen. */
import type { OfferedModel } from '../../definition';
import type { Span } from '../../python/ast';
import { PyFunction } from '../../python/values';
import type { Positions } from '../../textPosition';
import { classNames, ownClasses, variablesOf, type ChosenKeras, type KerasFile } from './choose';
import { makerNames, required } from './makers';

/** In the order of the file. */
export function offersOf(source: KerasFile, positions: Positions, chosen: ChosenKeras | undefined): OfferedModel[] {
  const { module, body, file } = source;
  const { functions, used } = makerNames(body, classNames(source));
  const range = ({ from, to }: Span) => positions(from, to - from);
  const isChosen = (name: string): boolean => /^\w+/.exec(chosen?.expression ?? '')?.[0] === name;
  const offer = (
    name: string,
    kind: OfferedModel['kind'],
    at: Span,
    needs: readonly string[],
  ): Omit<OfferedModel, 'mayBeMeant'> => ({
    expression: kind === 'variable' ? name : `${name}()`,
    kind,
    range: range(at),
    chosen: isChosen(name),
    needs,
    isPart: kind !== 'variable' && used.has(name),
    instances: [],
  });
  const ofClasses = ownClasses(source).map((cls) => {
    const init = cls.find('__init__');
    return offer(cls.name, 'class', cls.source!, init instanceof PyFunction ? required(init).slice(1) : []);
  });
  const ofFunctions = body.flatMap((statement) => {
    if (statement.kind !== 'function' || !functions.has(statement.name)) return [];
    const made = module.attributes.get(statement.name);
    const needs = made instanceof PyFunction ? required(made) : [];
    const head = /\bdef\s+/.exec(file.text.slice(statement.from, statement.to));
    const from = statement.from + (head ? head.index + head[0].length : 0);
    return [offer(statement.name, 'function', { from, to: from + statement.name.length }, needs)];
  });
  const ofVariables = variablesOf(source).flatMap(({ name, source: at }) =>
    at ? [offer(name, 'variable', at, [])] : [],
  );
  const models = [...ofClasses, ...ofFunctions, ...ofVariables];
  const hasVariable = ofVariables.length > 0;
  const weighed = models.map((model) => ({
    ...model,
    mayBeMeant: hasVariable ? model.kind === 'variable' : !model.isPart,
  }));
  return weighed.sort((a, b) => a.range.startLine - b.range.startLine);
}
