/** Data sets that Keras files name, and the shape of their samples. */
export interface DataSet {
  readonly name: string;
  readonly shape: readonly number[];
  readonly classes: number;
}

const dataSets: readonly (readonly [RegExp, DataSet])[] = [
  [/\b(fashion_?mnist|mnist|kmnist|emnist)\b/i, { name: 'MNIST', shape: [28, 28, 1], classes: 10 }],
  [/\bcifar_?100\b/i, { name: 'CIFAR-100', shape: [32, 32, 3], classes: 100 }],
  [/\bcifar(_?10)?\b/i, { name: 'CIFAR-10', shape: [32, 32, 3], classes: 10 }],
  [/\bsvhn\b/i, { name: 'SVHN', shape: [32, 32, 3], classes: 10 }],
  [/\bimagenet\b/i, { name: 'ImageNet', shape: [224, 224, 3], classes: 1000 }],
];

/** The first that the text names. */
export const dataSetIn = (text: string): DataSet | undefined => dataSets.find(([pattern]) => pattern.test(text))?.[1];
