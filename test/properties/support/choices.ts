/**
 * A number from which choices are taken, one after the other, as digits. A number that is used up takes the first of
 * everything, so what fast-check shrinks towards 0 is the simplest case: list the simplest first.
 */
export interface Choices {
  /** 0 … count − 1. */
  among(count: number): number;
  of<T>(list: readonly T[]): T;
}

export function choicesFrom(value: number): Choices {
  let rest = value;
  const among = (count: number): number => {
    const digit = rest % count;
    rest = Math.floor(rest / count);
    return digit;
  };
  return { among, of: (list) => list[among(list.length)]! };
}
