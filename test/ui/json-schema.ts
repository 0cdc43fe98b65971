type Schema = Record<string, unknown>;
const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const KEYWORDS: Record<string, (wanted: never, value: unknown, schema: Schema, root: Schema) => boolean> = {
  type: (type: string, value) =>
    type === 'object' ? isObject(value) : type === 'integer' ? Number.isInteger(value) : typeof value === type,
  enum: (values: unknown[], value) => values.includes(value),
  anyOf: (schemas: Schema[], value, _, root) => schemas.some((s) => holds(s, value, root)),
  not: (schema: Schema, value, _, root) => !holds(schema, value, root),
  if: (condition: Schema, value, { then }, root) =>
    !holds(condition, value, root) || !isObject(then) || holds(then, value, root),
  $ref: (ref: string, value, _, root) => {
    const found = ref
      .replace('#/', '')
      .split('/')
      .reduce<unknown>((at, key) => (isObject(at) ? at[key] : null), root);
    if (!isObject(found)) throw new Error(`${ref} leads nowhere`);
    return holds(found, value, root);
  },
  required: (keys: string[], value) => !isObject(value) || keys.every((key) => Object.hasOwn(value, key)),
  properties: (properties: Record<string, Schema>, value, _, root) =>
    !isObject(value) ||
    Object.entries(properties).every(([key, schema]) => !Object.hasOwn(value, key) || holds(schema, value[key], root)),
  additionalProperties: (allowed: false, value, { properties }) => {
    const known = isObject(properties) ? properties : {};
    return allowed || !isObject(value) || Object.keys(value).every((key) => Object.hasOwn(known, key));
  },
  minimum: (least: number, value) => typeof value !== 'number' || value >= least,
  maximum: (most: number, value) => typeof value !== 'number' || value <= most,
  pattern: (pattern: string, value) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
};
/** Say nothing about a value. */
const SILENT = new Set(['$schema', '$defs', 'title', 'description', 'then']);

function holds(schema: Schema, value: unknown, root: Schema): boolean {
  return Object.entries(schema).every(([keyword, wanted]) => {
    if (SILENT.has(keyword)) return true;
    const check = KEYWORDS[keyword];
    if (check === undefined) throw new Error(`no such keyword here: ${keyword}`);
    return check(wanted as never, value, schema, root);
  });
}

/** Whether a JSON Schema (draft 2020-12, the keywords above) takes a value. */
export const accepts = (schema: Schema, value: unknown): boolean => holds(schema, value, schema);
