// Certificates for servers of tests: of localhost, signed by themselves.

import * as fs from "node:fs";
import path from "node:path";
import selfsigned from "selfsigned";

/** A new key and its certificate for localhost: {key, cert}, PEM. */
export async function certificate() {
  const extensions = [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }, { name: "basicConstraints", cA: true }];
  const { private: key, cert } = await selfsigned.generate([{ name: "commonName", value: "localhost" }], { keySize: 2048, algorithm: "sha256", extensions });
  return { key, cert };
}

/**
 * Has the Workers runtime trust `cert` from now on. It reads this once, when Miniflare is loaded: so whatever starts a
 * server is imported after this.
 */
export function trust(cert, folder) {
  const file = path.join(folder, "trusted.pem");
  fs.writeFileSync(file, cert);
  process.env.NODE_EXTRA_CA_CERTS = file;
}
