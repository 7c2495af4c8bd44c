/** The arguments of Keras's layers, in Keras's order; https://keras.io/api/layers/ */

const convolution =
  'filters, kernel_size, strides?, padding?, data_format?, dilation_rate?, groups?, activation?, use_bias?';
const transposed =
  'filters, kernel_size, strides?, padding?, output_padding?, data_format?, dilation_rate?, activation?, use_bias?';
const depthwise =
  'kernel_size, strides?, padding?, depth_multiplier?, data_format?, dilation_rate?, activation?, use_bias?';
const separable =
  'filters, kernel_size, strides?, padding?, data_format?, dilation_rate?, depth_multiplier?, activation?, use_bias?';
const pool = 'pool_size?, strides?, padding?, data_format?';
const global = 'data_format?, keepdims?';

const byAxes = (name: string, signature: string): { [type: string]: string } =>
  Object.fromEntries([1, 2, 3].map((dims) => [`${name}${dims}D`, signature]));

export const layerArguments: { readonly [type: string]: string } = {
  ...byAxes('Conv', convolution),
  ...byAxes('Convolution', convolution),
  Conv1DTranspose: transposed,
  Conv2DTranspose: transposed,
  Conv3DTranspose: transposed,
  DepthwiseConv1D: depthwise,
  DepthwiseConv2D: depthwise,
  SeparableConv1D: separable,
  SeparableConv2D: separable,
  Dense: 'units, activation?, use_bias?',
  BatchNormalization: 'axis?, momentum?, epsilon?, center?, scale?',
  LayerNormalization: 'axis?, epsilon?, center?, scale?',
  GroupNormalization: 'groups?, axis?, epsilon?, center?, scale?',
  Dropout: 'rate, noise_shape?',
  AlphaDropout: 'rate, noise_shape?',
  GaussianDropout: 'rate',
  GaussianNoise: 'stddev',
  ...byAxes('SpatialDropout', 'rate, data_format?'),
  ...byAxes('MaxPooling', pool),
  ...byAxes('MaxPool', pool),
  ...byAxes('AveragePooling', pool),
  ...byAxes('AvgPool', pool),
  ...byAxes('GlobalAveragePooling', global),
  ...byAxes('GlobalAvgPool', global),
  ...byAxes('GlobalMaxPooling', global),
  ...byAxes('GlobalMaxPool', global),
  Activation: 'activation',
  ReLU: 'max_value?, negative_slope?, threshold?',
  LeakyReLU: 'negative_slope?, alpha?',
  PReLU: 'alpha_initializer?, alpha_regularizer?, alpha_constraint?, shared_axes?',
  ELU: 'alpha?',
  Softmax: 'axis?',
  Flatten: 'data_format?',
  Reshape: 'target_shape',
  Permute: 'dims',
  RepeatVector: 'n',
  ...byAxes('ZeroPadding', 'padding?, data_format?'),
  ...byAxes('Cropping', 'cropping?, data_format?'),
  UpSampling2D: 'size?, data_format?, interpolation?',
  Concatenate: 'axis?',
  Add: '',
  Subtract: '',
  Multiply: '',
  Average: '',
  Maximum: '',
  Rescaling: 'scale, offset?',
  Normalization: 'axis?, mean?, variance?, invert?',
  Resizing: 'height, width, interpolation?, crop_to_aspect_ratio?',
  CenterCrop: 'height, width',
  Identity: '',
  ActivityRegularization: 'l1?, l2?',
};

/** Take what they like; those that are not converted are told to be. */
export const looseLayers = [
  'RandomFlip',
  'RandomRotation',
  'RandomZoom',
  'RandomTranslation',
  'RandomContrast',
  'RandomBrightness',
  'RandomHeight',
  'RandomWidth',
  'RandomShear',
  'RandomCrop',
  'Minimum',
  'Dot',
  'ThresholdedReLU',
  'UpSampling1D',
  'UpSampling3D',
  'UnitNormalization',
  'LocallyConnected1D',
  'LocallyConnected2D',
  'Masking',
  'Embedding',
  'LSTM',
  'GRU',
  'SimpleRNN',
  'ConvLSTM2D',
  'Bidirectional',
  'TimeDistributed',
  'Attention',
  'AdditiveAttention',
  'MultiHeadAttention',
  'EinsumDense',
];

/** Change no number of the pass: how weights start, what is added to the loss, names and types. */
export const withoutEffect = (name: string): boolean =>
  /_(initializer|regularizer|constraint)$/.test(name) ||
  [
    'seed',
    'dtype',
    'trainable',
    'weights',
    'autocast',
    'fused',
    'renorm',
    'renorm_clipping',
    'renorm_momentum',
  ].includes(name) ||
  ['virtual_batch_size', 'synchronized', 'adjustment', 'dynamic', 'noise_shape', 'sparse', 'input_length'].includes(
    name,
  );

/** Every layer takes them. */
export const commonArguments = ['name', 'input_shape', 'batch_input_shape', 'batch_shape', 'input_dim', 'batch_size'];
