import { type KernelParameters, parameterOf } from '../observe/kernel-command-line.ts';

/** Values that are as good as one that is expected, or better, by parameter. */
const AS_GOOD: Readonly<Record<string, readonly string[]>> = {
  'page_alloc.shuffle=1': ['y', 'Y', 'on'],
  'page_poison=on': ['1', 'y', 'Y'],
  // `on` for all programs, not only for those under seccomp.
  'spec_store_bypass_disable=seccomp': ['on'],
};

/** Parameters that say something by being there. */
const WITHOUT_VALUE = ['slab_nomerge'];

/** The kernel calls its allocator `slab` since it has one only. */
const OTHER_NAMES: Readonly<Record<string, string>> = { slub_debug: 'slab_debug', slab_nomerge: 'slub_nomerge' };

/** Whether the kernel was started with a parameter, written `name=value`, or with one that is as good. */
export function hasParameter(parameters: KernelParameters, expected: string): boolean {
  const [name, value] = parameterOf(expected);
  const found = parameters.get(name) ?? parameters.get(OTHER_NAMES[name] ?? name);
  if (found === undefined) return false;
  if (WITHOUT_VALUE.includes(name) || found === value) return true;
  // Letters of what is checked, then perhaps the caches it is for.
  if (name === 'slub_debug') return /^[A-Z]+$/.test(found) && [...value].every((letter) => found.includes(letter));
  return (AS_GOOD[`${name}=${value}`] ?? []).includes(found);
}

/** Each turns on an IOMMU; AMD's is on unless it is turned off. */
const IOMMU_ON = [
  'iommu=force',
  'intel_iommu=on',
  'amd_iommu=on',
  'amd_iommu=force_enable',
  'amd_iommu=force_isolation',
];
const IOMMU_OFF = ['iommu=off', 'iommu=pt', 'iommu.passthrough=1', 'intel_iommu=off', 'amd_iommu=off'];

/** Whether the kernel was told to use the IOMMU for all devices. `others` are further parameters that say so. */
export function asksForIommu(parameters: KernelParameters, others: readonly string[]): boolean {
  const says = (words: readonly string[]) => words.some((word) => hasWord(parameters, word));
  return says([...IOMMU_ON, ...others]) && !says(IOMMU_OFF);
}

/** Values of these are lists: `intel_iommu=on,sm_on`. */
function hasWord(parameters: KernelParameters, word: string): boolean {
  const [name, value] = parameterOf(word);
  return parameters.get(name)?.split(',').includes(value) ?? false;
}
