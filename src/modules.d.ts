// What entry.js imports and only the bundler knows.

declare module "instance" {
  /** Makes an instance of the Worker's wasm; `require` answers the runtime's modules by their names. */
  export default function instantiate(require: (name: string) => unknown): {
    fetch(request: Request, env: unknown, context: unknown): Promise<Response>;
    scheduled(event: ScheduledController, env: unknown, context: unknown): Promise<void>;
    hash(request: Request, env: unknown): Promise<Response>;
  };
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
