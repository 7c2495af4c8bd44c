/** The check that all layers over maps N×C×H×W share. */
import type { DoesNotFit } from '../../layer';
import type { Shape } from '../../tensor';
import { notSpatial } from './spatial';

/** What to say of an input that is no batch of maps, or undefined. */
export const notPlanes = (type: string, input: Shape): DoesNotFit | undefined => notSpatial(type, 2, input);
