// template.yaml as plain objects, with CloudFormation's short tags written out: `!Ref X` is `{ Ref: 'X' }`.

import { readdirSync, readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { type CollectionTag, parse, type ScalarTag, YAMLMap } from 'yaml';

// biome-ignore lint/suspicious/noExplicitAny: a test reads any part of any resource
type Properties = Record<string, any>;

export interface Resource {
  Type: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Metadata?: Properties;
  Properties: Properties;
}

export interface Parameter {
  Type: string;
  Description?: string;
  Default?: string | number;
  AllowedValues?: (string | number)[];
  AllowedPattern?: string;
  MinValue?: number;
  MaxValue?: number;
}

/** One that is there on a condition. */
interface ConditionalStatement {
  'Fn::If': [condition: string, statement: Statement, otherwise: { Ref: 'AWS::NoValue' }];
}

export interface Statement {
  Sid?: string;
  Effect: string;
  Principal?: unknown;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

/** Held against the parameters and the region before anything is made. */
interface Rule {
  RuleCondition: unknown;
  Assertions: { Assert: unknown; AssertDescription: string }[];
}

interface Template {
  Metadata: Properties;
  Parameters: Record<string, Parameter>;
  Rules: Record<string, Rule>;
  Mappings: Record<string, Record<string, Record<string, string>>>;
  Conditions: Record<string, unknown>;
  Globals: { Function: Properties };
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Description?: string; Value: unknown }>;
}

const INTRINSICS = [
  'Ref',
  'GetAtt',
  'Sub',
  'If',
  'Equals',
  'Not',
  'And',
  'Or',
  'Contains',
  'Join',
  'Select',
  'Split',
  'FindInMap',
];

/** @param path - Relative to the project's folder. */
export function projectFile(path: string): URL {
  if (isAbsolute(path)) throw new Error(`Expected a path inside the project but found ${path}`);
  return new URL(`../../${path}`, import.meta.url);
}

export function readProjectFile(path: string): string {
  return readFileSync(projectFile(path), 'utf8');
}

export const templateText = readProjectFile('template.yaml');
export const template: Template = parse(templateText, { customTags: INTRINSICS.flatMap(toTags) });

/** Resources of one type, by logical id. */
export function resourcesOf(type: string): [id: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
}

export function resource(id: string): Resource {
  const found = template.Resources[id];
  if (!found) throw new Error(`Expected a resource ${id} in template.yaml`);
  return found;
}

/** `ExtractMetadataFunction` lies in `functions/extract-metadata`. */
export function toFolder(functionId: string): string {
  return functionId
    .replace(/Function$/, '')
    .replace(/[A-Z]/g, (letter, at) => (at ? '-' : '') + letter.toLowerCase());
}

/** The folders of functions/ that hold a Lambda function. */
export const functionFolders = readdirSync(projectFile('functions')).filter((name) => name !== 'shared');

/** The statements that a function or a state machine brings itself, those with a condition among them. */
export function statementsOf(id: string): Statement[] {
  const policies: { Statement: (Statement | ConditionalStatement)[] }[] = resource(id).Properties.Policies;
  return policies
    .flatMap(({ Statement }) => Statement)
    .map((statement) => ('Fn::If' in statement ? statement['Fn::If'][1] : statement));
}

/** What a function is told where the parameters have their defaults; any text for the name or the ARN of a resource. */
export function environmentOf(functionId: string): Record<string, string> {
  const variables: Properties = resource(functionId).Properties.Environment.Variables;
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, toText(value)]));
}

function toText(value: unknown): string {
  const { Ref = Object(value)['Fn::Join']?.[1]?.Ref } = Object(value);
  return String(template.Parameters[Ref]?.Default ?? '1');
}

/** The comment in template.yaml right above a line; empty where there is none. */
export function commentAbove(line: string): string {
  const lines = templateText.split('\n').map((text) => text.trim().replace(/^- /, ''));
  const comment: string[] = [];
  for (let at = lines.indexOf(line) - 1; lines[at]?.startsWith('#'); at--) comment.unshift(lines[at] ?? '');
  return comment.join(' ');
}

export function toArray<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

function toTags(name: string): (ScalarTag | CollectionTag)[] {
  const key = name === 'Ref' ? name : `Fn::${name}`;
  return [
    { tag: `!${name}`, resolve: (text) => ({ [key]: text }) },
    // A node, not its JSON: aliases inside are resolved with the rest of the document.
    { tag: `!${name}`, collection: 'seq', resolve: (list) => toMap(key, list) },
  ];
}

function toMap(key: string, value: unknown): YAMLMap {
  const map = new YAMLMap();
  map.set(key, value);
  return map;
}
