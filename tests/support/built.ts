/** Loads a module as it was built: threads and programs run from `dist/`, so their tests do too. */
export const built = async <Module>(name: string): Promise<Module> =>
  (await import(new URL(`../../dist/${name}.js`, import.meta.url).href)) as Module;
