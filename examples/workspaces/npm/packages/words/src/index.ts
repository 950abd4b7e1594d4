export const words = (name: string): string => `Hello from ${name}`;
