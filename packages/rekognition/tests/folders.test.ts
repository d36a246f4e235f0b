import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { defaultFolders } from '../src/folders.ts';

const checkout = 'file:///checkouts/image-workflow/packages/rekognition/src/folders.ts';
const installed = 'file:///checkouts/shop/node_modules/@image-workflow/rekognition/dist/main.js';

describe('defaultFolders', () => {
  it("keeps all of a checkout in the checkout's own .local", () => {
    expect(defaultFolders(checkout, {})).toMatchObject({
      models: '/checkouts/image-workflow/.local/models',
      state: '/checkouts/image-workflow/.local/rekognition',
      customModels: '/checkouts/image-workflow/.local/custom-models',
    });
  });

  it("keeps an installed package's models in the user's cache, and its state in the working folder", () => {
    expect(defaultFolders(installed, {})).toEqual({
      command: 'npx image-workflow-rekognition',
      models: join(homedir(), '.cache/image-workflow-rekognition/models'),
      state: '.rekognition',
      customModels: join('.rekognition', 'custom-models'),
    });
    expect(defaultFolders(installed, { XDG_CACHE_HOME: '/cache' }).models).toBe(
      '/cache/image-workflow-rekognition/models',
    );
  });
});
