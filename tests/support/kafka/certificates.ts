import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Files of a certificate authority and what it has signed, all PEM. */
export interface Certificates {
  readonly caFile: string;
  readonly brokerKeyFile: string;
  readonly brokerCertificateFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Makes an authority with one certificate for a broker on this machine and one for a client. */
export async function createCertificates(folder: string): Promise<Certificates> {
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]) => run('openssl', [...args], { cwd: folder });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  await openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=uwf test authority');
  const sign = async (name: string, extensions: string): Promise<void> => {
    writeFileSync(path(`${name}.ext`), extensions);
    await openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    await openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-out', `${name}.pem`, '-extfile', `${name}.ext`);
  };
  await sign('broker', 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  await sign('client', 'extendedKeyUsage=clientAuth');
  return { caFile: path('ca.pem'), brokerKeyFile: path('broker.key'), brokerCertificateFile: path('broker.pem'), certificateFile: path('client.pem'), keyFile: path('client.key') };
}

/** Key and certificate in one text, as the broker takes them. */
export function brokerStore({ brokerKeyFile, brokerCertificateFile }: Certificates): string {
  return `${readFileSync(brokerKeyFile, 'utf8')}${readFileSync(brokerCertificateFile, 'utf8')}`;
}
