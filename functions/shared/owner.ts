// The owner of what nobody in particular owns.

/** Of what came straight into the bucket, and of everything where nobody signs in. */
export const SHARED_OWNER = 'shared';
