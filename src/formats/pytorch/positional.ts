/** The arguments of PyTorch's layers, in PyTorch's order. What a layer does not know, its registry says. */
const convolution =
  'in_channels?, out_channels?, kernel_size?, stride?, padding?, dilation?, groups?, bias?, padding_mode?, device?, dtype?';
const lazyConvolution =
  'out_channels?, kernel_size?, stride?, padding?, dilation?, groups?, bias?, padding_mode?, device?, dtype?';
const transposed =
  'in_channels?, out_channels?, kernel_size?, stride?, padding?, output_padding?, groups?, bias?, dilation?, padding_mode?, device?, dtype?';
const batchNorm = 'num_features?, eps?, momentum?, affine?, track_running_stats?, device?, dtype?';
const maxPool = 'kernel_size?, stride?, padding?, dilation?, return_indices?, ceil_mode?';
const recurrent =
  'input_size?, hidden_size?, num_layers?, bias?, batch_first?, dropout?, bidirectional?, proj_size?, device?, dtype?';
const inPlace = 'inplace?';
const dropout = 'p?, inplace?';
const shrink = 'lambd?';
const softmax = 'dim?';

export const layerArguments: { readonly [type: string]: string } = {
  Linear: 'in_features?, out_features?, bias?, device?, dtype?',
  LazyLinear: 'out_features?, bias?, device?, dtype?',
  Bilinear: 'in1_features?, in2_features?, out_features?, bias?, device?, dtype?',
  Conv1d: convolution,
  Conv2d: convolution,
  Conv3d: convolution,
  LazyConv1d: lazyConvolution,
  LazyConv2d: lazyConvolution,
  LazyConv3d: lazyConvolution,
  ConvTranspose1d: transposed,
  ConvTranspose2d: transposed,
  ConvTranspose3d: transposed,
  MaxPool1d: maxPool,
  MaxPool2d: maxPool,
  MaxPool3d: maxPool,
  AvgPool1d: 'kernel_size?, stride?, padding?, ceil_mode?, count_include_pad?',
  AvgPool2d: 'kernel_size?, stride?, padding?, ceil_mode?, count_include_pad?, divisor_override?',
  AvgPool3d: 'kernel_size?, stride?, padding?, ceil_mode?, count_include_pad?, divisor_override?',
  LPPool1d: 'norm_type?, kernel_size?, stride?, ceil_mode?',
  LPPool2d: 'norm_type?, kernel_size?, stride?, ceil_mode?',
  FractionalMaxPool2d: 'kernel_size?, output_size?, output_ratio?, return_indices?',
  MaxUnpool2d: 'kernel_size?, stride?, padding?',
  AdaptiveAvgPool1d: 'output_size?',
  AdaptiveAvgPool2d: 'output_size?',
  AdaptiveAvgPool3d: 'output_size?',
  AdaptiveMaxPool1d: 'output_size?, return_indices?',
  AdaptiveMaxPool2d: 'output_size?, return_indices?',
  AdaptiveMaxPool3d: 'output_size?, return_indices?',
  BatchNorm1d: batchNorm,
  BatchNorm2d: batchNorm,
  BatchNorm3d: batchNorm,
  SyncBatchNorm: 'num_features?, eps?, momentum?, affine?, track_running_stats?, process_group?, device?, dtype?',
  LazyBatchNorm1d: 'eps?, momentum?, affine?, track_running_stats?',
  LazyBatchNorm2d: 'eps?, momentum?, affine?, track_running_stats?',
  InstanceNorm1d: batchNorm,
  InstanceNorm2d: batchNorm,
  InstanceNorm3d: batchNorm,
  GroupNorm: 'num_groups?, num_channels?, eps?, affine?, device?, dtype?',
  LayerNorm: 'normalized_shape?, eps?, elementwise_affine?, bias?, device?, dtype?',
  RMSNorm: 'normalized_shape?, eps?, elementwise_affine?, device?, dtype?',
  LocalResponseNorm: 'size?, alpha?, beta?, k?',
  Dropout: dropout,
  Dropout1d: dropout,
  Dropout2d: dropout,
  Dropout3d: dropout,
  AlphaDropout: dropout,
  FeatureAlphaDropout: dropout,
  ReLU: inPlace,
  ReLU6: inPlace,
  SiLU: inPlace,
  Mish: inPlace,
  SELU: inPlace,
  Hardswish: inPlace,
  Hardsigmoid: inPlace,
  ELU: 'alpha?, inplace?',
  CELU: 'alpha?, inplace?',
  LeakyReLU: 'negative_slope?, inplace?',
  RReLU: 'lower?, upper?, inplace?',
  Hardtanh: 'min_val?, max_val?, inplace?, min_value?, max_value?',
  Threshold: 'threshold?, value?, inplace?',
  GELU: 'approximate?',
  PReLU: 'num_parameters?, init?, device?, dtype?',
  GLU: softmax,
  Sigmoid: '',
  Tanh: '',
  LogSigmoid: '',
  Softsign: '',
  Tanhshrink: '',
  Softplus: 'beta?, threshold?',
  Hardshrink: shrink,
  Softshrink: shrink,
  Softmax: softmax,
  Softmin: softmax,
  LogSoftmax: softmax,
  Softmax2d: '',
  Flatten: 'start_dim?, end_dim?',
  Unflatten: 'dim?, unflattened_size?',
  Identity: '*rest, **others',
  Fold: 'output_size?, kernel_size?, dilation?, padding?, stride?',
  Unfold: 'kernel_size?, dilation?, padding?, stride?',
  Upsample: 'size?, scale_factor?, mode?, align_corners?, recompute_scale_factor?',
  UpsamplingNearest2d: 'size?, scale_factor?',
  UpsamplingBilinear2d: 'size?, scale_factor?',
  PixelShuffle: 'upscale_factor?',
  PixelUnshuffle: 'downscale_factor?',
  ChannelShuffle: 'groups?',
  ZeroPad2d: 'padding?',
  ConstantPad1d: 'padding?, value?',
  ConstantPad2d: 'padding?, value?',
  ReflectionPad1d: 'padding?',
  ReflectionPad2d: 'padding?',
  ReplicationPad1d: 'padding?',
  ReplicationPad2d: 'padding?',
  Embedding: 'num_embeddings?, embedding_dim?, padding_idx?, max_norm?, norm_type?, scale_grad_by_freq?, sparse?',
  RNN: recurrent,
  LSTM: recurrent,
  GRU: recurrent,
  MultiheadAttention:
    'embed_dim?, num_heads?, dropout?, bias?, add_bias_kv?, add_zero_attn?, kdim?, vdim?, batch_first?, device?, dtype?',
  TransformerEncoderLayer:
    'd_model?, nhead?, dim_feedforward?, dropout?, activation?, layer_norm_eps?, batch_first?, norm_first?, bias?',
};

/** Arguments that say how, not what: they change no number here. */
export const withoutEffect = new Set([
  'inplace',
  'device',
  'dtype',
  'process_group',
  'recompute_scale_factor',
  'rest',
  'others',
]);

/** Layers that are another one under a second name. */
export const sameAs: { readonly [type: string]: string } = {
  LazyLinear: 'Linear',
  LazyConv1d: 'Conv1d',
  LazyConv2d: 'Conv2d',
  LazyConv3d: 'Conv3d',
  LazyBatchNorm1d: 'BatchNorm1d',
  LazyBatchNorm2d: 'BatchNorm2d',
  SyncBatchNorm: 'BatchNorm2d',
};
