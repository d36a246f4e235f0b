// What a browser is told about the page, wherever it is served. template.yaml says the same to CloudFront; a test compares.

/**
 * Nothing inline, nothing from elsewhere: scripts, styles and fonts from the page's own origin, pictures and uploads also from
 * where the storage is, tokens also from where one signs in.
 *
 * @param storage - Origins of the buckets: `https://….s3.eu-central-1.amazonaws.com`.
 * @param signIn - Origins of the sign-in; none where nobody signs in.
 */
export function contentSecurityPolicy(storage: readonly string[], signIn: readonly string[] = []): string {
  const directives: [string, ...string[]][] = [
    ['default-src', "'none'"],
    ['script-src', "'self'"],
    ['style-src', "'self'"],
    ['font-src', "'self'"],
    ['img-src', "'self'", 'data:', 'blob:', ...storage],
    ['connect-src', "'self'", ...new Set([...storage, ...signIn])],
    ['worker-src', "'self'"],
    ['base-uri', "'none'"],
    ['form-action', "'none'"],
    ['frame-ancestors', "'none'"],
  ];
  return directives.map((directive) => directive.join(' ')).join('; ');
}

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * @param path - Of a file of the built page: `assets/index-CijsA_bO.js`.
 * @returns Its media type, and how long a browser may keep it: for ever what its content names, never what the page
 * begins with.
 */
export function fileHeaders(path: string): { contentType: string; cacheControl: string } {
  const extension = /\.\w+$/.exec(path)?.[0] ?? '';
  return {
    contentType: TYPES[extension] ?? 'application/octet-stream',
    cacheControl: path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}
