/** Of nobase-edge; put in by vite.config.ts. */
declare const __VERSION__: string;
