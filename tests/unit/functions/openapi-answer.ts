// Holds an answer of the API against docs/openapi.json, whatever test made it.

import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { OPENAPI } from '../../../docs/openapi.ts';
import type { HttpAnswer } from './http-event.ts';

const document = JSON.parse(readFileSync(OPENAPI, 'utf8'));
const ajv = new Ajv2020({ strict: false }); // the document is more than a schema
addFormats.default(ajv);
ajv.addSchema(document, 'openapi.json');
const validators = new Map<string, ValidateFunction>();

/** @throws {Error} Where the document says otherwise of the route. A path or a method that it does not have may be refused alone. */
export function expectDocumented(method: string, path: string, { status, headers, body }: HttpAnswer): void {
  const template = Object.keys(document.paths).find((one) =>
    new RegExp(`^${one.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  const operation = document.paths[template ?? '']?.[method.toLowerCase()];
  const where = `${method} ${path}: ${status}`;
  if (!operation) {
    if (status === 404 || status === 405) return;
    throw new Error(`Expected 404 or 405 of what docs/openapi.json does not have but found ${where}`);
  }
  const content = operation.responses[status]?.content;
  if (!operation.responses[status])
    throw new Error(`Expected an answer of docs/openapi.json but found ${where}`);
  if (content === undefined && body === undefined) return;
  const type = (headers['content-type'] ?? '').split(';')[0] ?? '';
  if (!content?.[type]) {
    throw new Error(
      `Expected ${Object.keys(content ?? {}).join(' or ') || 'no body'} but found ${type} at ${where}`,
    );
  }
  const steps = ['paths', template, method.toLowerCase(), 'responses', status, 'content', type, 'schema'];
  const validate = validatorOf(
    steps.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/'),
  );
  if (!validate(body))
    throw new Error(
      `Expected the body of docs/openapi.json at ${where} but ${ajv.errorsText(validate.errors)}`,
    );
}

/** @param pointer - Of a schema in the document. */
function validatorOf(pointer: string): ValidateFunction {
  const known = validators.get(pointer);
  if (known) return known;
  const validate = ajv.compile({ $ref: `openapi.json#/${encodeURI(pointer)}` });
  validators.set(pointer, validate);
  return validate;
}
