/** What a text of the database says; null when somebody has written there what is no JSON. */
export function storedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Who looks at one broken row is to see the others.
    return null;
  }
}

/** The fields of an object in a text; none when it is no object. */
export function storedFields(text: string): Record<string, unknown> {
  const value = storedJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
