/** Validates a value against a JSON Schema, as far as the schema of networks uses the language; an unknown word throws. */
type Schema = { readonly [word: string]: unknown };

/** Words that say something to people or to the editor only. */
const annotations = new Set([
  '$schema',
  'title',
  'default',
  'markdownDescription',
  'markdownEnumDescriptions',
  'defaultSnippets',
  'allowComments',
  'allowTrailingCommas',
  'then',
]);

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeChecks: { readonly [type: string]: (value: unknown) => boolean } = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
};

/** What does not fit, one line each; none when the value is valid. */
export function violations(schema: Schema, value: unknown, at = ''): string[] {
  return Object.entries(schema).flatMap(([word, rule]) => {
    if (annotations.has(word)) return [];
    const check = words[word];
    if (!check) throw new Error(`the schema says "${word}", which this validator does not know`);
    return check(rule as never, value, at, schema);
  });
}

type Check = (rule: never, value: unknown, at: string, schema: Schema) => string[];

const when = (wrong: boolean, message: string): string[] => (wrong ? [message] : []);
const isValid = (schema: Schema, value: unknown): boolean => violations(schema, value).length === 0;

const words: { readonly [word: string]: Check } = {
  type: (rule: string | string[], value, at) =>
    when(![rule].flat().some((type) => typeChecks[type]!(value)), `${at} is no ${[rule].flat().join(' or ')}`),
  enum: (rule: unknown[], value, at) => when(!rule.includes(value), `${at} is none of ${rule.join(', ')}`),
  const: (rule: unknown, value, at) => when(value !== rule, `${at} is not ${String(rule)}`),
  minimum: (rule: number, value, at) => when(typeof value === 'number' && value < rule, `${at} is below ${rule}`),
  exclusiveMinimum: (rule: number, value, at) =>
    when(typeof value === 'number' && value <= rule, `${at} is not above ${rule}`),
  maximum: (rule: number, value, at) => when(typeof value === 'number' && value > rule, `${at} is above ${rule}`),
  minLength: (rule: number, value, at) =>
    when(typeof value === 'string' && value.length < rule, `${at} is shorter than ${rule}`),
  pattern: (rule: string, value, at) =>
    when(typeof value === 'string' && !new RegExp(rule).test(value), `${at} does not match ${rule}`),
  minItems: (rule: number, value, at) => when(Array.isArray(value) && value.length < rule, `${at} has under ${rule}`),
  maxItems: (rule: number, value, at) => when(Array.isArray(value) && value.length > rule, `${at} has over ${rule}`),
  items: (rule: Schema, value, at) =>
    Array.isArray(value) ? value.flatMap((item, position) => violations(rule, item, `${at}/${position}`)) : [],
  required: (rule: string[], value, at) =>
    isObject(value) ? rule.flatMap((key) => when(!(key in value), `${at} lacks ${key}`)) : [],
  properties: (rule: { [key: string]: Schema }, value, at) =>
    isObject(value)
      ? Object.entries(rule).flatMap(([key, own]) => (key in value ? violations(own, value[key], `${at}/${key}`) : []))
      : [],
  additionalProperties: (rule: false, value, at, { properties = {} }) =>
    isObject(value) && rule === false
      ? Object.keys(value).flatMap((key) => when(!(key in (properties as object)), `${at}/${key} is not known`))
      : [],
  allOf: (rule: Schema[], value, at) => rule.flatMap((part) => violations(part, value, at)),
  anyOf: (rule: Schema[], value, at) => when(!rule.some((part) => isValid(part, value)), `${at} fits no alternative`),
  if: (rule: Schema, value, at, { then = {} }) => (isValid(rule, value) ? violations(then as Schema, value, at) : []),
};
