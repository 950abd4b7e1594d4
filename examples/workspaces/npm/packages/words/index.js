export const words = (name) => `Hello from ${name}`;
