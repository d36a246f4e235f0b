// Confidences and thresholds of requests.

import { z } from 'zod';

export const percentSchema = z.number().min(0).max(100);
