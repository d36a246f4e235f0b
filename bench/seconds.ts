// How long a warm function works on a 12-megapixel JPEG: rounded up from the local cloud, no promise of AWS. What the
// benches of cost and of bursts reckon with.

/** Seconds of an invocation, by the function's name in the template, without `Function`. */
export const SECONDS: Readonly<Record<string, number>> = {
  IndexImages: 2 * 0.05, // when it is opened and when it is finished
  StartWorkflow: 0.04, // of one photograph, in a batch
  ExtractMetadata: 0.2,
  NormalizeImage: 1.5,
  GenerateThumbnails: 0.6,
  StoreRecord: 0.1,
  RecordFailure: 0.1,
};

/** A function that asks Rekognition once. */
export const SECONDS_OF_A_REKOGNITION_CALL = 0.8;
export const SECONDS_OF_A_SKIPPED_FEATURE = 0.02;

/** RecognizePeople: with one face it takes as long as a function that asks once. */
export const SEARCHES_AT_ONCE = 4; // MAX_SEARCHES_AT_ONCE of RecognizePeople
export const SECONDS_OF_RECOGNIZING = { withoutFaces: 0.05, readPreview: 0.3, search: 0.5 } as const;

/** The functions that ask Rekognition, and the feature of each. */
export const FEATURE_OF: Readonly<Record<string, string>> = {
  DetectLabels: 'labels',
  DetectText: 'text',
  DetectFaces: 'faces',
  RecognizePeople: 'people',
  RecognizeCelebrities: 'celebrities',
  DetectModerationLabels: 'moderation',
  DetectCustomLabels: 'customLabels',
};
