/** Whether a platform, as Nix names it, is macOS. */
export const isDarwin = (platform: string): boolean => platform.includes('darwin');
