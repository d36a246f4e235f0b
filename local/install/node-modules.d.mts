export function hasNodeModules(projectFolder: string): boolean;
