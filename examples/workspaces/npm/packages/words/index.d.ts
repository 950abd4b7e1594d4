export declare const words: (name: string) => string;
