// DetectFaces: where the faces of a picture are and what they look like.
// {@link https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectFaces.html}

import { z } from 'zod';
import { attributesSchema, toFaceDetail, toFacesInput } from '../faces/face-detail.ts';
import { imageSchema } from '../image-source.ts';
import { defineOperation } from './operation.ts';

export const detectFaces = defineOperation({
  request: z.object({ Image: imageSchema, Attributes: attributesSchema }),

  async answer({ Image, Attributes }, { inference, readImage }) {
    const faces = await inference.run('faces', {
      bytes: await readImage(Image),
      ...toFacesInput(Attributes),
    });
    return { FaceDetails: faces.map((face) => toFaceDetail(face, Attributes)) };
  },
});
