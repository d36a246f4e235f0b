// Which methods each path has, whatever function answers them: what a 405 says. A test holds it equal to the contract.

export const METHODS: Record<string, readonly string[]> = {
  '/api/config': ['GET'],
  '/api/uploads': ['POST'],
  '/api/uploads/parts': ['POST'],
  '/api/uploads/complete': ['POST'],
  '/api/uploads/abort': ['POST'],
  '/api/images': ['GET'],
  '/api/images/{imageId}': ['GET', 'DELETE'],
  '/api/images/{imageId}/restore': ['POST'],
  '/api/images/{imageId}/reprocess': ['POST'],
  '/api/images/{imageId}/execution': ['GET'],
  '/api/suggestions': ['GET'],
  '/api/trash': ['GET'],
  '/api/executions': ['GET'],
  '/api/executions/{name}': ['GET'],
  '/api/people': ['GET', 'POST'],
  '/api/people/{personId}': ['PATCH', 'DELETE'],
  '/api/people/{personId}/merge': ['POST'],
  '/api/status': ['GET'],
  '/api/dead-letters': ['GET'],
  '/api/dead-letters/redrive': ['POST'],
};

/** @returns The methods of the path, HEAD wherever GET is; absent where there is no such path. */
export function methodsOf(path: string): readonly string[] | undefined {
  const found = Object.keys(METHODS).find((pattern) =>
    new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  return METHODS[found ?? '']?.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
