// What the harness draws: the pictures of the panel's specification, and some between them.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { manyInputs, pictures, sequences, volumes } from './nets.mjs';

const examples = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../examples');
const base64 = (file) => fs.readFileSync(path.join(examples, file)).toString('base64');

const files = {
  'digits/seven.png': base64('digits/seven.png'),
  'lenet5.safetensors': base64('lenet5.safetensors'),
};
const lenet = { file: 'lenet5.net.json', text: fs.readFileSync(path.join(examples, 'lenet5.net.json'), 'utf8'), files };

const residual = {
  file: 'residual.net.json',
  text: fs.readFileSync(path.join(examples, 'residual.net.json'), 'utf8'),
  files: {},
  check: true,
};

const small = `{
  "name": "LeNet-small",
  "input":  { "shape": [1, 1, 28, 28], "data": "digits/seven.png" },
  "target": [7],
  "loss": "CrossEntropyLoss",
  "layers": [
    { "name": "conv1", "type": "Conv2d",
      "out_channels": 6, "kernel_size": 5, "stride": 2 },
    { "type": "AvgPool2d", "kernel_size": 2 },
    { "name": "conv2", "type": "Conv2d",
      "out_channels": 16, "kernel_size": 3 },
    { "name": "conv3", "type": "Conv2d",
      "out_channels": 120, "kernel_size": 5 },
    { "type": "Tanh" },
    { "type": "Flatten" },
    { "name": "fc1", "type": "Linear", "out_features": 84 },
    { "name": "fc2", "type": "Linear", "out_features": 10 }
  ]
}
`;
const misfit = { file: 'lenet-small.net.json', text: small, files, check: true };

const overview = { ...lenet, selected: 3, check: true };
const evidence = (title, equal, maxDifference, matches = false) => ({
  mistake: title.replaceAll(' ', '-'),
  title,
  equal,
  entries: 1176,
  maxDifference,
  matches,
});
const notRotated = {
  tensor: 'dx',
  target: { kind: 'inputDelta', input: 0 },
  sentence: 'dx of conv2 equals what you get when the kernel is not rotated by 180°.',
  short: 'kernel not rotated',
  mistakes: ['kernel-not-rotated'],
  against: 'Conv2d',
  remedy: {
    formula: '∂C/∂a_c = Σ_o δ_o ∗_full rot_180(W_{o,c})',
    why: 'Output `u` read input `u+p` through tap `p`, so input `i` collects from output `i−p`. Your loop takes `u = i+p−K+1`: that is tap `K−1−p`.',
    edit: { yours: 'delta[…] * w[at(o, c, p, q)]', right: 'delta[…] * w[at(o, c, K-1-p, K-1-q)]' },
  },
  tried: 45,
  evidence: [
    evidence('kernel not rotated', 1176, 0, true),
    evidence('kernel transposed (p, q swapped)', 12, 0.13),
    evidence('kernel flipped in one axis only', 0, 0.06),
    evidence('sum over filters missing', 0, 0.09),
    evidence('sign flipped', 0, 0.1),
    evidence('padding off by one', 0, 0.2),
  ],
  patterns: [],
};
const backward = { startLine: 42, startColumn: 0, endLine: 42, endColumn: 8 };
const source = { file: './my-conv.ts', path: '/net/my-conv.ts', like: 'Conv2d', backward };
const fault = { layer: 3, sentence: notRotated.sentence, diagnoses: [notRotated], source };
const unmatched = {
  layer: 3,
  sentence: 'dx of conv2 is wrong in 1,176 of 1,176 entries; no known mistake matches.',
  diagnoses: [
    {
      ...notRotated,
      sentence: 'dx of conv2 is wrong in 1,176 of 1,176 entries; no known mistake matches.',
      mistakes: [],
      remedy: undefined,
      evidence: notRotated.evidence.map((one) => ({ ...one, matches: false, equal: Math.min(one.equal, 14) })),
      patterns: [
        'every channel is wrong',
        'the sums over each plane agree',
        'mine is the right one, mirrored in rows and columns of each kernel',
      ],
    },
  ],
};
const properties = [
  { property: 'determinism', verdict: 'right', sentence: 'The same result, bit for bit, when asked twice.' },
  { property: 'sampleIndependence', verdict: 'right', sentence: 'A batch gives what its samples give one at a time.' },
  { property: 'zero', verdict: 'wrong', sentence: 'δ = 0 gives dx[0, 2, 1, 4] = 0.03117.' },
  {
    property: 'linearity',
    verdict: 'wrong',
    sentence: 'Backward of 2δ is not twice backward of δ: dx[0, 2, 1, 4] is 0.2281, twice is 0.1969.',
  },
  {
    property: 'inputsUnmodified',
    verdict: 'right',
    sentence: 'Forward and backward leave their arguments as they were.',
  },
  { property: 'parity', verdict: 'right', sentence: 'Forward equals Conv2d: largest difference 0.' },
];

