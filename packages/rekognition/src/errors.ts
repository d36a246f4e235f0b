// The service's own exception types, as its API model names them. SDKs turn `__type` back into a class of that name.

/** Every type this server throws. {@link https://docs.aws.amazon.com/rekognition/latest/dg/error-handling.html} */
export type RekognitionErrorType =
  | 'AccessDeniedException'
  | 'ImageTooLargeException'
  | 'InternalServerError'
  | 'InvalidImageFormatException'
  | 'InvalidPaginationTokenException'
  | 'InvalidParameterException'
  | 'InvalidS3ObjectException'
  | 'LimitExceededException'
  | 'ProvisionedThroughputExceededException'
  | 'ResourceAlreadyExistsException'
  | 'ResourceInUseException'
  | 'ResourceNotFoundException'
  | 'ResourceNotReadyException'
  | 'SerializationException'
  | 'ServiceQuotaExceededException'
  | 'ThrottlingException'
  | 'UnknownOperationException';

/** An answer of the service that is an error: `type` is what a client matches, `message` is what a person reads. */
export class RekognitionError extends Error {
  override readonly name = 'RekognitionError';
  readonly type: RekognitionErrorType;

  constructor(type: RekognitionErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }

  /** 500 for the service's own fault, 400 for everything the caller can mend or retry, as the service answers. */
  get statusCode(): 400 | 500 {
    return this.type === 'InternalServerError' ? 500 : 400;
  }
}

export const invalidParameter = (message = 'Request has invalid parameters') =>
  new RekognitionError('InvalidParameterException', message);

export const invalidImageFormat = (cause?: unknown) =>
  new RekognitionError('InvalidImageFormatException', 'Request has invalid image format', { cause });