const numeric = async (page) => {
  await page.click('#tab-numeric');
  await page.waitForTimeout(500);
};

export const scenes = {
  'overview-dark': overview,
  'overview-light': { ...overview, theme: 'light' },
  'overview-high-contrast': { ...overview, theme: 'highContrast' },
  'entry-dark': {
    ...overview,
    steps: async (page) => {
      await page.click('.banner .link');
      await page.waitForTimeout(500);
    },
  },
  'height-800': { ...overview, width: 850, height: 900, scale: 1 },
  'streaming-dark': { ...overview, holdAt: 6 },
  'filling-dark': { ...overview, holdAt: 3 },
  'empty-dark': { ...lenet, height: 850 },
  'problem-light': { ...misfit, theme: 'light', height: 850 },
  'problem-dark': { ...misfit, height: 850 },
  'wrong-dark': { ...overview, fault },
  'wrong-light': { ...overview, fault, theme: 'light' },
  'wrong-high-contrast': { ...overview, fault, theme: 'highContrast' },
  'wrong-narrow': { ...overview, fault, width: 420, height: 1600 },
  'unmatched-dark': { ...overview, fault: unmatched },
  'compare-dark': { ...overview, against: 3 },
  'compare-light': { ...overview, against: 3, selected: 6, theme: 'light' },
  'compare-narrow': { ...overview, against: 3, width: 420, height: 1600 },
  'compare-entry': {
    ...overview,
    against: 3,
    steps: async (page) => {
      await page.click('#tab-entry');
      await page.waitForTimeout(500);
    },
  },
  'properties-dark': { ...overview, fault: { ...fault, properties } },
  'sweep-dark': { ...overview, sweep: 'smooth', steps: numeric },
  'sweep-light': { ...overview, sweep: 'smooth', theme: 'light', steps: numeric },
  'sweep-wrong': { ...overview, fault, sweep: 'smooth', steps: numeric },
  'sweep-kink': { ...overview, sweep: 'kink', theme: 'highContrast', steps: numeric },
  'sweep-narrow': { ...overview, sweep: 'kink', width: 420, height: 1600, steps: numeric },
  'branches-dark': { ...residual, selected: 8 },
  'branches-narrow': { ...residual, width: 420 },
  'axes-sequences': { ...sequences, selected: 0 },
  'axes-volumes': { ...volumes, selected: 0 },
  'axes-inputs': { ...manyInputs, selected: 3 },
  'picture-dark': { ...pictures, selected: -1 },
  'picture-second': {
    ...pictures,
    selected: -1,
    theme: 'light',
    steps: async (page) => {
      await page.keyboard.press('}');
      await page.hover('.selector.sample');
      await page.mouse.wheel(0, 100);
      await page.waitForTimeout(500);
    },
  },
  'picture-conv': { ...pictures, selected: 0 },
  'picture-narrow': { ...pictures, selected: -1, width: 420 },
  'width-900': { ...overview, width: 900 },
  'width-600': { ...overview, width: 600 },
  'narrow-dark': { ...overview, width: 420, height: 1150, scale: 2 },
  'narrow-light': { ...overview, theme: 'light', width: 420, height: 1150, scale: 2 },
  'short-dark': { ...overview, height: 620 },
  'help-dark': { ...overview, steps: (page) => page.keyboard.press('?') },
  'menu-dark': { ...overview, steps: (page) => page.click('.check vscode-button') },
};
